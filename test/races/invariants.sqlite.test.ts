import { createProvisioning, entities } from 'passport-jit';
import type { DataSource } from 'typeorm';
import { identity, createTeams, MAPPING, openDatabase } from '../support/harness/harness';
import { violations } from '../support/assertions/invariants';

/** That what the other tests ask for is not always so. */
let dataSource: DataSource;
const tenant = 'default';
const { User, Identity, Membership, CaseGroupMembership, AuditEvent } = entities;

const DANGERS = ['takes_last_owner', 'empties_everybody'];

beforeEach(async () => {
  dataSource = await openDatabase({ subscribers: [] });
  await createTeams(dataSource);
  const settings = { justInTime: true, enhancedSync: false, groupAttribute: 'groups', mapping: MAPPING };
  const jit = createProvisioning({ dataSource });
  await jit.settings.update(settings, { version: 0, actor: 'root' });
  const signIn = (subject: string, groups: string[]) =>
    jit.provision(identity(subject, groups, { emailVerified: true }), { provider: 'okta' });
  const email = 'bo@example.com';
  await jit.invite({ email, tenantOwner: true, memberships: [{ team: 'Analytics', role: 'EDITOR' }] });
  await jit.invite({ email: 'cy@example.com' });
  await jit.invite({ email: 'di@example.com' });
  await jit.revokeInvitation({ email: 'di@example.com' });
  await signIn('bo', []);
  await jit.settings.update({ enhancedSync: true }, { version: 1, actor: 'root', confirm: DANGERS });
  await signIn('ada', ['Administrators', 'Everyone', 'Phishing', 'Auditors']);
  await signIn('ada', ['Administrators', 'Managers', 'Phishing']);
  await signIn('bo', ['Auditors']);
  await jit.releaseHeldRemovals();
  await dataSource.query('PRAGMA foreign_keys = OFF');
});
afterEach(() => dataSource.destroy());

test('an ordinary story is without fault', async () => {
  expect(await violations(dataSource, tenant)).toEqual([]);
});

const MANAGES = { group: 'Managers', entry: 1 };
const ada = { email: 'ada@example.com' };
const unknownId = '00000000-0000-4000-8000-000000000000';
const damage: Record<string, [(dataSource: DataSource) => Promise<unknown>, RegExp]> = {
  'an identity goes': [
    ({ manager }) => manager.delete(Identity, { subject: 'ada' }),
    /a user without an identity/,
  ],
  'a user goes': [({ manager }) => manager.delete(User, ada), /an identity without its user/],
  'a user stays invited': [
    ({ manager }) => manager.update(User, ada, { invited: true }),
    /an invited user with an/,
  ],
  'an identity changes its tenant': [
    ({ manager }) => manager.update(Identity, { subject: 'ada' }, { tenant: 'other' }),
    /an identity of another tenant/,
  ],
  'a grant changes its user': [
    ({ manager }) => manager.update(Membership, MANAGES, { userId: unknownId }),
    /a Membership without its user/,
  ],
  'a grant changes its team': [
    ({ manager }) => manager.update(Membership, MANAGES, { teamId: unknownId }),
    /a membership of no team/,
  ],
  'a grant changes its case group': [
    ({ manager }) => manager.update(CaseGroupMembership, { group: 'Phishing' }, { caseGroupId: unknownId }),
    /a membership of no case group/,
  ],
  'a grant loses its entry': [
    ({ manager }) => manager.update(Membership, MANAGES, { entry: null }),
    /a Membership without a reason/,
  ],
  'a grant becomes manual': [
    ({ manager }) => manager.update(Membership, MANAGES, { source: 'manual', ...nothing }),
    /The audit log of ada@example.com tells of/,
  ],
  'a grant changes its role': [
    ({ manager }) => manager.update(Membership, MANAGES, { role: 'VIEWER' }),
    /The audit log of ada@example.com tells of/,
  ],
  'an owner has no group': [
    ({ manager }) => manager.update(User, ada, { ownerGroup: null }),
    /an owner status without a reason/,
  ],
  'a user becomes an owner': [
    ({ manager }) => manager.update(User, { email: 'cy@example.com' }, { tenantOwner: true }),
    /an owner status without a reason/,
  ],
  'a user is deactivated': [
    ({ manager }) => manager.update(User, ada, { active: false }),
    /ends with "activated"/,
  ],
  'a creation is not recorded': [
    ({ manager }) => manager.delete(AuditEvent, { type: 'created' }),
    /0 times how they came to be there/,
  ],
  'a link is not recorded': [
    ({ manager }) => manager.delete(AuditEvent, { type: 'linked' }),
    /tells of 0 identities, and there are 1/,
  ],
  'a change is not recorded': [
    ({ manager }) => manager.delete(AuditEvent, { type: 'changed' }),
    /The audit log of ada@example.com tells of/,
  ],
  'a revocation is not audited': [
    ({ manager }) => manager.delete(AuditEvent, { type: 'invitationRevoked' }),
    /tells of a user [-\w]+, who is not there/,
  ],
  'a change of the settings is not recorded': [
    ({ manager }) => manager.delete(AuditEvent, { type: 'settings' }),
    /settings are at version 2, with 2 in their history and 0/,
  ],
  'a release is not recorded': [
    ({ manager }) => manager.delete(AuditEvent, { type: 'removalsReleased' }),
    /Held removals were released/,
  ],
};
const nothing = { provider: null, group: null, entry: null, mappingVersion: null };

test.each(Object.entries(damage))('the invariants are violated when %s', async (_, [corrupt, message]) => {
  await corrupt(dataSource);
  expect((await violations(dataSource, tenant)).join('\n')).toMatch(message);
});
