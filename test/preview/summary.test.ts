import { entities, type PreviewProgress, type SettingsPatch } from 'passport-jit';
import { MAPPING, openHarness, type Harness } from '../support/harness/harness';

let harness: Harness;
beforeEach(async () => {
  harness = await openHarness({ settings: undefined, removalSafeguard: { maxUsers: 1, maxShare: 0 } });
  await harness.jit.settings.update({ justInTime: true, mapping: MAPPING }, { version: 0, actor: 'ada' });
});
afterEach(() => harness.close());

const people = {
  root: ['Administrators'],
  ada: ['Administrators', 'Everyone'],
  bo: ['Managers', 'Everyone', 'Auditors'],
  cy: ['Everyone', 'Phishing', 'Unheard-of'],
  di: undefined,
};

async function signInEveryUser(): Promise<void> {
  for (const [subject, groups] of Object.entries(people)) await harness.signIn(subject, groups);
}

const SMALLER = {
  tenant_owners_groups: ['Administrators'],
  tenant_permission: [],
  mappings: [
    { group_name: 'Everyone', team_name: 'Incident Response', role_name: 'EDITOR' },
    { group_name: 'Everyone', team_name: 'Incident Response', role_name: 'VIEWER' },
    { group_name: 'Unassigned', team_name: 'Analytics', role_name: 'VIEWER' },
    { group_name: 'Managers', team_name: 'Incident Response', role_name: 'VIEWER' },
  ],
};

test('a prefix counts as seen and its groups as mapped, and everyone counts as gained', async () => {
  await signInEveryUser();
  const team = { team_name: 'Incident Response', role_name: 'VIEWER' };
  const mapping = {
    tenant_owners_groups: ['Administrators'],
    mappings: [
      { group_prefix: 'Ev', ...team },
      { group_prefix: 'Eve', ...team },
      { group_prefix: 'Contractors', ...team },
      { group_prefix: 'Man', ...team, provider: 'entra' },
    ].map((entry) => ({ ...entry, group_prefix: entry.group_prefix.padEnd(3, 'e') })),
    everyone: [{ team_name: 'Analytics', role_name: 'VIEWER' }],
  };
  expect(await harness.jit.preview({ enhancedSync: true, mapping }).summary).toMatchObject({
    gaining: 3,
    unseenGroups: [],
    unseenPrefixes: ['Contractors'],
    unmappedGroups: ['Auditors', 'Managers', 'Phishing', 'Unheard-of'],
    shadowedEntries: [1],
    dangers: [],
  });
});

test('where entries name groups, what everyone has does not hide that no group gives anything', async () => {
  await signInEveryUser();
  const everyone = [{ team_name: 'Analytics', role_name: 'VIEWER' }];
  const typo = { group_name: 'everyone', team_name: 'Incident Response', role_name: 'VIEWER' };
  const dangers = async (mapping: object) =>
    (await harness.jit.preview({ enhancedSync: true, mapping }).summary).dangers.map(({ code }) => code);
  expect(await dangers({ mappings: [typo], everyone })).toEqual(['empties_everybody']);
  expect(await dangers({ everyone })).toEqual([]);
});

test('a summary counts the changes', async () => {
  await signInEveryUser();
  const { dataSource, jit } = harness;
  const { id: userId } = await dataSource.manager.findOneByOrFail(entities.User, { email: 'bo@example.com' });
  const { id: teamId } = await dataSource.manager.findOneByOrFail(entities.Team, { name: 'Analytics' });
  await dataSource.manager.insert(entities.Membership, { userId, teamId, role: 'VIEWER' });
  await dataSource.manager.insert(entities.User, { email: 'never@example.com' });
  await jit.invite({ email: 'invited@example.com', tenantOwner: true });

  expect(await jit.preview({ enhancedSync: true, mapping: SMALLER }).summary).toEqual({
    users: 7,
    // Without sync, which this turns on, a sign-in would change nothing.
    difference: { users: 4, gaining: 0, losing: 4, changing: 2, refused: 0, admitted: 0 },
    // Who has never signed in, and who is invited. Of di it is known that no groups came.
    unknown: 2,
    gaining: 0,
    losing: 4,
    changing: 2,
    demoted: 0,
    losingEverything: 0,
    refused: 0,
    manualGrantsRemoved: 1,
    unseenGroups: ['Unassigned'],
    unseenPrefixes: [],
    unmappedGroups: ['Auditors', 'Phishing', 'Unheard-of'],
    shadowedEntries: [1],
    dangers: [],
  });
});

test('users who are refused, demoted or lose all grants are counted', async () => {
  await signInEveryUser();
  // Else one of the owners would stay the last one, unless bo became one before.
  await harness.dataSource.manager.insert(entities.User, { email: 'owner@example.com', tenantOwner: true });
  const jit = harness.reconfigured({ unmatched: 'deny', groupsPolicy: { absent: 'deny' } });
  const mapping = {
    tenant_owners_groups: ['Managers'],
    tenant_permission: [],
    mappings: [{ group_name: 'Managers', team_name: 'Analytics', role_name: 'EDITOR' }],
  };
  const items = [];
  const preview = jit.preview({ enhancedSync: true, mapping });
  for await (const item of preview) items.push(item);
  expect(await preview.summary).toMatchObject({
    gaining: 1,
    losing: 4,
    demoted: 2,
    refused: 4,
    losingEverything: 3,
  });
  const codes = Object.fromEntries(items.map(({ user, refused }) => [user.firstName, refused]));
  expect(codes).toEqual({
    root: 'no_matching_group',
    ada: 'no_matching_group',
    bo: undefined,
    cy: 'no_matching_group',
    di: 'groups_absent',
  });
});

