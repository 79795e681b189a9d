import { entities, type ProvisioningOptions } from 'passport-jit';
import { adminRouter, type AdminOptions } from 'passport-jit/admin';
import { startPassportApp, type PassportApp } from '../support/apps/passport-app';
import { unguarded } from '../support/databases/unguarded';
import { MAPPING, openHarness, type Harness } from '../support/harness/harness';
import { Browser } from '../support/http/browser';
import { HOUR, setClock } from '../support/jest/fake-clock';
import { QueryStrategy } from '../support/strategies/custom-strategy';

const NOON = Date.UTC(2030, 0, 1, 12);

let harness: Harness;
let app: PassportApp;

async function start(admin: AdminOptions = {}, options: Partial<ProvisioningOptions> = {}): Promise<void> {
  setClock(NOON);
  harness = await openHarness(options);
  app = await startPassportApp(harness.jit, {
    routes: (routes) => void routes.use('/admin', adminRouter(harness.jit, admin)),
  });
  app.use('okta', harness.jit.wrap(new QueryStrategy({ emailVerified: true }), { provider: 'okta' }));
}
afterEach(() => harness.close());

async function signIn(name: string, groups?: string, browser = new Browser()): Promise<Browser> {
  const query = groups === undefined ? '' : `&groups=${groups}`;
  const { status } = await browser.get(`${app.callbackUrl('okta')}?as=${name}${query}`);
  expect(status).toBe(200);
  return browser;
}

async function open(browser: Browser, path = '/settings') {
  const { status, body, headers } = await browser.get(`${app.url}/admin${path}`);
  const isProblem = headers.get('content-type') === 'application/problem+json';
  return isProblem ? [status, (JSON.parse(body) as { code: string }).code] : [status];
}

test('an owner whose last sync is too old signs in again', async () => {
  await start({ freshSync: '12h' });
  const owner = await signIn('ada', 'Administrators');
  await signIn('bo', 'Administrators');
  setClock(NOON + 12 * HOUR);
  expect(await open(owner)).toEqual([200]);
  setClock(NOON + 12 * HOUR + 1);
  for (const path of ['/settings', '/users', '/', '/nothing'])
    expect(await open(owner, path)).toEqual([401, 'sync_stale']);
  const posted = await owner.post(`${app.url}/admin/held/release`);
  expect(posted.status).toBe(401);

  await signIn('ada', 'Administrators', owner);
  expect(await open(owner)).toEqual([200]);
});

test.each<[string, AdminOptions]>([
  ['left out', {}],
  ['false', { freshSync: false }],
])('nothing is asked of a session when it is %s', async (_how, admin) => {
  await start(admin);
  const owner = await signIn('ada', 'Administrators');
  await signIn('bo', 'Administrators');
  setClock(NOON + 1000 * HOUR);
  expect(await open(owner)).toEqual([200]);
});

test('a session without enhanced sync is admitted', async () => {
  const settings = { justInTime: true, enhancedSync: false, groupAttribute: 'groups', mapping: MAPPING };
  await start({ freshSync: '12h' }, { settings });
  const owner = await signIn('ada', 'Administrators');
  await signIn('bo', 'Administrators');
  setClock(NOON + 1000 * HOUR);
  expect(await open(owner)).toEqual([200]);
});

test("the tenant's last owner is admitted, until there is another active one", async () => {
  await start({ freshSync: '12h' });
  const owner = await signIn('ada', 'Administrators');
  const write = unguarded(harness.dataSource);
  const other = { email: 'other@example.com', tenantOwner: true };
  await write.insert(entities.User, [
    { ...other, tenant: 'acme', active: true },
    { ...other, tenant: 'default', active: false },
  ]);
  setClock(NOON + 13 * HOUR);
  expect(await open(owner)).toEqual([200]);
  await write.update(entities.User, { tenant: 'default', email: other.email }, { active: true });
  expect(await open(owner)).toEqual([401, 'sync_stale']);
});

test('a break-glass user is admitted', async () => {
  await start({ freshSync: '12h' }, { breakGlass: ['ada@example.com'] });
  const [breakGlass, owner] = [await signIn('ada', 'Administrators'), await signIn('bo', 'Administrators')];
  setClock(NOON + 13 * HOUR);
  expect(await open(breakGlass)).toEqual([200]);
  expect(await open(owner)).toEqual([401, 'sync_stale']);
});

test('a user without an identity is admitted, because no sign-in would sync one', async () => {
  await start({ freshSync: '12h' });
  const owner = await signIn('ada', 'Administrators');
  await signIn('bo', 'Administrators');
  setClock(NOON + 13 * HOUR);
  expect(await open(owner)).toEqual([401, 'sync_stale']);
  await harness.dataSource.query('DELETE FROM jit_identities');
  expect(await open(owner)).toEqual([200]);
});

test('the page stays open to a user whose sign-in brings no groups', async () => {
  await start({ freshSync: '12h' });
  const owner = await signIn('ada', 'Administrators');
  await signIn('bo', 'Administrators');
  setClock(NOON + 13 * HOUR);
  harness.jit = harness.reconfigured({ groupsPolicy: { absent: 'keep' } });
  app.use('okta', harness.jit.wrap(new QueryStrategy(), { provider: 'okta' }));
  await signIn('ada', undefined, owner);
  expect(await open(owner)).toEqual([200]);
  setClock(NOON + 26 * HOUR);
  expect(await open(owner)).toEqual([401, 'sync_stale']);
});

describe('with `authorize` of the app', () => {
  const admin: AdminOptions = { authorize: () => true, tenant: 'default', freshSync: '12h' };

  test('a request without a user of this library is admitted', async () => {
    await start(admin);
    expect(await open(new Browser())).toEqual([200]);
  });

  test('a member whose last sync is too old does not', async () => {
    await start(admin);
    const member = await signIn('cy', 'Everyone');
    setClock(NOON + 13 * HOUR);
    expect(await open(member)).toEqual([401, 'sync_stale']);
  });
});

test('a user who may not administer gets 403, whatever the age of the sync', async () => {
  await start({ freshSync: '12h' });
  const member = await signIn('cy', 'Everyone');
  setClock(NOON + 13 * HOUR);
  expect(await open(member)).toEqual([403, 'admin_forbidden']);
});

test.each(['soon', '', -1, NaN, null, true])('%j is no age: an error at start', async (freshSync) => {
  await start();
  const make = () => adminRouter(harness.jit, { freshSync: freshSync as never });
  expect(make).toThrow(expect.objectContaining({ code: 'options_invalid' }));
});
