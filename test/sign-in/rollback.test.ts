import { entities, type UserBase } from 'passport-jit';
import { openHarness, type Harness } from '../support/harness/harness';
import { rowCounts } from '../support/harness/identities';
import { breakTable } from '../support/databases/break-table';

let harness: Harness;
beforeEach(async () => {
  harness = await openHarness();
});
afterEach(() => harness.close());

const EVERYTHING = ['Administrators', 'Managers', 'Phishing', 'Auditors'];

/** Every table that a first sign-in writes to; a row that it refuses stands for a full disk or a lost connection. */
test.each([
  'jit_users',
  'jit_identities',
  'jit_memberships',
  'jit_case_group_memberships',
  'jit_tenant_permissions',
  'jit_audit_events',
])('a fault at %s leaves nothing of a first sign-in', async (table) => {
  const before = await rowCounts(harness.dataSource);
  const repair = await breakTable(harness.dataSource, table);
  await expect(harness.signIn('ada', EVERYTHING)).rejects.toThrow('disk full');
  expect(await rowCounts(harness.dataSource)).toEqual(before);

  await repair();
  expect(await harness.signIn('ada', EVERYTHING)).toMatchObject({ outcome: 'created' });
});

test.each([
  ['DELETE', 'jit_memberships', ['Phishing', 'Auditors', 'Administrators']],
  ['INSERT', 'jit_tenant_permissions', [...EVERYTHING]],
  ['INSERT', 'jit_audit_events', []],
  ['UPDATE', 'jit_users', []],
] as const)('a fault at %s of %s leaves a known user as before', async (action, table, groups) => {
  await harness.signIn('root', ['Administrators']);
  await harness.signIn('ada', ['Administrators', 'Managers', 'Phishing']);
  const before = [await harness.grants('ada'), await rowCounts(harness.dataSource), await users()];
  await breakTable(harness.dataSource, table, action);
  await expect(harness.signIn('ada', groups)).rejects.toThrow('disk full');
  expect([await harness.grants('ada'), await rowCounts(harness.dataSource), await users()]).toEqual(before);
});

test('a sign-in in which a hook of the app throws is rolled back', async () => {
  const before = await rowCounts(harness.dataSource);
  const assignUser = (user: UserBase) => {
    user.firstName = 'half';
    throw new Error('the app’s own fault');
  };
  const jit = harness.reconfigured({ assignUser });
  await expect(harness.signIn('ada', EVERYTHING, { with: jit })).rejects.toThrow('the app’s own fault');
  expect(await rowCounts(harness.dataSource)).toEqual(before);
});

test('a refusal leaves its audit event and nothing else', async () => {
  const before = await rowCounts(harness.dataSource);
  const jit = harness.reconfigured({ unmatched: 'deny' });
  await harness.signIn('ada', ['Unheard-of'], { with: jit });
  expect(await rowCounts(harness.dataSource)).toEqual({ ...before, AuditEvent: before.AuditEvent! + 1 });
});

function users() {
  return harness.dataSource.manager.find(entities.User, { order: { email: 'ASC' } });
}
