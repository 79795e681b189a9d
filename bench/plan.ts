import { Command, InvalidArgumentError, Option } from 'commander';
import type { Server } from './database/server';

/** What one run measures, and how often. */
export interface Plan {
  databases: readonly Server['name'][];
  /** Users of the company, except for growth. */
  size: number;
  /** Numbers of users for the growth by users. */
  users: readonly number[];
  /** Groups of each user for the growth by groups, in a company with the smallest number of users. */
  groups: readonly number[];
  /** Users who sign in repeatedly when growth is measured. */
  activeUsers: number;
  /** Sequential sign-ins of each contender. */
  rounds: Rounds;
  /** The same, for each size. */
  growthRounds: Rounds;
  throughput: { rounds: number; size: number };
  /** Concurrent first sign-ins of one user. */
  concurrentFirstSignIns: number;
  mappingRounds: Rounds;
  /** Numbers of tenants when memory is measured. */
  tenants: readonly number[];
  /** Sign-ins between two measurements of the heap. */
  signIns: number;
}

/** How often each contender signs in, in alternating batches. */
export interface Rounds {
  measured: number;
  /** Sign-ins before measuring, so that V8 has compiled the code: it takes some thousand. */
  warmUp: number;
  /** Sign-ins of one contender before the next contender runs. */
  batch: number;
}

export interface Output {
  json: string;
  chart: string;
  writeDocs: boolean;
}

const DATABASES: readonly Server['name'][] = ['sqlite', 'postgres'];

const FULL: Plan = {
  databases: DATABASES,
  size: 10_000,
  users: [1_000, 10_000, 100_000, 1_000_000],
  groups: [1, 50, 500],
  activeUsers: 200,
  rounds: { measured: 600, warmUp: 2_000, batch: 20 },
  growthRounds: { measured: 400, warmUp: 200, batch: 20 },
  throughput: { rounds: 4, size: 640 },
  concurrentFirstSignIns: 100,
  mappingRounds: { measured: 200, warmUp: 400, batch: 20 },
  tenants: [1, 10_000],
  signIns: 100_000,
};

/** A check that everything runs; its figures mean nothing. */
const QUICK: Plan = {
  databases: DATABASES,
  size: 100,
  users: [100, 200],
  groups: [1, 50],
  activeUsers: 50,
  rounds: { measured: 8, warmUp: 2, batch: 4 },
  growthRounds: { measured: 4, warmUp: 1, batch: 4 },
  throughput: { rounds: 1, size: 32 },
  concurrentFirstSignIns: 20,
  mappingRounds: { measured: 2, warmUp: 1, batch: 1 },
  tenants: [1, 10],
  signIns: 200,
};

/** Parses the command line. Invalid options and `--help` end the process. */
export function parseArguments(argv: readonly string[]): { plan: Plan; output: Output } {
  const command = new Command('npm run bench --')
    .description(
      'Measures sign-ins of passport-jit, of a baseline in plain SQL, of a hand-written callback and of better-auth.',
    )
    .addOption(
      new Option('--databases <list>', `databases to measure: ${DATABASES.join(', ')}`).argParser(
        parseDatabases,
      ),
    )
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
    .option('--quick', 'small sizes: checks that everything runs; the figures mean nothing')
    .option('--json <file>', 'file for the results', 'bench/results/results.json')
    .option('--chart <file>', 'file for the chart', 'bench/results/chart.svg')
    .option('--write-docs', 'also write tables and chart into docs/performance.md')
    .helpOption('-h, --help', 'show this help')
    .parse([...argv], { from: 'user' });
  const { quick, json, chart, writeDocs, ...given } = command.opts<
    Partial<Plan> & { quick?: true; json: string; chart: string; writeDocs?: true }
  >();
  return {
    plan: { ...(quick ? QUICK : FULL), ...given },
    output: { json, chart, writeDocs: writeDocs ?? false },
  };
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
