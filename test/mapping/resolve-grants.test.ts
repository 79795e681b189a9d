import { compileMapping, entryPath } from '../../src/mapping/compile';
import { resolveGrants } from '../../src/mapping/resolve-grants';
import { withinMaxSeconds } from '../support/fixtures/large-mapping';
import { normalizedMapping } from '../support/fixtures/parse-mapping';

const TEAM = 'Incident Response';
const editors = { group_name: 'Editors', team_name: TEAM, role_name: 'EDITOR' };
const viewers = { group_name: 'Viewers', team_name: TEAM, role_name: 'VIEWER' };
const phishingEditors = { ...editors, case_group_name: 'Phishing' };
const phishingViewers = { ...viewers, case_group_name: 'Phishing' };

/** The grants that a mapping gives to a user of these groups, each as one line. */
function grantsOf(mapping: object, groups: string[]): string[] {
  const { grants } = resolveGrants(groups, compileMapping(normalizedMapping(mapping)), 'okta');
  return grants
    .map((grant) => {
      if (grant.kind === 'owner') return 'owner';
      if (grant.kind === 'permission') return grant.permission;
      const place = grant.kind === 'caseGroup' ? `${grant.team}/${grant.caseGroup}` : grant.team;
      return `${place}: ${grant.role}`;
    })
    .sort();
}

test.each([
  ['a team', 'in one order', [editors, viewers], `${TEAM}: EDITOR`],
  ['a team', 'in the other order', [viewers, editors], `${TEAM}: VIEWER`],
  ['a case group', 'in one order', [phishingEditors, phishingViewers], `${TEAM}/Phishing: EDITOR`],
  ['a case group', 'in the other order', [phishingViewers, phishingEditors], `${TEAM}/Phishing: VIEWER`],
])('of two entries for %s %s, the first wins, whatever the order of the groups', (_, __, mappings, grant) => {
  expect(grantsOf({ mappings }, ['Editors', 'Viewers'])).toEqual([grant]);
  expect(grantsOf({ mappings }, ['Viewers', 'Editors'])).toEqual([grant]);
});

test('an entry of a group that the user is not in gives way to a later one', () => {
  expect(grantsOf({ mappings: [editors, viewers] }, ['Viewers'])).toEqual([`${TEAM}: VIEWER`]);
});

test('of two entries of the same group for one team, the first wins', () => {
  const mappings = [{ ...viewers, role_name: 'TEAM_ADMIN' }, viewers];
  expect(grantsOf({ mappings }, ['Viewers'])).toEqual([`${TEAM}: TEAM_ADMIN`]);
});

test('an entry for a case group does not give membership of its team', () => {
  expect(grantsOf({ mappings: [phishingEditors] }, ['Editors'])).toEqual([`${TEAM}/Phishing: EDITOR`]);
});

test('an entry for a case group does not win over an entry for its team', () => {
  expect(grantsOf({ mappings: [phishingEditors, viewers] }, ['Editors', 'Viewers'])).toEqual([
    `${TEAM}/Phishing: EDITOR`,
    `${TEAM}: VIEWER`,
  ]);
});

test('one group may give several teams, owner status and permissions', () => {
  const mapping = {
    tenant_owners_groups: ['Editors'],
    tenant_permission: [
      { group_name: 'Editors', permission_name: 'READ' },
      { group_name: 'Editors', permission_name: 'WRITE' },
    ],
    mappings: [editors, { ...editors, team_name: 'Analytics', role_name: 'VIEWER' }, phishingEditors],
  };
  expect(grantsOf(mapping, ['Editors'])).toEqual(
    ['Analytics: VIEWER', `${TEAM}/Phishing: EDITOR`, `${TEAM}: EDITOR`, 'READ', 'WRITE', 'owner'].sort(),
  );
});

const CONTRACTORS = { group_prefix: 'Contractors', team_name: TEAM, role_name: 'VIEWER' };
const resolve = (mapping: object, groups: string[], provider: string | undefined = 'okta') =>
  resolveGrants(groups, compileMapping(normalizedMapping(mapping)), provider);

