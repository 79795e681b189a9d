import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { request, type IncomingMessage, type ServerResponse } from 'node:http';
import { entities } from 'passport-jit';
import type { DataSource } from 'typeorm';
import { AuditLogReader } from '../../src/admin/audit/reader';
import { openDatabase } from '../support/harness/harness';
import { createUser, startAdminApp, type AdminApp } from '../support/apps/admin-app';

let dataSource: DataSource;
let admin: AdminApp;
let responses: ServerResponse[];
beforeAll(async () => {
  dataSource = await openDatabase({ subscribers: [] });
});
beforeEach(async () => {
  for (const entity of [entities.AuditEvent, entities.User, entities.Team]) {
    await dataSource.createQueryBuilder().delete().from(entity).execute();
  }
  responses = [];
  admin = await startAdminApp(dataSource, {
    before: (app) =>
      app.use((_req, res, next) => {
        responses.push(res);
        next();
      }),
  });
});
afterAll(() => dataSource.destroy());

const add = (events: { id?: string; at: Date; [column: string]: unknown }[]) =>
  dataSource.manager.insert(
    entities.AuditEvent,
    events.map((event) => ({
      id: randomUUID(),
      tenant: 'acme',
      type: 'created' as const,
      details: {},
      ...event,
    })),
  );
const minute = (i: number) => new Date(Date.UTC(2026, 0, 1, 0, i));
const ids = async (query: string) =>
  (await admin.get(`/audit?${query}`)).json.items.map(({ id }: { id: string }) => id);

test('is paginated from the newest event on, without a gap between simultaneous events', async () => {
  const events = Array.from({ length: 23 }, (_, i) => ({
    // Databases sort ids by different parts of them, but all by this one.
    id: `00000000-0000-4000-8000-${String((i * 7) % 23).padStart(12, '0')}`,
    at: minute(Math.floor(i / 9)),
  }));
  await add(events);
  const expected = events
    .sort((a, b) => b.at.getTime() - a.at.getTime() || (a.id < b.id ? 1 : -1))
    .map(({ id }) => id);
  const seen: string[] = [];
  let after: string | null = '';
  while (after !== null) {
    const { json } = await admin.get(`/audit?limit=5&after=${after}`);
    seen.push(...json.items.map(({ id }: { id: string }) => id));
    after = json.next as string | null;
  }
  expect(seen).toEqual(expected);
  expect(await ids('')).toEqual(expected);
});

test('names the users of the events, as long as they exist', async () => {
  const email = 'ada@acme.example.com';
  const ada = await createUser(dataSource, { tenant: 'acme', email, firstName: 'Ada' });
  const foreign = await createUser(dataSource, { tenant: 'globex', email: 'secret@globex.example.com' });
  const users = [null, randomUUID(), foreign.id, ada.id];
  await add(users.map((user, i) => ({ at: minute(i), user })));
  const { items } = (await admin.get('/audit')).json;
  const person = { id: ada.id, email, firstName: 'Ada', lastName: null };
  expect(items.map((item: { person: unknown }) => item.person)).toEqual([person, null, null, null]);
});

test('names the actor, if that is a user of the tenant', async () => {
  const foreign = await createUser(dataSource, { tenant: 'globex', email: 'secret@globex.example.com' });
  const { owner } = admin;
  const actors = [null, 'provider:okta', owner.email, foreign.id, owner.id];
  await add(actors.map((actor, i) => ({ at: minute(i), actor })));
  const { items } = (await admin.get('/audit')).json;
  expect(items.map((item: { actorPerson: unknown }) => item.actorPerson)).toEqual([
    { id: owner.id, email: owner.email, firstName: null, lastName: null },
    ...[null, null, null, null],
  ]);
});

/** Events of 8 kB each, of which a third is characters. */
async function addLarge(count: number): Promise<void> {
  const details = { text: '部'.repeat(2650) };
  const events = Array.from({ length: count }, (_, i) => ({ at: minute(i), details }));
  for (let from = 0; from < count; from += 500) await add(events.slice(from, from + 500));
}

test('a page ends with the event that makes it reach 1 MB, counted in bytes, and the next page continues', async () => {
  await addLarge(300);
  const sizes: number[] = [];
  const seen = new Set<string>();
  let after: string | null = '';
  while (after !== null) {
    const { json, text } = await admin.get(`/audit?limit=200&after=${after}`);
    sizes.push(Buffer.byteLength(text));
    for (const { id } of json.items as { id: string }[]) seen.add(id);
    after = json.next as string | null;
  }
  expect(seen.size).toBe(300);
  expect(sizes).toHaveLength(3);
  expect(Math.max(...sizes)).toBeLessThan(1_050_000);
});

