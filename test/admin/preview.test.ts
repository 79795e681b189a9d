import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { request, type ServerResponse } from 'node:http';
import type { ErrorRequestHandler } from 'express';
import { entities } from 'passport-jit';
import type { DataSource } from 'typeorm';
import type { UserSnapshot } from '../../src/store/load-grants';
import { TenantUsers } from '../../src/store/tenant-users';
import { identity, MAPPING, openDatabase } from '../support/harness/harness';
import { startAdminApp, type AdminApp } from '../support/apps/admin-app';

let dataSource: DataSource;
let admin: AdminApp;
beforeEach(async () => {
  dataSource = await openDatabase({ subscribers: [] });
  admin = await startAdminApp(dataSource);
  await admin.put({ justInTime: true, mapping: MAPPING });
  for (const [subject, groups] of [
    ['ada', ['Administrators', 'Everyone']],
    ['bo', ['Everyone']],
  ] as const) {
    await admin.jit.provision(identity(subject, groups), { provider: 'okta', tenant: 'acme' });
  }
});
afterEach(() => dataSource.destroy());

test('is streamed in lines, and saves nothing', async () => {
  const mapping = { mappings: [{ group_name: 'Everyone', team_name: 'Analytics', role_name: 'VIEWER' }] };
  const { status, headers, lines } = await admin.post('/preview', { enhancedSync: true, mapping });
  expect([status, headers.get('content-type')]).toEqual([200, 'application/x-ndjson']);
  expect(lines.filter(({ type }) => type === 'user')).toHaveLength(2);
  expect(lines.find(({ user }) => user?.email === 'bo@example.com')).toEqual({
    type: 'user',
    user: { id: expect.any(String), email: 'bo@example.com', firstName: 'bo', lastName: 'Example' },
    difference: [
      expect.objectContaining({ action: 'add', team: 'Analytics', role: 'VIEWER', hasNow: false }),
      expect.objectContaining({ action: 'remove', team: 'Incident Response', hasNow: true }),
    ],
    changes: [
      {
        kind: 'membership',
        action: 'remove',
        team: 'Incident Response',
        previousRole: 'VIEWER',
        previousSource: 'mapping',
      },
      {
        kind: 'membership',
        action: 'add',
        team: 'Analytics',
        role: 'VIEWER',
        reason: { group: 'Everyone', entry: 0 },
      },
    ],
    notes: [],
  });
  expect(lines.at(-2)).toEqual({ type: 'progress', done: 3, total: 3 });
  expect(lines.at(-1)).toMatchObject({
    type: 'summary',
    users: 3,
    unknown: 1,
    gaining: 1,
    losing: 2,
    changing: 1,
  });
  expect((await admin.get('/settings')).json).toMatchObject({ version: 1, enhancedSync: false });
  expect(await dataSource.manager.countBy(entities.AuditEvent, { type: 'changed' })).toBe(0);
});

test('a second preview of a tenant is refused while the first one runs, and not after it', async () => {
  const mappings = Array.from({ length: 20_000 }, () => ({}));
  const first = admin.post('/preview', { mapping: { mappings } });
  const others = Array.from({ length: 5 }, () => admin.post('/preview', {}));
  const statuses = (await Promise.all([first, ...others])).map(({ status }) => status);
  expect(statuses).toContain(409);
  expect((await admin.post('/preview', {})).status).toBe(200);
  const wrong = await admin.post('/preview', { mapping: { mappings: [] } });
  expect(wrong.json.code).toBe('mapping_invalid');
  expect((await admin.post('/preview', {})).status).toBe(200);
});

test('faults are reported before the first line', async () => {
  const mapping = { mappings: [{ group_name: 'Everyone', team_name: 'Nowhere', role_name: 'VIEWER' }] };
  expect((await admin.post('/preview', { mapping })).json).toMatchObject({
    status: 422,
    code: 'mapping_invalid',
  });
  expect((await admin.post('/preview', { confirm: [] })).json).toMatchObject({ code: 'settings_invalid' });
});