test('a prefix matches every group that begins with it, code point by code point', () => {
  const grants = (group: string) => grantsOf({ mappings: [CONTRACTORS] }, [group]);
  expect(grants('Contractors')).toEqual([`${TEAM}: VIEWER`]);
  expect(grants('Contractors Berlin')).toEqual([`${TEAM}: VIEWER`]);
  for (const group of ['contractors', 'Contractor', 'All Contractors', '']) expect(grants(group)).toEqual([]);
});

test('prefixes within each other all match, and the first entry wins', () => {
  const longer = { ...CONTRACTORS, group_prefix: 'Contractors B', role_name: 'EDITOR' };
  const exact = { ...editors, group_name: 'Contractors Berlin', role_name: 'TEAM_ADMIN' };
  const role = (...mappings: object[]) => grantsOf({ mappings }, ['Contractors Berlin']);
  expect(role(longer, CONTRACTORS, exact)).toEqual([`${TEAM}: EDITOR`]);
  expect(role(CONTRACTORS, longer, exact)).toEqual([`${TEAM}: VIEWER`]);
  expect(role(exact, longer, CONTRACTORS)).toEqual([`${TEAM}: TEAM_ADMIN`]);
});

test('of several groups that an entry matches, the smallest by code points is the reason', () => {
  const groups = ['Contractors\ufffd', 'Contractors\u{1f600}', 'ContractorsB', 'Contractors\u{1f600}a'];
  const reason = (names: string[]) =>
    resolve({ mappings: [CONTRACTORS] }, names).grants.map(({ group }) => group);
  expect(reason(groups)).toEqual(['ContractorsB']);
  expect(reason(groups.filter((group) => group !== 'ContractorsB'))).toEqual(['Contractors\ufffd']);
  const nested = { ...CONTRACTORS, group_prefix: 'Con', team_name: 'Analytics' };
  const both = resolve({ mappings: [CONTRACTORS, nested] }, ['Contractors', 'Consultants']).grants;
  expect(both.map(({ group }) => group)).toEqual(['Contractors', 'Consultants']);
});

test('an entry for a provider applies to its sign-ins only', () => {
  const mappings = [{ ...editors, provider: 'entra' }, viewers];
  const roles = (provider: string | undefined) =>
    resolve({ mappings }, ['Editors', 'Viewers'], provider).grants.map(
      (grant) => 'role' in grant && grant.role,
    );
  expect(roles('entra')).toEqual(['EDITOR']);
  expect(roles('okta')).toEqual(['VIEWER']);
  expect(roles(undefined)).toEqual(['VIEWER']);
  expect(resolve({ mappings }, ['Editors'], 'okta').matched).toBe(false);
});

test('what everyone has comes after all other entries, and is no match', () => {
  const everyone = [
    { team_name: TEAM, role_name: 'VIEWER' },
    { team_name: TEAM, role_name: 'EDITOR' },
    { team_name: 'Analytics', role_name: 'VIEWER', provider: 'entra' },
  ];
  const { grants, matched } = resolve({ mappings: [editors], everyone }, []);
  expect(matched).toBe(false);
  expect(grants).toEqual([expect.objectContaining({ role: 'VIEWER', group: null, entry: 0 })]);
  expect(entryPath(grants[0]!)).toBe('everyone[0]');
  expect(grantsOf({ mappings: [editors], everyone }, ['Editors'])).toEqual([`${TEAM}: EDITOR`]);
});

test('nested prefixes and 10,000 groups are resolved in reasonable time', async () => {
  const mappings = Array.from({ length: 1000 }, (_, i) => ({
    ...CONTRACTORS,
    group_prefix: 'x'.repeat(i + 3),
    team_name: `Team ${i}`,
  }));
  const compiled = compileMapping(normalizedMapping({ mappings }));
  const groups = Array.from({ length: 10_000 }, (_, i) => `${'x'.repeat(i % 1000)}${i}`);
  const { grants } = await withinMaxSeconds(() => resolveGrants(groups, compiled, undefined));
  expect(grants).toHaveLength(997);
});

test.each([
  ['a group that the mapping names', ['Viewers'], true],
  ['another group', ['viewers', 'Viewers '], false],
  ['no group', [], false],
])('a user of %s is matched or not', (_, groups, matched) => {
  const mapping = compileMapping(normalizedMapping({ mappings: [viewers] }));
  expect(resolveGrants(groups, mapping, 'okta').matched).toBe(matched);
});
