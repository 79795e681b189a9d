import type { DataSource } from 'typeorm';
import { entities } from 'passport-jit';
import { identity, openDatabase, openHarness, type Harness } from '../support/harness/harness';
import { ENTRY, mappingFaults } from '../support/harness/mappings';

/** Names that are names like others, whatever a programming language or a terminal makes of them. */
const NASTY = [
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

describe('a nasty name', () => {
  let harness: Harness;
  const mapping = {
    tenant_owners_groups: [`owners of ${NASTY[0]}`],
    tenant_permission: NASTY.map((name) => ({ group_name: name, permission_name: `may ${name}` })),
    mappings: NASTY.flatMap((name) => [
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

  test.each(NASTY.map((name, i) => [name, i]))(
    '%j gives what its entries say, and nothing else',
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

  test('all of them are teams of their own', async () => {
    await harness.signIn('everybody', NASTY);
    const names = (await harness.dataSource.manager.find(entities.Team)).map(({ name }) => name);
    expect(names.filter((name) => NASTY.includes(name)).sort()).toEqual([...NASTY].sort());
    expect((await harness.signIn('everybody', [])).changes).toHaveLength(3 * NASTY.length);
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
  ])('what only looks like one gives nothing: %j', async (lookalike) => {
    const seen = await harness.jit.provision(
      identity(`like ${lookalike}`, [lookalike], { email: undefined }),
      {
        provider: 'okta',
      },
    );
    expect(seen).toMatchObject({ outcome: 'created', changes: [] });
  });
});

describe('what no database keeps the same', () => {
  let dataSource: DataSource;
  beforeAll(async () => {
    dataSource = await openDatabase();
  });
  afterAll(() => dataSource.destroy());

  test.each([
    ['half of a character', 'half \ud83d', 'must be well-formed Unicode without NUL'],
    ['the other half', '\udc69', 'must be well-formed Unicode without NUL'],
    ['NUL', 'nu\0l', 'must be well-formed Unicode without NUL'],
  ])('%s is a fault wherever a name stands', (_, name, message) => {
    const mapping = {
      group_attribute_name: name,
      tenant_owners_groups: [name],
      tenant_permission: [{ group_name: name, permission_name: name }],
      mappings: [{ group_name: name, team_name: name, case_group_name: name, role_name: name }],
    };
    const paths = ['group_attribute_name', 'tenant_owners_groups[0]'];
    for (const key of ['group_name', 'team_name', 'case_group_name', 'role_name'])
      paths.push(`mappings[0].${key}`);
    for (const key of ['group_name', 'permission_name']) paths.push(`tenant_permission[0].${key}`);
    const faults = mappingFaults(dataSource, mapping);
    expect(faults.map(({ path }) => path).sort()).toEqual(paths.sort());
    expect(new Set(faults.map((fault) => fault.message))).toEqual(new Set([message]));
  });

  test.each([
    ['group_name', 1024],
    ['team_name', 255],
    ['case_group_name', 255],
  ])('%s has at most %i characters, and an emoji is one', (key, most) => {
    const faults = (name: string) => mappingFaults(dataSource, { mappings: [{ ...ENTRY, [key]: name }] });
    expect(faults('x'.repeat(most))).toEqual([]);
    expect(faults('🚒'.repeat(most))).toEqual([]);
    const message = `must have at most ${most} characters`;
    expect(faults('x'.repeat(most + 1))).toEqual([{ path: `mappings[0].${key}`, message }]);
    expect(faults('🚒'.repeat(most + 1))).toEqual([{ path: `mappings[0].${key}`, message }]);
    expect(faults('🚒'.repeat(500_000))).toEqual([{ path: `mappings[0].${key}`, message }]);
  });
});
