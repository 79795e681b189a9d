import { cpus } from 'node:os';

/** Processors and version of Node.js, for the report. */
export function describeMachine(): string {
  const processors = cpus();
  return `${processors.length} × ${processors[0]?.model ?? 'unknown processor'}, Node.js ${process.versions.node}`;
}
