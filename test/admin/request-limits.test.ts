import { request } from 'node:http';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { DataSource } from 'typeorm';
import { ProvisioningError } from 'passport-jit';
import { Database } from '../../src/database/database';
import { startAdminApp, type AdminApp } from '../support/apps/admin-app';
import { openDatabase } from '../support/harness/harness';

let dataSource: DataSource;
let admin: AdminApp;
beforeEach(async () => {
  dataSource = await openDatabase({ subscribers: [] });
  admin = await startAdminApp(dataSource);
});
afterEach(() => dataSource.destroy());

/** How much of the work of a request blocks the event loop at once. */
async function longestBlock(work: Promise<unknown>): Promise<number> {
  let longest = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 1);
  await work.finally(() => clearInterval(timer));
  return longest;
}

test.each([
  ['a million empty entries', `{"mapping":{"mappings":[${'{},'.repeat(1_000_000)}{}]}}`],
  ['300,000 unknown settings', `{${Array.from({ length: 300_000 }, (_, i) => `"k${i}":1`).join(',')}}`],
  ['a million brackets', '['.repeat(1_000_000)],
])('%s are refused before they are objects', async (_, body) => {
  const { status, json } = await admin.call('POST', '/preview', { body });
  expect([status, json.code]).toEqual([413, 'request_invalid']);
  expect(json.detail).toMatch(/has more than 216,384 values|is nested over 100 deep/);
});

test('30,000 entries are a fault of the mapping', async () => {
  const mapping = { mappings: Array.from({ length: 30_000 }, () => ({})) };
  const { status, json } = await admin.post('/preview', { mapping });
  expect(status).toBe(422);
  expect(json).toMatchObject({ code: 'mapping_invalid', faults: [{ path: 'mappings', code: 'too_many' }] });
});

test('a body of more than the largest mapping is not read', async () => {
  const mapping = { mappings: [{ group_name: 'x'.repeat(4 * 1024 * 1024 + 16 * 1024) }] };
  const { status, json } = await admin.post('/preview', { mapping });
  expect([status, json.code]).toEqual([413, 'request_invalid']);
});

test('the app decides how large a mapping may be', async () => {
  const emptyDataSource = await openDatabase({ subscribers: [] });
  const small = await startAdminApp(emptyDataSource, { maxMappingBytes: 1000 });
  const entry = { group_name: 'Everyone', team_name: 'Analytics', role_name: 'VIEWER' };
  const preview = (count: number) =>
    small.post('/preview', { mapping: { mappings: Array.from({ length: count }, () => entry) } });
  expect((await preview(10)).status).toBe(200);
  const { status, json } = await preview(20);
  expect(status).toBe(422);
  expect(json.faults).toEqual([
    { path: '', segments: [], code: 'too_long', message: 'has more than 1000 bytes as JSON' },
  ]);
  expect((await preview(1000)).status).toBe(413);
  await emptyDataSource.destroy();
});

test.each(['gzip', 'deflate', 'br'])(
  'a body that %s compressed inflates to no more than the limit',
  async (encoding) => {
    const compress = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync }[encoding]!;
    const body = compress(Buffer.from(`{"justInTime":"${'x'.repeat(20 * 1024 * 1024)}"}`));
    const response = await fetch(`${admin.url}/preview`, {
      method: 'POST',
      headers: {
        ...{ 'x-user': admin.owner.id, origin: new URL(admin.url).origin },
        ...{ 'content-type': 'application/json', 'content-encoding': encoding },
      },
      body,
    });
    expect(response.status).toBe(413);
  },
);

test('20,000 wrong entries are answered with 100 faults and a count, and do not block others', async () => {
  const mappings = Array.from({ length: 20_000 }, () => ({ a: 1 }));
  const request = admin.post('/preview', { mapping: { mappings } });
  const blocked = await longestBlock(request);
  const { status, json, text } = await request;
  expect(status).toBe(422);
  expect(json.faults).toHaveLength(100);
  expect(json.omitted).toBe(20_000 * 4 - 100);
  expect(text.length).toBeLessThan(100_000);
  expect(blocked).toBeLessThan(1500);
});

test('200,000 unknown settings are answered with 100 faults and a count', async () => {
  const body = `{${Array.from({ length: 200_000 }, (_, i) => `"k${i}":1`).join(',')}}`;
  const { status, json, text } = await admin.call('POST', '/preview', { body });
  expect(status).toBe(422);
  expect(json).toMatchObject({ code: 'settings_invalid', omitted: 1 });
  expect(text.length).toBeLessThan(100_000);
});

test('a body without a mapping has at most 16 kB', async () => {
  const body = { version: 1, confirm: ['x'.repeat(20_000)] };
  const headers = { 'if-match': '"0"' };
  const { status, json } = await admin.call('POST', '/settings/rollback', { body, headers });
  expect([status, json.code]).toEqual([413, 'request_invalid']);
});

/** Begins to send a body, and waits until the server has received the headers. The function that it returns ends it. */
async function beginUpload(path: string, userId: string): Promise<() => Promise<number>> {
  const headers = {
    ...{ 'x-user': userId, origin: new URL(admin.url).origin, 'content-type': 'application/json' },
    expect: '100-continue',
  };
  const sent = request(admin.url + path, { method: 'POST', headers });
  const status = new Promise<number>((resolve, reject) => {
    sent.on('error', reject).on('response', (response) => resolve(response.resume().statusCode!));
  });
  await new Promise((resolve) => {
    sent.on('continue', resolve);
    sent.flushHeaders();
  });
  sent.write('{');
  return () => {
    sent.end('}');
    return status;
  };
}

test('a tenant sends one large body at a time, and delays no other tenant and no small body', async () => {
  const end = await beginUpload('/preview', admin.owner.id);
  // The server continues the upload before it reads the body: by the next response it does.
  await admin.get('/settings');
  const large = { mapping: { mappings: [{ group_name: 'x'.repeat(300_000) }] } };
  let isWaiting = true;
  const waiting = admin.post('/preview', large).finally(() => (isWaiting = false));
  expect((await admin.post('/preview', large, { as: admin.otherTenantOwner })).status).toBe(422);
  expect((await admin.post('/preview', { mapping: { mappings: 1 } })).status).toBe(422);
  expect(isWaiting).toBe(true);
  expect(await end()).toBe(200);
  // It is read now, and refused if the first preview still runs.
  expect([409, 422]).toContain((await waiting).status);
});

async function fetchNames(): Promise<number> {
  const response = await fetch(`${admin.url}/names`, { headers: { 'x-user': admin.owner.id } });
  await response.text();
  return response.status;
}

test('two requests of a tenant run at a time, fifty wait, and further ones are refused', async () => {
  let [running, most] = [0, 0];
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  const read = jest.spyOn(Database.prototype, 'read').mockImplementation(async () => {
    most = Math.max(most, ++running);
    await released;
    running -= 1;
    throw new ProvisioningError('not_found', 'There is nothing to read.', { status: 404 });
  });
  const requests = Array.from({ length: 60 }, () => fetchNames());
  const refused: number[] = [];
  for (const request of requests)
    void request.then((status) => {
      if (status === 503) refused.push(status);
      if (refused.length === 8) release();
    });
  const statuses = await Promise.all(requests);
  read.mockRestore();
  expect(most).toBe(2);
  expect(statuses.filter((status) => status === 404)).toHaveLength(52);
  // All slots are free again.
  expect(await fetchNames()).toBe(200);
});
