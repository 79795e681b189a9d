import type { Person } from '../company';
import type { SessionContender } from '../contenders/contender';
import type { Candidate, Environment } from '../environment';
import { runConcurrently } from '../measure/concurrent';
import { collectGarbage } from '../measure/heap';
import { recordStatements } from '../measure/statements';
import { median, trimmedMean } from '../measure/statistics';
import type { ExpectedSignIn } from '../workload';
import type { ComparisonCase } from './cases';

/** The baseline, the earlier version and the current one, in this order. */
const ORDERS = [
  [0, 1, 2],
  [2, 1, 0],
  [1, 2, 0],
  [0, 2, 1],
  [2, 0, 1],
  [1, 0, 2],
] as const;

/** Operations before the measured ones of a batch, as the garbage collection leaves cold caches behind. */
const LEAD_IN = 5;
const COUNTED_OPERATIONS = 20;
/** Share of the slowest operations of a batch that is left out: they waited for the disk or another process. */
const TRIMMED_SHARE = 0.1;

export type Triple<Value> = [baseline: Value, earlier: Value, current: Value];

/** What one session measures of a case. */
export interface CaseSample {
  /** Milliseconds of an operation. */
  milliseconds: Triple<number>;
  /** Ratios to the baseline. */
  toBaseline: [earlier: number, current: number];
  /** The ratio of the current version to the earlier one. */
  ratio: number;
  /** Statements of an operation. */
  statements: Triple<Statements>;
}

/** Minimum, mean and maximum. */
export interface Statements {
  min: number;
  mean: number;
  max: number;
}

/**
 * Measures the candidates in alternating batches with a garbage collection before each. A round is one batch of each, so
 * that a ratio compares operations that ran within the same seconds.
 */
export async function measureCase(
  { kind, batches, concurrency, operation, company }: ComparisonCase,
  { candidates, workload }: Environment<SessionContender>,
  rounds: number,
): Promise<CaseSample> {
  const createInput = (length: number) => Array.from({ length }, () => workload.next(kind));
  const operations: Operation[] = [];
  const sessionInput = createInput(operation === 'signIn' ? 0 : company.users);
  for (const candidate of candidates) operations.push(await createOperation(candidate, sessionInput));

  for (let batch = 0; batch < batches.warmUp; batch++) {
    const input = createInput(batches.size);
    for (const { run } of operations) await runBatch(run, input, concurrency);
  }
  const countedInput = createInput(COUNTED_OPERATIONS * concurrency);
  const statements: Statements[] = [];
  for (const each of operations) statements.push(await countStatements(each, countedInput, concurrency));

  const times: Triple<number[]> = [[], [], []];
  for (let round = 0; round < rounds; round++) {
    const leadIn = createInput(LEAD_IN);
    const input = createInput(batches.size);
    for (const index of ORDERS[round % ORDERS.length]!) {
      const { run } = operations[index]!;
      collectGarbage();
      await runBatch(run, leadIn, concurrency);
      times[index].push(await runBatch(run, input, concurrency));
    }
  }

  const [baseline, earlier, current] = times;
  return {
    milliseconds: [median(baseline), median(earlier), median(current)],
    toBaseline: [median(quotients(earlier, baseline)), median(quotients(current, baseline))],
    ratio: median(quotients(current, earlier)),
    statements: statements as Triple<Statements>,
  };
}

interface Operation {
  name: string;
  run(this: void, person: Person): Promise<ReadonlyMap<string, string> | undefined>;
}

/** @param sessionInput for `deserializeUser`: the users with a session; empty for sign-ins */
async function createOperation(
  { definition: { name }, contender }: Candidate<SessionContender>,
  sessionInput: readonly ExpectedSignIn[],
): Promise<Operation> {
  if (sessionInput.length === 0) return { name, run: (person) => contender.signIn(person) };
  const sessions = new Map<string, unknown>();
  for (const { person } of sessionInput) sessions.set(person.subject, await contender.startSession(person));
  return { name, run: (person) => contender.deserializeUser(sessions.get(person.subject)) };
}

/** @returns milliseconds of an operation: sequential ones without the slowest, concurrent ones by their throughput */
async function runBatch(
  run: Operation['run'],
  input: readonly ExpectedSignIn[],
  concurrency: number,
): Promise<number> {
  if (concurrency > 1) {
    const { milliseconds, failures } = await runConcurrently(input, concurrency, ({ person }) => run(person));
    for (const reason of failures.keys()) throw new Error(reason);
    return milliseconds / input.length;
  }
  const times: number[] = [];
  for (const { person } of input) {
    const startedAt = performance.now();
    await run(person);
    times.push(performance.now() - startedAt);
  }
  return trimmedMean(times, TRIMMED_SHARE);
}

/** Counts without measuring time, and verifies the roles that each operation results in. */
async function countStatements(
  { name, run }: Operation,
  input: readonly ExpectedSignIn[],
  concurrency: number,
): Promise<Statements> {
  const verify = async ({ person, roles }: ExpectedSignIn) => {
    const actual = await run(person);
    if (actual === undefined || sameRoles(actual, roles)) return;
    throw new Error(`"${name}" returns wrong roles of ${person.subject}: ${JSON.stringify([...actual])}`);
  };
  if (concurrency > 1) {
    const recorded = await recordStatements(async () => {
      const { failures } = await runConcurrently(input, concurrency, verify);
      for (const reason of failures.keys()) throw new Error(reason);
    });
    const mean = recorded.length / input.length;
    return { min: mean, mean, max: mean };
  }
  const counts: number[] = [];
  for (const expected of input) counts.push((await recordStatements(() => verify(expected))).length);
  const total = counts.reduce((sum, count) => sum + count, 0);
  return { min: Math.min(...counts), mean: total / counts.length, max: Math.max(...counts) };
}

function sameRoles(some: ReadonlyMap<string, string>, others: ReadonlyMap<string, string>): boolean {
  return some.size === others.size && [...others].every(([team, role]) => some.get(team) === role);
}

function quotients(numerators: readonly number[], denominators: readonly number[]): number[] {
  return numerators.map((numerator, i) => numerator / denominators[i]!);
}