test('a failure before the first line is an error of the app', async () => {
  await dataSource.query('ALTER TABLE jit_case_group_memberships RENAME TO gone');
  const { status, text } = await admin.post('/preview', {});
  expect([status, text]).toEqual([500, expect.stringContaining('jit_case_group_memberships')]);
});

describe('a failure during the preview', () => {
  /** Stands in for more users than one would make in a test. */
  function withPages(pages: (first: UserSnapshot[]) => AsyncGenerator<UserSnapshot[]>) {
    const { pages: real } = TenantUsers.prototype;
    jest.spyOn(TenantUsers.prototype, 'pages').mockImplementation(async function* (this: TenantUsers) {
      const { value } = await real.call(this).next();
      yield* pages(value as UserSnapshot[]);
    });
  }
  afterEach(() => jest.restoreAllMocks());

  test('is the last line, and is passed to the app', async () => {
    const listener = jest.fn();
    admin.app.use(((error, _req, _res, next) => {
      listener(error);
      next(error);
    }) satisfies ErrorRequestHandler);
    withPages(async function* (first) {
      yield first;
      throw new Error('disk full');
    });
    const received = await firstLines(admin, Infinity);
    expect(received.at(-1)).toEqual({
      type: 'error',
      code: 'internal_error',
      detail: 'The preview could not be finished. Try again.',
    });
    expect(listener).toHaveBeenCalledWith(new Error('disk full'));
  });

  test('a client that disconnects before the first line leaves no preview running', async () => {
    const response = new Promise<ServerResponse>((resolve) => {
      const channel = 'http.server.request.start';
      const take = (message: unknown) => {
        unsubscribe(channel, take);
        resolve((message as { response: ServerResponse }).response);
      };
      subscribe(channel, take);
    });
    let proceed = () => {};
    const proceeding = new Promise<void>((resolve) => (proceed = resolve));
    const loading = new Promise<void>((resolve) => {
      withPages(async function* (first) {
        resolve();
        await proceeding;
        yield first;
      });
    });
    const { origin } = new URL(admin.url);
    const headers = { 'x-user': admin.owner.id, 'content-type': 'application/json', origin };
    const sent = request(`${admin.url}/preview`, { method: 'POST', headers });
    sent.on('error', () => undefined).end('{}');
    await loading;
    const closed = once(await response, 'close');
    sent.destroy();
    await closed;
    proceed();
    jest.restoreAllMocks();
    const statuses: number[] = [];
    while (statuses.at(-1) !== 200 && statuses.length < 50)
      statuses.push((await admin.post('/preview', {})).status);
    expect(statuses.at(-1)).toBe(200);
  });

  test('a client that disconnects stops it', async () => {
    const stopped = new Promise<number>((resolve) => {
      withPages(async function* (first) {
        let pages = 0;
        try {
          for (;;) {
            pages += 1;
            yield first;
            await new Promise((next) => setImmediate(next));
          }
        } finally {
          resolve(pages);
        }
      });
    });
    await firstLines(admin, 1);
    expect(await stopped).toBeGreaterThan(0);
  });
});

/** Reads a preview until so many lines have come, then leaves. */
function firstLines({ url, owner }: AdminApp, limit: number): Promise<any[]> {
  const { origin } = new URL(url);
  const headers = { 'x-user': owner.id, 'content-type': 'application/json', origin };
  return new Promise((resolve, reject) => {
    const sent = request(`${url}/preview`, { method: 'POST', headers }, (res) => {
      let text = '';
      const lines = () =>
        text
          .split('\n')
          .slice(0, -1)
          .map((line) => JSON.parse(line));
      res.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        if (lines().length >= limit) sent.destroy();
      });
      res.on('error', () => undefined).on('close', () => resolve(lines()));
    });
    sent.on('error', reject).end('{"enhancedSync":true}');
  });
}
