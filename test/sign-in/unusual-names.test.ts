import { entities } from 'passport-jit';
import { openHarness, type Harness } from '../support/harness/harness';

/** Names that a programming language, a terminal or a collation may treat in a special way. */
const NAMES = [
  '__proto__',
  'constructor',
  'toString',
  '👩‍🚒 Feuerwehr',
  'מנהלים',
  '\u202eRTL override',
  'zero\u200bwidth',
  'e\u0301 decomposed',
  '\u00e9 composed',
  ' leading and trailing ',
  '["JSON", 1]',
  "'; DROP TABLE jit_users; --",
  '100% _like_',
  '\u0130stanbul',
  '\u212a', // the Kelvin sign, which lower-cases to a k
  'everyone',
  'Everyone',
];

describe('an unusual name', () => {
  let harness: Harness;
  const mapping = {
    tenant_owners_groups: [`owners of ${NAMES[0]}`],
    tenant_permission: NAMES.map((name) => ({ group_name: name, permission_name: `may ${name}` })),
    mappings: NAMES.flatMap((name) => [
      { group_name: name, team_name: name, role_name: 'EDITOR' },
      { group_name: name, team_name: name, case_group_name: name, role_name: 'VIEWER' },
    ]),
  };
  beforeAll(async () => {
    harness = await openHarness({
      createMissingTeams: true,
      settings: { justInTime: true, enhancedSync: true, mapping },
    });
  });
  afterAll(() => harness.close());

  test.each(NAMES.map((name, i) => [name, i]))(
    'the group %j gives the grants of its entries, and no others',
    async (name, i) => {
      const { user } = await harness.signIn(`user ${i}`, [name]);
      expect(await harness.grants(`user ${i}`)).toEqual(
        [`may ${name}`, `${name}/${name}: VIEWER`, `${name}: EDITOR`].sort(),
      );
      expect(user?.identityProviderGroups).toEqual([name]);
      expect(user?.memberships[0]).toMatchObject({ group: name, entry: 2 * Number(i), team: { name } });
      expect(await harness.signIn(`user ${i}`, [name])).toMatchObject({ outcome: 'unchanged' });
    },
  );

  test('a user in all groups of unusual names is in as many teams', async () => {
    await harness.signIn('all-groups', NAMES);
    const names = (await harness.dataSource.manager.find(entities.Team)).map(({ name }) => name);
    expect(names.filter((name) => NAMES.includes(name)).sort()).toEqual([...NAMES].sort());
    expect((await harness.signIn('all-groups', [])).changes).toHaveLength(3 * NAMES.length);
  });

  test.each([
    'Everyone ',
    'EVERYONE',
    'valueOf',
    'k',
    'K',
    'e\u0301 composed',
    'I\u0307stanbul',
    'zerowidth',
  ])('the group %j, which only looks like one of the mapping, gives nothing', async (lookalike) => {
    const seen = await harness.signIn(`like ${lookalike}`, [lookalike], { email: undefined });
    expect(seen).toMatchObject({ outcome: 'created', changes: [] });
  });
});
