import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ComparisonError } from './comparison/checkout';
import { compare } from './comparison/compare';
import { reportComparison } from './comparison/report';
import { judge } from './comparison/verdict';
import { EXIT_FAILED, parseArguments, type Arguments } from './command-line';
import { createProgress, type Progress } from './progress';
import { chart } from './report/chart';
import { writeDocs } from './report/docs';
import { report } from './report/tables';
import { run } from './run';

type ArgumentsOf<Mode extends Arguments['mode']> = Extract<Arguments, { mode: Mode }>;

async function main(): Promise<void> {
  const parsed = parseArguments(process.argv.slice(2));
  // Runs the 'exit' listeners, which remove the temporary files.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
  const { progress, clear } = createProgress(process.stderr);
  if (parsed.mode === 'measurement') await runMeasurement(parsed, progress, clear);
  else await runComparison(parsed, progress, clear);
}

/** Measures, prints the report and writes the results. */
async function runMeasurement(
  { plan, output }: ArgumentsOf<'measurement'>,
  progress: Progress,
  clear: () => void,
): Promise<void> {
  const results = await run(plan, progress);
  clear();
  console.log(report(results));
  write(output.json, `${JSON.stringify(results, undefined, 2)}\n`);
  write(output.chart, chart(results));
  if (output.writeDocs) await writeDocs(results);
}

/** Compares, prints the report, writes the results, and sets the exit status. */
async function runComparison(
  { plan, json }: ArgumentsOf<'comparison'>,
  progress: Progress,
  clear: () => void,
): Promise<void> {
  try {
    const comparison = await compare(plan, progress);
    clear();
    console.log(reportComparison(comparison));
    write(json, `${JSON.stringify(comparison, undefined, 2)}\n`);
    process.exitCode = judge(comparison).failures.length > 0 ? 1 : 0;
  } catch (error) {
    clear();
    console.error(error instanceof ComparisonError ? `error: ${error.message}` : error);
    process.exitCode = EXIT_FAILED;
  }
}

function write(file: string, content: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

void main();
