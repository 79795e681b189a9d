import { entities } from 'passport-jit';
import { EventSubscriber, type EntitySubscriberInterface, type InsertEvent } from 'typeorm';
import { breakTable } from '../support/databases/break-table';
import { Browser } from '../support/http/browser';
import { openHarness, type Harness } from '../support/harness/harness';
import { toAppResponse, startPassportApp, type PassportApp } from '../support/apps/passport-app';
import { QueryStrategy } from '../support/strategies/custom-strategy';

let harness: Harness;
let app: PassportApp;
beforeEach(async () => {
  harness = await openHarness();
  app = await startPassportApp(harness.jit);
  app.use('okta', harness.jit.wrap(new QueryStrategy(), { provider: 'okta' }));
});
afterEach(async () => {
  if (harness.dataSource.isInitialized) await harness.close();
});

async function signInAs(name: string, groups: string, browser = new Browser()) {
  return toAppResponse(await browser.get(`${app.callbackUrl('okta')}?as=${name}&groups=${groups}`));
}

async function everything(): Promise<unknown> {
  const { User, Identity, Membership, CaseGroupMembership, TenantPermission, AuditEvent } = entities;
  const kinds = [User, Identity, Membership, CaseGroupMembership, TenantPermission, AuditEvent];
  return Promise.all(kinds.map((kind) => harness.dataSource.manager.find(kind as typeof User)));
}

const EVERY_GRANT = 'Administrators,Managers,Phishing,Auditors';

/** The tables in the order in which a sign-in writes to them. */
const TABLES = [
  'jit_users',
  'jit_identities',
  'jit_memberships',
  'jit_case_group_memberships',
  'jit_tenant_permissions',
  'jit_audit_events',
];

describe('a fault of the database at a write', () => {
  test.each(TABLES)('to %s is an error, and leaves no trace of a new user', async (table) => {
    const before = await everything();
    const repair = await breakTable(harness.dataSource, table, 'INSERT', 'disk on fire');
    const browser = new Browser();
    const { status, text } = await signInAs('ada', EVERY_GRANT, browser);
    expect([status, text]).toEqual([500, expect.stringContaining('disk on fire')]);
    expect(await everything()).toEqual(before);
    expect((await app.me(browser)).user).toBeUndefined();
    expect(app.sessions).toMatchObject({ sessions: {} });

    await repair();
    expect((await signInAs('ada', EVERY_GRANT, browser)).status).toBe(200);
  });

  // The identity of a known user is not written again.
  const written = TABLES.filter((table) => table !== 'jit_identities');
  test.each(written)('to %s leaves a known user as they were', async (table) => {
    await signInAs('root', 'Administrators');
    await signInAs('ada', 'Administrators,Everyone');
    const before = await everything();
    for (const action of ['INSERT', 'UPDATE', 'DELETE'] as const) {
      await breakTable(harness.dataSource, table, action, 'disk on fire');
    }
    expect((await signInAs('ada', 'Managers,Phishing,Auditors')).status).toBe(500);
    expect(await everything()).toEqual(before);
  });
});

test('a subscriber of the app that throws keeps the user out', async () => {
  @EventSubscriber()
  class Strict implements EntitySubscriberInterface {
    afterInsert({ metadata }: InsertEvent<unknown>): void {
      if (metadata.target === entities.User) throw new Error('No room');
    }
  }
  harness.dataSource.subscribers.push(new Strict());
  expect(await signInAs('ada', 'Everyone')).toMatchObject({
    status: 500,
    text: expect.stringContaining('No room'),
  });
  harness.dataSource.subscribers.pop();
  expect(await harness.dataSource.manager.count(entities.User)).toBe(0);
});

test('a missing table is an error', async () => {
  await harness.dataSource.query('DROP TABLE jit_identities');
  expect((await signInAs('ada', 'Everyone')).status).toBe(500);
  expect(await harness.dataSource.manager.count(entities.User)).toBe(0);
});

test('a data source that is closed is an error, and so is the session of a user', async () => {
  const browser = new Browser();
  await signInAs('ada', 'Everyone', browser);
  await harness.close();
  expect((await signInAs('bo', 'Everyone')).status).toBe(500);
  // Not an anonymous request: the app could take that for a sign-out.
  expect((await app.me(browser)).status).toBe(500);
});
