import { entities, type Provisioning } from 'passport-jit';
import { identity, MAPPING, openHarness, type Harness } from '../support/harness/harness';

const JUST_IN_TIME = {
  justInTime: true,
  enhancedSync: false,
  groupAttribute: 'groups',
  mapping: MAPPING,
} as const;

describe('a first sign-in', () => {
  let harness: Harness;
  beforeEach(async () => {
    harness = await openHarness();
  });
  afterEach(() => harness.close());

  test('creates the user with the grants that the mapping gives', async () => {
    const { outcome, user } = await harness.signIn('ada', [
      'Administrators',
      'Everyone',
      'Phishing',
      'Auditors',
    ]);
    expect(outcome).toBe('created');
    expect(await harness.grants('ada')).toEqual([
      'AUDIT_LOG_READ',
      'Analytics: TEAM_ADMIN',
      'Incident Response/Phishing: EDITOR',
      'Incident Response: VIEWER',
      'owner',
    ]);
    expect(user).toMatchObject({
      tenant: 'default',
      email: 'ada@example.com',
      firstName: 'ada',
      lastName: 'Example',
      tenantOwner: true,
      active: true,
      identityProviderGroups: ['Administrators', 'Everyone', 'Phishing', 'Auditors'],
      groupsState: 'present',
    });
    expect(user?.memberships.map(({ team }) => team.name).sort()).toEqual(['Analytics', 'Incident Response']);
  });

  test('stores the origin of every grant', async () => {
    const { user } = await harness.signIn('ada', ['Everyone', 'Managers', 'Auditors', 'Administrators']);
    const origin = { source: 'mapping', provider: 'okta', mappingVersion: 1 };
    expect(await harness.jit.explain(user!.id)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ ...origin, kind: 'owner', group: 'Administrators', entry: 0 }),
        expect.objectContaining({
          ...origin,
          kind: 'membership',
          team: 'Analytics',
          group: 'Administrators',
          entry: 0,
        }),
        expect.objectContaining({
          ...origin,
          team: 'Incident Response',
          role: 'EDITOR',
          group: 'Managers',
          entry: 1,
        }),
        expect.objectContaining({
          ...origin,
          kind: 'permission',
          permission: 'AUDIT_LOG_READ',
          group: 'Auditors',
        }),
      ]),
    );
  });

  test('of a user in no mapped group creates the user without grants, or is refused with unmatched: deny', async () => {
    expect(await harness.signIn('bo', ['Unheard-of'])).toMatchObject({ outcome: 'created', changes: [] });
    const jit = harness.reconfigured({ unmatched: 'deny' });
    const refused = await harness.signIn('cy', ['Unheard-of'], { with: jit });
    expect(refused).toMatchObject({ outcome: 'denied', code: 'no_matching_group' });
    expect(await harness.dataSource.manager.count(entities.User)).toBe(1);
  });

  test('is in the audit log', async () => {
    const { user } = await harness.signIn('ada', ['Everyone']);
    expect(await harness.audit()).toEqual([
      expect.objectContaining({ type: 'created', tenant: 'default', provider: 'okta', user: user!.id }),
    ]);
  });

  test('skips a missing team, with a note', async () => {
    await harness.dataSource.manager.delete(entities.Team, { name: 'Analytics' });
    const { notes } = await harness.signIn('ada', ['Administrators']);
    expect(notes).toEqual([{ kind: 'missingTeam', team: 'Analytics', entry: 0 }]);
    expect(await harness.audit('skipped')).toHaveLength(1);
  });
});

describe('a later sign-in', () => {
  const later = {
    ...MAPPING,
    mappings: [{ group_name: 'Everyone', team_name: 'Analytics', role_name: 'EDITOR' }],
  };
  let harness: Harness;
  afterEach(() => harness.close());

  async function signInTwice(jit: Provisioning, groups: unknown) {
    await harness.signIn('ada', ['Administrators', 'Everyone'], { with: jit });
    return harness.signIn('ada', groups, { with: jit });
  }

  test('without enhanced sync changes nothing, even if groups and mapping changed', async () => {
    harness = await openHarness({ settings: JUST_IN_TIME });
    await signInTwice(harness.jit, ['Managers']);
    const jit = harness.reconfigured({ settings: { ...JUST_IN_TIME, mapping: later } });
    const { outcome, user } = await harness.signIn('ada', ['Everyone'], { with: jit });
    expect(outcome).toBe('unchanged');
    expect(user?.identityProviderGroups).toEqual(['Everyone']);
    expect(await harness.grants('ada')).toEqual([
      'Analytics: TEAM_ADMIN',
      'Incident Response: VIEWER',
      'owner',
    ]);
  });

  test('with enhanced sync adds, changes and removes', async () => {
    harness = await openHarness();
    await harness.signIn('root', ['Administrators']);
    const { outcome, changes } = await signInTwice(harness.jit, ['Managers', 'Everyone', 'Phishing']);
    expect(outcome).toBe('synced');
    expect(changes).toEqual(
      expect.arrayContaining([
        {
          kind: 'membership',
          team: 'Analytics',
          action: 'remove',
          previousRole: 'TEAM_ADMIN',
          previousSource: 'mapping',
        },
        {
          kind: 'membership',
          team: 'Incident Response',
          action: 'change',
          role: 'EDITOR',
          previousRole: 'VIEWER',
          reason: { group: 'Managers', entry: 1 },
        },
        { kind: 'owner', action: 'remove', previousSource: 'mapping' },
      ]),
    );
    expect(await harness.grants('ada')).toEqual([
      'Incident Response/Phishing: EDITOR',
      'Incident Response: EDITOR',
    ]);
  });

  test('without news writes nothing', async () => {
    harness = await openHarness();
    await harness.signIn('ada', ['Everyone', 'Managers']);
    const before = await harness.audit();
    expect(await harness.signIn('ada', ['Managers', 'Everyone'])).toMatchObject({
      outcome: 'unchanged',
      changes: [],
    });
    expect(await harness.audit()).toEqual(before);
  });
});

test('an issuer other than the one that the app named for the provider is refused', async () => {
  const harness = await openHarness();
  const from = (issuer: string) =>
    harness.jit.provision(identity('ada', ['Everyone'], { issuer }), {
      provider: 'okta',
      issuer: 'https://acme.example.com',
    });
  expect(await from('https://globex.example.com')).toMatchObject({
    outcome: 'denied',
    code: 'issuer_mismatch',
  });
  expect(await harness.dataSource.manager.count(entities.User)).toBe(0);
  expect(await from('https://acme.example.com')).toMatchObject({ outcome: 'created' });
  await harness.close();
});
