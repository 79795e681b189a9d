import { Session, type Profiler } from 'node:inspector/promises';
import { join } from 'node:path';

/** Share of the time by who had the processor; `waiting` is for the database and everything else outside. */
export type Shares = Record<string, number>;

/** Methods of better-sqlite3 that are no JavaScript. */
const SQLITE_CALLS = new Set(['prepare', 'run', 'get', 'all', 'iterate', 'exec']);
/** As it is installed. */
const OWN_CODE = join(__dirname, '../../lib');

/** Samples what the process does while the work is done. */
export async function profile(work: () => Promise<unknown>): Promise<Shares> {
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: 100 });
    await session.post('Profiler.start');
    // The profiler's own start is in the profile, too, by the same clock.
    const begun = Number(process.hrtime.bigint() / 1000n);
    await work();
    return sharesOf((await session.post('Profiler.stop')).profile, begun);
  } finally {
    session.disconnect();
  }
}

/** @param begun from when on, in microseconds */
function sharesOf(
  { nodes, startTime, samples = [], timeDeltas = [] }: Profiler.Profile,
  begun: number,
): Shares {
  const owners = new Map(
    nodes.map(({ id, callFrame }) => [id, ownerOf(callFrame.functionName, callFrame.url)]),
  );
  const times: Shares = {};
  let total = 0;
  let now = startTime;
  samples.forEach((id, i) => {
    const owner = owners.get(id) ?? 'Node.js';
    const time = timeDeltas[i] ?? 0;
    now += time;
    if (now < begun) return;
    times[owner] = (times[owner] ?? 0) + time;
    total += time;
  });
  const shares = Object.entries(times).map(([owner, time]): [string, number] => [owner, time / total]);
  return Object.fromEntries(shares.sort(([, a], [, b]) => b - a));
}

function ownerOf(functionName: string, url: string): string {
  if (functionName === '(idle)') return 'waiting';
  if (functionName === '(garbage collector)') return 'garbage collector';
  if (url === '' && SQLITE_CALLS.has(functionName)) return 'SQLite';
  const path = decodeURI(url.replace(/^file:\/\//, ''));
  if (path.startsWith(OWN_CODE)) return 'passport-jit';
  const inPackage = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1];
  // pg is several packages.
  return inPackage?.replace(/^pg-.*/, 'pg') ?? 'Node.js';
}
