import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArguments } from './plan';
import { createProgress } from './progress';
import { chart } from './report/chart';
import { writeDocs } from './report/docs';
import { report } from './report/tables';
import { run } from './run';

/** Measures, prints the report and writes the results. */
async function main(): Promise<void> {
  const { plan, output } = parseArguments(process.argv.slice(2));
  // Runs the 'exit' listeners, which remove the temporary files.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
  const { progress, clear } = createProgress(process.stderr);
  const results = await run(plan, progress);
  clear();

  console.log(report(results));
  write(output.json, `${JSON.stringify(results, undefined, 2)}\n`);
  write(output.chart, chart(results));
  if (output.writeDocs) await writeDocs(results);
}

function write(file: string, content: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

void main();
