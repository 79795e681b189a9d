import { compileMapping } from '../../src/mapping/compile';
import { resolveGrants } from '../../src/mapping/resolve-grants';
import { normalizedMapping } from '../support/fixtures/parse-mapping';

const TEAM = 'Incident Response';
const editors = { group_name: 'Editors', team_name: TEAM, role_name: 'EDITOR' };
const viewers = { group_name: 'Viewers', team_name: TEAM, role_name: 'VIEWER' };
const phishingEditors = { ...editors, case_group_name: 'Phishing' };
const phishingViewers = { ...viewers, case_group_name: 'Phishing' };

/** The grants that a mapping gives to a user of these groups, each as one line. */
function grantsOf(mapping: object, groups: string[]): string[] {
  const { grants } = resolveGrants(groups, compileMapping(normalizedMapping(mapping)));
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

test('an entry for a case group makes nobody a member of its team', () => {
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

test.each([
  ['a group that the mapping names', ['Viewers'], true],
  ['another group', ['viewers', 'Viewers '], false],
  ['no group', [], false],
])('a user of %s is matched or not', (_, groups, matched) => {
  const mapping = compileMapping(normalizedMapping({ mappings: [viewers] }));
  expect(resolveGrants(groups, mapping).matched).toBe(matched);
});