test('a mass removal is not held in a preview, so that all of it shows', async () => {
  await signInEveryUser();
  const { jit } = harness;
  const entry = { group_name: 'Unassigned', team_name: 'Analytics', role_name: 'VIEWER' };
  const patch = {
    enhancedSync: true,
    mapping: { ...SMALLER, mappings: [entry] },
  };
  expect(await jit.preview(patch).summary).toMatchObject({ losing: 4, losingEverything: 2 });
  await jit.settings.update(patch, { version: 1, actor: 'ada', confirm: ['empties_everybody'] });
  for (const subject of ['cy', 'bo'] as const) await harness.signIn(subject, people[subject]);
  const state = await harness.dataSource.manager.findOneByOrFail(entities.TenantState, { tenant: 'default' });
  expect(state.removalsHeldAt).not.toBeNull();
});

test('omitted settings keep their values, and without sync nothing changes', async () => {
  await signInEveryUser();
  const { jit } = harness;
  expect(await jit.preview().summary).toMatchObject({ users: 5, losing: 0, gaining: 0 });
  expect(await jit.preview({ enhancedSync: true }).summary).toMatchObject({ losing: 0, gaining: 0 });
  expect(
    await jit.preview({ enhancedSync: true, justInTime: false, mapping: SMALLER }).summary,
  ).toMatchObject({
    losing: 0,
  });
  const items = [];
  for await (const item of jit.preview({ enhancedSync: 'report-only', mapping: SMALLER })) items.push(item);
  expect(items.map(({ changes, notes }) => [changes.length, notes.map(({ kind }) => kind)])).toEqual(
    Array(4).fill([0, ['reportOnly']]),
  );
});

test('a preview can be iterated again, and reports its progress', async () => {
  await signInEveryUser();
  const steps: PreviewProgress[] = [];
  const preview = harness.jit.preview({
    enhancedSync: true,
    mapping: SMALLER,
    onProgress: (progress) => steps.push(progress),
  });
  const emails = async () => {
    const seen = [];
    for await (const { user } of preview) seen.push(user.email);
    return seen;
  };
  const first = await emails();
  expect(first).toHaveLength(4);
  expect(await emails()).toEqual(first);
  expect(steps).toEqual(Array(2).fill({ done: 5, total: 5 }));
  expect((await preview.summary).losing).toBe(4);
  for await (const item of preview) {
    expect(item.user.email).toBe(first[0]);
    break;
  }
  expect(steps).toHaveLength(2);
});

test('settings that could not be saved cannot be previewed', async () => {
  const mapping = { mappings: [{ group_name: 'a', team_name: 'Nowhere', role_name: 'EDITOR' }] };
  const preview = harness.jit.preview({ mapping });
  await expect(preview.summary).rejects.toMatchObject({ code: 'mapping_invalid' });
  await expect(preview[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'mapping_invalid' });
  const unknown = harness.jit.preview({ mappings: [] } as never);
  await expect(unknown.summary).rejects.toMatchObject({
    code: 'settings_invalid',
    faults: [{ path: 'mappings' }],
  });
});

test('settings from code can be compared with others', async () => {
  await signInEveryUser();
  const { jit } = {
    jit: harness.reconfigured({ settings: { justInTime: true, enhancedSync: true, mapping: MAPPING } }),
  };
  expect(await jit.preview().summary).toMatchObject({ losing: 0 });
  expect(await jit.preview({ mapping: SMALLER }).summary).toMatchObject({ losing: 4 });
});

test('a hook that answered for the groups is taken to answer the same', async () => {
  const options = { resolveGroups: () => Promise.resolve(['Managers']) };
  const jit = harness.reconfigured(options);
  const attributes = { _claim_names: { groups: 'src1' } };
  const over = { protocol: 'oidc', issuer: 'idp', subject: 'eve', attributes };
  await jit.provision(over, { provider: 'entra' });
  const patch = { enhancedSync: true, mapping: SMALLER };
  expect(await jit.preview(patch).summary).toMatchObject({ changing: 1 });
  expect(await harness.jit.preview(patch).summary).toMatchObject({ changing: 0 });
});

test('a preview of other group sources says that the known groups are from the current ones', async () => {
  await signInEveryUser();
  const changed = async (patch: SettingsPatch) =>
    (await harness.jit.preview(patch).summary).groupSourcesChanged;
  expect(await changed({ groupAttribute: 'groups', enhancedSync: true })).toBeUndefined();
  expect(await changed({ groupAttribute: ['groups', 'roles'] })).toBe(true);
  expect(await changed({ groupFormat: { split: ';' } })).toBe(true);
  expect(await changed({ providers: { okta: { groupAttribute: 'roles' } } })).toBe(true);
  expect(await changed({ providers: { okta: { attributes: { email: [] } } } })).toBeUndefined();
});

test('a preview of one more source shows what would be added, and no removals before it was sent', async () => {
  await harness.jit.settings.update({ enhancedSync: true }, { version: 1, actor: 'ada' });
  await signInEveryUser();
  const mapping = {
    mappings: [{ group_name: 'Everyone', team_name: 'Analytics', role_name: 'VIEWER' }],
  };
  const { gaining, losing } = await harness.jit.preview({ mapping, groupAttribute: ['groups', 'roles'] })
    .summary;
  expect([gaining, losing]).toEqual([2, 0]);
  const single = await harness.jit.preview({ mapping }).summary;
  expect(single.losing).toBeGreaterThan(0);
});