describe('an export', () => {
  afterEach(() => jest.restoreAllMocks());

  /** Notes at each page how much of the ones before still waits for the client. */
  function watchPages() {
    const waiting: number[] = [];
    let hasEnded: () => void;
    const ended = new Promise<void>((resolve) => (hasEnded = resolve));
    const { page, pages } = AuditLogReader.prototype;
    jest.spyOn(AuditLogReader.prototype, 'page').mockImplementation(function (this: AuditLogReader, ...args) {
      waiting.push(responses[0]!.writableLength);
      return page.apply(this, args);
    });
    jest.spyOn(AuditLogReader.prototype, 'pages').mockImplementation(async function* (this: AuditLogReader) {
      try {
        yield* pages.call(this);
      } finally {
        hasEnded();
      }
    });
    return { waiting, ended };
  }

  async function startExport(): Promise<IncomingMessage> {
    const sent = request(`${admin.url}/audit?format=csv`, { headers: { 'x-user': admin.owner.id } }).end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    return response;
  }

  /** Waits until the server has stopped loading pages for a client that reads nothing. */
  async function untilStill(pages: readonly unknown[]): Promise<void> {
    for (let [still, last] = [0, 0]; still < 20; still += 1) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      if (pages.length !== last) [still, last] = [0, pages.length];
    }
  }

  test('loads no more than the client reads, and stops when the client disconnects', async () => {
    await addLarge(4000);
    const { waiting, ended } = watchPages();
    const response = await startExport();
    await untilStill(waiting);
    response.destroy();
    await ended;
    // There are 32 pages. The sockets between the two take some of them.
    expect(waiting.length).toBeLessThan(25);
    expect(Math.max(...waiting)).toBeLessThan(3_000_000);
  });

  test('of a client that reads slowly is whole', async () => {
    await addLarge(1000);
    const { waiting } = watchPages();
    let lines = 0;
    for await (const chunk of await startExport()) {
      lines += String(chunk).split('\n').length - 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(lines).toBe(1001);
    expect(Math.max(...waiting)).toBeLessThan(3_000_000);
  });
});

test('is filtered by type, user, provider, actor and time', async () => {
  const [a, b, c] = [randomUUID(), randomUUID(), randomUUID()];
  const user = randomUUID();
  await add([
    { id: a, at: minute(1), type: 'created', provider: 'okta', actor: 'provider:okta', user },
    { id: b, at: minute(2), type: 'denied', provider: 'entra', actor: 'provider:entra' },
    { id: c, at: minute(3), type: 'settings', actor: 'ada@acme.example.com' },
  ]);
  expect(await ids('type=denied')).toEqual([b]);
  expect(await ids(`user=${user}`)).toEqual([a]);
  expect(await ids('provider=okta')).toEqual([a]);
  expect(await ids('actor=ada@acme.example.com')).toEqual([c]);
  expect(await ids('from=2026-01-01T00:02:00Z')).toEqual([c, b]);
  expect(await ids('to=2026-01-01T00:02:00Z')).toEqual([a]);
  expect(await ids('from=2026-01-01T01:02:00%2B01:00&to=2026-01-01T00:03:00Z')).toEqual([b]);
  expect(await ids('type=denied&provider=okta')).toEqual([]);
  expect(await ids("type=' OR 1=1 --")).toEqual([]);
});

test.each([
  ['user=x', 'user'],
  ['from=yesterday', 'from'],
  ['from=2026-13-01T00:00:00Z', 'from'],
  ['to=2026-01-01', 'to'],
  ['limit=1000', 'limit'],
  ['after=WyJ4IiwieSJd', 'after'],
  ['format=pdf', 'format'],
  ['type=%ED%A0%80%00', 'type'],
  ['color=red', 'color'],
])('a wrong parameter is a fault: %s', async (query, path) => {
  const { json } = await admin.get(`/audit?${query}`);
  expect(json).toMatchObject({ status: 400, code: 'request_invalid', faults: [{ path }] });
});

test('is exported as lines and as CSV, and a spreadsheet runs no formula of the CSV', async () => {
  const actor = '=HYPERLINK("http://evil.example.com"),"x"';
  const events = Array.from({ length: 450 }, (_, i) => ({ at: minute(i) }));
  await add([...events, { at: minute(900), actor, provider: '+1\n2', details: { 'group "a"': 'b,c' } }]);
  const { lines, headers } = await admin.get('/audit?format=ndjson');
  expect(headers.get('content-disposition')).toBe('attachment; filename="audit.ndjson"');
  expect(lines).toHaveLength(451);

  const csv = await admin.get('/audit?format=csv');
  expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(csv.headers.get('content-disposition')).toBe('attachment; filename="audit.csv"');
  const [head, first, second] = csv.text.split('\r\n');
  expect(head).toBe('id,at,type,actor,provider,user,count,details,name,email,summary');
  const cells = [
    ...[lines[0].id, '2026-01-01T15:00:00.000Z', 'created'],
    `"'=HYPERLINK(""http://evil.example.com""),""x"""`,
    `"'+1\n2",,1,"{""group \\""a\\"""":""b,c""}",,,`,
  ];
  expect(first).toBe(cells.join(','));
  expect(second).toBe(`${lines[1].id},2026-01-01T07:29:00.000Z,created,,,,1,{},,,`);
  expect(csv.text.split('\r\n')).toHaveLength(453);
  expect((await admin.get('/audit?format=csv&type=settings')).text).toBe(`${head}\r\n`);
});

test.each([
  ['=1', `'=1`],
  ['\n=1', `"'\n'=1"`],
  ['＝1', `'＝1`],
  ['a;=1', `a;'=1`],
  ['a;"@b', `"a;""'@b"`],
  ['a\t-1', `a\t'-1`],
  ['a=1;b', 'a=1;b'],
])('a spreadsheet finds no formula in the name %j, whatever it takes to end a cell', async (actor, cell) => {
  await add([{ id: randomUUID(), at: minute(1), actor }]);
  const csv = (await admin.get('/audit?format=csv')).text;
  expect(csv).toContain(`Z,created,${cell},,,1,{},,,\r\n`);
});
