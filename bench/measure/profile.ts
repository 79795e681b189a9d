import { Session, type Profiler } from 'node:inspector/promises';
import { join } from 'node:path';

/** Share of the time by package; `waiting` is the idle time, mostly for the database. */
export type Shares = Record<string, number>;

/** Native methods of better-sqlite3. */
const SQLITE_CALLS = new Set(['prepare', 'run', 'get', 'all', 'iterate', 'exec']);
/** The built library. */
const OWN_CODE = join(__dirname, '../../lib');

/** Samples the call stack of this process while the work runs. */
export async function profile(work: () => Promise<unknown>): Promise<Shares> {
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: 100 });
    await session.post('Profiler.start');
    // The profile includes the start of the profiler, on the same clock.
    const startedAt = Number(process.hrtime.bigint() / 1000n);
    await work();
    return computeShares((await session.post('Profiler.stop')).profile, startedAt);
  } finally {
    session.disconnect();
  }
}

/** @param startedAt start of the evaluated time, in microseconds */
function computeShares(
  { nodes, startTime, samples = [], timeDeltas = [] }: Profiler.Profile,
  startedAt: number,
): Shares {
  const packages = new Map(
    nodes.map(({ id, callFrame }) => [id, packageOf(callFrame.functionName, callFrame.url)]),
  );
  const times: Shares = {};
  let total = 0;
  let now = startTime;
  samples.forEach((id, i) => {
    const name = packages.get(id) ?? 'Node.js';
    const time = timeDeltas[i] ?? 0;
    now += time;
    if (now < startedAt) return;
    times[name] = (times[name] ?? 0) + time;
    total += time;
  });
  const shares = Object.entries(times).map(([name, time]): [string, number] => [name, time / total]);
  return Object.fromEntries(shares.sort(([, a], [, b]) => b - a));
}

function packageOf(functionName: string, url: string): string {
  if (functionName === '(idle)') return 'waiting';
  if (functionName === '(garbage collector)') return 'garbage collector';
  if (url === '' && SQLITE_CALLS.has(functionName)) return 'SQLite';
  const path = decodeURI(url.replace(/^file:\/\//, ''));
  if (path.startsWith(OWN_CODE)) return 'passport-jit';
  const inPackage = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1];
  // pg consists of several packages.
  return inPackage?.replace(/^pg-.*/, 'pg') ?? 'Node.js';
}
