import { Command, InvalidArgumentError, Option } from 'commander';
import type { Server } from './database/server';
import {
  DATABASES,
  FULL,
  FULL_COMPARISON,
  QUICK,
  QUICK_COMPARISON,
  type ComparisonPlan,
  type Plan,
} from './plan';

/** What the command line asks for. */
export type Arguments =
  | { mode: 'measurement'; plan: Plan; output: Output }
  | { mode: 'comparison'; plan: ComparisonPlan; json: string };

export interface Output {
  json: string;
  chart: string;
  writeDocs: boolean;
}

/** Exit status if there is no result. */
export const EXIT_FAILED = 2;

/** Options without a meaning for a comparison. */
const MEASUREMENT_OPTIONS = ['users', 'groups', 'size', 'tenants', 'signIns', 'chart', 'writeDocs'];

const HELP = `
With --against, the benchmark compares this version of the library with the one of a git ref: it builds the ref in a
temporary folder, with the dependencies that are installed here, and runs both versions in the same process, in
alternating batches, beside a lean baseline (plain SQL on tables with integer keys and only the columns that a sign-in
needs). Each session loads both versions again and fills new databases; sessions are repeated for a case until its ratio
is known to half of the tolerance. Exit status:
  0  no case is slower by more than the tolerance, and the statements are equal
  1  a case is slower by more than the tolerance, or the number of statements differs
  2  the comparison failed, for example because the ref is unknown or does not build, or an option is invalid

Examples:
  npm run bench
  npm run bench -- --databases sqlite --users 1000,10000
  npm run bench -- --against main
  npm run bench -- --against HEAD~20 --databases postgres --tolerance 3
`;

/** Parses the command line. Invalid options and `--help` end the process. */
export function parseArguments(argv: readonly string[]): Arguments {
  const command = new Command('npm run bench --')
    .description(
      'Measures sign-ins of passport-jit, of a baseline in plain SQL, of a hand-written callback and of better-auth.',
    )
    .addOption(
      new Option('--databases <list>', `databases to measure: ${DATABASES.join(', ')}`).argParser(
        parseDatabases,
      ),
    )
    .option('--quick', 'small sizes: checks that everything runs; the times mean nothing and are not judged')
    .option(
      '--json <file>',
      'file for the results (default: results.json or comparison.json in bench/results)',
    )
    .optionsGroup('Measurement:')
    .addOption(
      new Option('--users <list>', 'numbers of users for the growth by users').argParser(parseCounts),
    )
    .addOption(
      new Option('--groups <list>', 'numbers of groups per user for the growth by groups').argParser(
        parseCounts,
      ),
    )
    .addOption(new Option('--size <count>', 'users of the company, except for growth').argParser(parseCount))
    .addOption(
      new Option('--tenants <list>', 'numbers of tenants when memory is measured').argParser(parseCounts),
    )
    .addOption(
      new Option('--sign-ins <count>', 'sign-ins between two measurements of the heap').argParser(parseCount),
    )
    .option('--chart <file>', 'file for the chart (default: bench/results/chart.svg)')
    .option('--write-docs', 'also write tables and chart into docs/performance.md')
    .optionsGroup('Comparison:')
    .addOption(
      new Option('--against <ref>', 'compare with the version of a git ref').conflicts(MEASUREMENT_OPTIONS),
    )
    .addOption(
      new Option('--tolerance <percent>', 'how much longer a case may take (default: 5)').argParser(
        parsePercent,
      ),
    )
    .addOption(
      new Option('--sessions <count>', 'how many sessions at most (default: 10)').argParser(parseCount),
    )
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : EXIT_FAILED))
    .helpOption('-h, --help', 'show this help')
    .addHelpText('after', HELP)
    .parse([...argv], { from: 'user' });
  type Options = Partial<Plan> & {
    quick?: true;
    json?: string;
    chart?: string;
    writeDocs?: true;
    against?: string;
    tolerance?: number;
    sessions?: number;
  };
  const { quick, json, chart, writeDocs, against, tolerance, sessions, ...given } = command.opts<Options>();
  if (against === undefined) {
    if (tolerance !== undefined) {
      command.error("error: option '--tolerance <percent>' requires option '--against <ref>'");
    }
    if (sessions !== undefined) {
      command.error("error: option '--sessions <count>' requires option '--against <ref>'");
    }
    return {
      mode: 'measurement',
      plan: { ...(quick ? QUICK : FULL), ...given },
      output: {
        json: json ?? 'bench/results/results.json',
        chart: chart ?? 'bench/results/chart.svg',
        writeDocs: writeDocs ?? false,
      },
    };
  }
  const { databases, ...sizes } = quick ? QUICK_COMPARISON : FULL_COMPARISON;
  const limit = tolerance ?? 0.05;
  return {
    mode: 'comparison',
    plan: {
      ...sizes,
      ref: against,
      databases: given.databases ?? databases,
      tolerance: quick ? undefined : limit,
      precision: limit / 2,
      sessions: limitSessions(sizes.sessions, sessions),
    },
    json: json ?? 'bench/results/comparison.json',
  };
}

function limitSessions({ min, max }: ComparisonPlan['sessions'], limit = max): ComparisonPlan['sessions'] {
  return { min: Math.min(min, limit), max: limit };
}

function parseDatabases(list: string): Server['name'][] {
  return list.split(',').map((name) => {
    const found = DATABASES.find((each) => each === name);
    if (found === undefined) {
      throw new InvalidArgumentError(`Unknown database "${name}". Use ${DATABASES.join(' or ')}.`);
    }
    return found;
  });
}

function parseCounts(list: string): number[] {
  return list
    .split(',')
    .map(parseCount)
    .sort((a, b) => a - b);
}

function parseCount(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) {
    throw new InvalidArgumentError(`"${text}" is not a positive integer.`);
  }
  return number;
}

/** @returns the share: 0.05 for "5" */
function parsePercent(text: string): number {
  const percent = Number(text);
  if (text.trim() === '' || !(percent > 0) || !Number.isFinite(percent)) {
    throw new InvalidArgumentError(`"${text}" is not a positive number.`);
  }
  return percent / 100;
}
