import { entities, type UserBase, type VerifiedIdentity } from 'passport-jit';
import { identity, MAPPING, openHarness, type Harness } from '../support/harness/harness';

/*
 * CVE-2026-56350: a flag that let its bearer past the checks could be set by naming it in what was sent. Nothing that
 * an identity provider or a form sends under the name of a column gets into it.
 */
const HOSTILE = {
  id: '00000000-0000-4000-8000-000000000000',
  tenant: 'other',
  emailKey: 'root@example.com',
  emailVerified: true,
  tenantOwner: true,
  ownerSource: 'manual',
  ownerGrantedAt: '2001-01-01T00:00:00.000Z',
  active: true,
  deactivatedBy: 'provider:okta',
  invited: true,
  source: 'manual',
  role: 'TEAM_ADMIN',
  breakGlass: true,
  isBreakGlass: true,
  identityProviderGroups: ['Administrators'],
  groupsHash: 'x',
  groupsState: 'present',
  removalsHeldAt: '2001-01-01T00:00:00.000Z',
  createdAt: '2001-01-01T00:00:00.000Z',
  memberships: [{ team: 'Analytics', role: 'TEAM_ADMIN' }],
  caseGroupMemberships: [{ caseGroupId: 'x' }],
  tenantPermissions: [{ permission: 'AUDIT_LOG_READ' }],
  updateEmailKey: 'none',
};
const settings = { justInTime: true, enhancedSync: true, groupAttribute: 'groups', mapping: MAPPING };

let harness: Harness;
beforeEach(async () => {
  harness = await openHarness({ settings: { ...settings, enhancedSync: false } });
});
afterEach(() => harness.close());

function expectHarmless(user: UserBase | undefined) {
  expect(user).toMatchObject({ tenant: 'default', emailKey: 'eve@example.com', tenantOwner: false });
  expect(user).toMatchObject({
    ownerSource: null,
    ownerGrantedAt: null,
    invited: false,
    deactivatedBy: null,
    removalsHeldAt: null,
  });
  expect(user).toMatchObject({ memberships: [], caseGroupMemberships: [], tenantPermissions: [] });
  expect(user!.id).not.toBe(HOSTILE.id);
  expect(user!.identityProviderGroups).toEqual([]);
  expect(user!.createdAt.getFullYear()).toBeGreaterThan(2001);
}

const inAttributes: VerifiedIdentity = identity('eve', [], { attributes: { groups: [], ...HOSTILE } });
const inProfile = { ...identity('eve', []), ...HOSTILE } as VerifiedIdentity;
const inPrototype = identity('eve', [], {
  attributes: JSON.parse(`{ "groups": [], "__proto__": ${JSON.stringify(HOSTILE)} }`) as Record<
    string,
    unknown
  >,
});

describe.each([
  ['in attributes', inAttributes],
  ['beside them, in what a verify callback yields', inProfile],
  ['behind __proto__', inPrototype],
])('columns of the user %s', (_, eve) => {
  test('change nothing of a new user, nor of a returning user', async () => {
    expectHarmless((await harness.jit.provision(eve, { provider: 'okta' })).user);
    const jit = harness.reconfigured({ settings, syncProfile: true });
    expectHarmless((await jit.provision(eve, { provider: 'okta' })).user);
    expect(({} as Record<string, unknown>).tenantOwner).toBeUndefined();
  });

  test('change nothing through an assignUser that copies all of them', async () => {
    const assignUser = (user: object, { attributes }: VerifiedIdentity) =>
      void Object.assign(user, attributes);
    const jit = harness.reconfigured({ assignUser, syncProfile: true });
    const { user } = await jit.provision(eve, { provider: 'okta' });
    expectHarmless(user);
    expect(user).toBeInstanceOf(entities.User);
    expectHarmless((await jit.provision(eve, { provider: 'okta' })).user);
  });

  test('activate no user', async () => {
    const { user } = await harness.jit.provision(eve, { provider: 'okta' });
    await harness.dataSource.manager.update(entities.User, { id: user!.id }, { active: false });
    expect(await harness.jit.provision(eve, { provider: 'okta' })).toMatchObject({
      code: 'user_deactivated',
    });
  });

  test('break no glass', async () => {
    const jit = harness.reconfigured({ settings, breakGlass: ['root@example.com'] });
    await harness.signIn('root', ['Administrators'], { with: jit });
    await jit.provision({ ...eve, attributes: { groups: ['Everyone'] } }, { provider: 'okta' });
    const { user } = await jit.provision(eve, { provider: 'okta' });
    expect(user!.memberships).toEqual([]);
  });
});

test('an invitation reads only known keys of a form', async () => {
  const form = { ...HOSTILE, email: 'eve@example.com', memberships: [], tenantOwner: false, active: false };
  const { tenant: _, ...sent } = form;
  const user = await harness.jit.invite(sent);
  expect(user).toMatchObject({ tenant: 'default', tenantOwner: false, active: true, invited: true });
  expect(user).toMatchObject({
    emailKey: 'eve@example.com',
    ownerSource: null,
    groupsHash: null,
  });
  const row = await harness.dataSource.manager.findOneByOrFail(entities.User, { id: user.id });
  expect(row.identityProviderGroups).toBeNull();
  expect(user.id).not.toBe(HOSTILE.id);
});

test('a membership of an invitation is manual, whatever other keys it has', async () => {
  const membership = {
    team: 'Analytics',
    role: 'EDITOR',
    source: 'mapping',
    provider: 'okta',
    entry: 0,
    id: 'x',
  };
  const user = await harness.jit.invite({ email: 'eve@example.com', memberships: [membership] });
  expect(user.memberships).toMatchObject([{ source: 'manual', provider: null, entry: null, role: 'EDITOR' }]);
  const [invited] = await harness.audit('invited');
  expect(invited!.details.memberships).toEqual([{ team: 'Analytics', role: 'EDITOR' }]);
});
