import { Command, InvalidArgumentError, Option } from 'commander';
import type { Server } from './database/server';

/** What one run measures, and how long. */
export interface Plan {
  databases: readonly Server['name'][];
  /** Size of the company, for everything but growth. */
  size: number;
  /** Sizes for growth by users. */
  users: readonly number[];
  /** Groups of each user for growth by groups, in a company of the smallest of these sizes. */
  groups: readonly number[];
  /** How many of a growing company come, over and over. */
  regulars: number;
  /** Sign-ins of each contender, one after the other. */
  rounds: Rounds;
  /** The same for each size. */
  growthRounds: Rounds;
  crowd: { rounds: number; size: number };
  /** First sign-ins of one person at the same moment. */
  samePerson: number;
  mappingRounds: Rounds;
  /** Companies that the library serves when its memory is measured. */
  tenants: readonly number[];
  /** Sign-ins between two looks at the memory. */
  signIns: number;
}

/** How often contenders do the same, by turns. */
export interface Rounds {
  measured: number;
  /** Before: what runs often in a process is compiled, which takes some thousand times. */
  warmUp: number;
  /** How often one does it before it is the next one's turn. */
  turn: number;
}

export interface Output {
  json: string;
  chart: string;
  writeDocs: boolean;
}

const DATABASES: readonly Server['name'][] = ['sqlite', 'postgres'];

const WHOLE: Plan = {
  databases: DATABASES,
  size: 10_000,
  users: [1_000, 10_000, 100_000, 1_000_000],
  groups: [1, 50, 500],
  regulars: 200,
  rounds: { measured: 600, warmUp: 2_000, turn: 20 },
  growthRounds: { measured: 400, warmUp: 200, turn: 20 },
  crowd: { rounds: 4, size: 640 },
  samePerson: 100,
  mappingRounds: { measured: 200, warmUp: 400, turn: 20 },
  tenants: [1, 10_000],
  signIns: 100_000,
};

/** Shows that everything runs; its figures say nothing. */
const QUICK: Plan = {
  databases: DATABASES,
  size: 100,
  users: [100, 200],
  groups: [1, 50],
  regulars: 50,
  rounds: { measured: 8, warmUp: 2, turn: 4 },
  growthRounds: { measured: 4, warmUp: 1, turn: 4 },
  crowd: { rounds: 1, size: 32 },
  samePerson: 20,
  mappingRounds: { measured: 2, warmUp: 1, turn: 1 },
  tenants: [1, 10],
  signIns: 200,
};

/** Reads the command line; ends the process where it says something that makes no sense, or asks for help. */
export function readPlan(argv: readonly string[]): { plan: Plan; output: Output } {
  const command = new Command('npm run bench --')
    .description(
      'Measures sign-ins of passport-jit beside the least that they could cost, a hand-written callback and better-auth.',
    )
    .addOption(new Option('--databases <list>', `of ${DATABASES.join(', ')}`).argParser(databases))
    .addOption(new Option('--users <list>', 'sizes of the company, ascending').argParser(counts))
    .addOption(new Option('--groups <list>', 'how many groups everybody is in').argParser(counts))
    .addOption(new Option('--size <count>', 'users of the company, but for growth').argParser(count))
    .addOption(
      new Option('--tenants <list>', 'how many tenants, for the memory of the library').argParser(counts),
    )
    .addOption(new Option('--sign-ins <count>', 'sign-ins between two looks at the memory').argParser(count))
    .option('--quick', 'small sizes: shows that everything runs, and measures nothing')
    .option('--json <file>', 'where the results go', 'bench/results/results.json')
    .option('--chart <file>', 'where the chart goes', 'bench/results/chart.svg')
    .option('--write-docs', 'put tables and chart into docs/performance.md as well')
    .helpOption('-h, --help', 'this help')
    .parse([...argv], { from: 'user' });
  const { quick, json, chart, writeDocs, ...given } = command.opts<
    Partial<Plan> & { quick?: true; json: string; chart: string; writeDocs?: true }
  >();
  return {
    plan: { ...(quick ? QUICK : WHOLE), ...given },
    output: { json, chart, writeDocs: writeDocs ?? false },
  };
}

function databases(list: string): Server['name'][] {
  return list.split(',').map((name) => {
    const found = DATABASES.find((each) => each === name);
    if (found === undefined) {
      throw new InvalidArgumentError(`There is no "${name}". There are: ${DATABASES.join(', ')}.`);
    }
    return found;
  });
}

function counts(list: string): number[] {
  return list
    .split(',')
    .map(count)
    .sort((a, b) => a - b);
}

function count(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) {
    throw new InvalidArgumentError(`"${text}" is no whole number from 1 on.`);
  }
  return number;
}
