import { setTimeout as sleep } from 'node:timers/promises';

/** What the process is given: where the app is, and the owner of the hostile tenant. */
export interface Attack {
  url: string;
  owner: string;
  tenant: string;
  seconds: number;
  /** Names of the kinds of requests to send; without it, all of them. */
  only?: string[];
}

const { url, owner, tenant, seconds, only } = JSON.parse(process.argv[2]!) as Attack;
const endsAt = Date.now() + seconds * 1000;
/** How often each request was answered with which status. */
const statuses: Record<string, Record<string, number>> = {};

async function send(name: string, path: string, init: RequestInit = {}): Promise<Headers | undefined> {
  const count = (status: string | number) => {
    const counts = (statuses[name] ??= {});
    counts[status] = (counts[status] ?? 0) + 1;
  };
  try {
    const response = await fetch(url + path, {
      ...init,
      headers: { 'x-user': owner, origin: url, 'content-type': 'application/json', ...init.headers },
    });
    for await (const _chunk of response.body ?? []);
    count(response.status);
    return response.headers;
  } catch {
    count('failed');
    // The connection was refused: there is nothing to be gained by asking at once.
    await sleep(50);
    return undefined;
  }
}

/** Sends one kind of request over and over, several at a time. */
function repeat(concurrency: number, request: (i: number) => Promise<unknown>): Promise<unknown> {
  let i = 0;
  const loop = async () => {
    while (Date.now() < endsAt) await request(i++);
  };
  return Promise.all(Array.from({ length: concurrency }, loop));
}

const mappingOf = (prefix: string) =>
  Array.from({ length: 20_000 }, (_, i) => ({
    group_name: `${prefix} of the directory, number ${i}`,
    team_name: `Team ${i % 300}`,
    role_name: ['TEAM_ADMIN', 'EDITOR', 'VIEWER'][i % 3]!,
  }));
/** Two mappings, each as large as one may be, so that each save is a change. */
const settings = ['Group', 'Department'].map((prefix) => ({
  ...{ justInTime: true, enhancedSync: true },
  mapping: { mappings: mappingOf(prefix) },
}));
const previews = settings.map((values) => JSON.stringify(values));
const confirm = ['takes_last_owner', 'empties_everybody'];
const changes = settings.map((values) => JSON.stringify({ ...values, confirm }));
const emptyEntries = `{"mapping":{"mappings":[${'{},'.repeat(1_300_000)}{}]}}`;
const unknownKeys = `{${Array.from({ length: 320_000 }, (_, i) => `"k${i}":1`).join(',')}}`;
const manyGroups = Array.from({ length: 10_000 }, (_, i) => `Group ${i} of a directory`);
const words = Array.from({ length: 76 }, (_, i) => String.fromCharCode(97 + (i % 26)) + (i % 7)).join(' ');

const put = (name: string, body: string, etag: string) =>
  send(name, '/admin/settings', { method: 'PUT', body, headers: { 'if-match': etag } });
const post = (name: string, path: string, body: string) => send(name, path, { method: 'POST', body });
const signIn = (name: string, as: string, groups: string[]) =>
  post(name, `/login/${tenant}`, JSON.stringify({ as, groups }));

async function saveSettings(name: string, i: number): Promise<void> {
  const etag = (await send('GET settings', '/admin/settings'))?.get('etag');
  if (etag != null) await put(name, changes[i % 2]!, etag);
}

/** Every kind of request, with how many are sent at a time. */
const ATTACKS: [name: string, concurrency: number, request: (name: string, i: number) => Promise<unknown>][] =
  [
    ['PUT 4 MB of empty entries', 4, (name) => put(name, emptyEntries, '"1"')],
    ['PUT 4 MB of unknown keys', 4, (name) => put(name, unknownKeys, '"1"')],
    ['PUT 20,000 entries', 2, saveSettings],
    ['preview', 4, (name, i) => post(name, '/admin/preview', previews[i % 2]!)],
    [
      'search of 76 words',
      4,
      (name) => send(name, `/admin/users?search=${encodeURIComponent(words)}&limit=200`),
    ],
    ['history', 4, (name) => send(name, '/admin/settings/history?limit=99')],
    ['audit page', 4, (name) => send(name, '/admin/audit?limit=200')],
    ['audit CSV', 4, (name) => send(name, '/admin/audit?format=csv')],
    ['all users', 4, (name) => send(name, '/admin/users?format=ndjson')],
    ['names', 4, (name) => send(name, '/admin/names')],
    [
      'sign-in with 10,000 groups',
      8,
      (name, i) => signIn(name, `heavy ${i % 100}`, manyGroups.slice(i % 10)),
    ],
    [
      'sign-in',
      30,
      (name, i) => signIn(name, `person ${i % 200}`, [`Group of the directory, number ${i % 20}`]),
    ],
    ['guarded route', 10, (name) => post(name, '/owners', '{}')],
  ];

async function main(): Promise<void> {
  process.stdout.write('started\n');
  const attacks = ATTACKS.filter(([name]) => only?.includes(name) ?? true);
  await Promise.all(
    attacks.map(([name, concurrency, request]) => repeat(concurrency, (i) => request(name, i))),
  );
  process.stdout.write(`${JSON.stringify(statuses)}\n`);
}

void main();
