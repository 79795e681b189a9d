import { mergeSettings, type EditableSettings } from '../../src/admin/page/merge';

const entry = (group: string, team: string, role: string, more: object = {}) => ({
  group_name: group,
  team_name: team,
  role_name: role,
  ...more,
});
const A = entry('Admins', 'Analytics', 'TEAM_ADMIN');
const B = entry('Managers', 'Analytics', 'EDITOR');
const C = entry('Everyone', 'Analytics', 'VIEWER');
const D = entry('Guests', 'Support', 'VIEWER');
const E = entry('Auditors', 'Billing', 'VIEWER');
const asEditor = { ...C, role_name: 'EDITOR' };
const asAdmin = { ...C, role_name: 'TEAM_ADMIN' };

function merge(base: object | null, own: object | null, theirs: object | null) {
  const settings = (mapping: object | null) => ({ mapping }) as EditableSettings;
  const merged = mergeSettings(settings(base), settings(own), settings(theirs), []);
  return { mapping: merged.settings.mapping, conflicts: merged.conflicts };
}
const rows = (...mappings: object[]) => ({ mappings });

test.each([
  ['both add another row', [A], [A, D], [A, E], [A, E, D]],
  ['both add the same row', [A], [A, D], [A, D], [A, D]],
  ['one removes what the other one leaves', [A, B, C], [A, C], [A, B, C, D], [A, C, D]],
  ['both remove the same row', [A, B, C], [A, C], [A, C], [A, C]],
  ['one changes a role, the other one adds', [A, C], [A, asEditor], [D, A, C], [D, A, asEditor]],
  ['both change the same role alike', [A, C], [A, asEditor], [A, asEditor], [A, asEditor]],
  ['one moves, the other one adds', [A, B, C], [C, A, B], [A, D, B, C], [C, A, D, B]],
  ['the other one moves, this one adds', [A, B, C], [A, B, D, C], [C, B, A], [C, B, D, A]],
  ['the same row stands there twice', [A, A], [A, A, D], [A], [A, D]],
  ['a row is added at the front by each', [A], [D, A], [E, A], [D, E, A]],
])('%s', (_, base, own, theirs, expected) => {
  const { mapping, conflicts } = merge(rows(...base), rows(...own), rows(...theirs));
  expect(conflicts).toEqual([]);
  const mappings = mapping!.mappings as object[];
  expect(mappings).toHaveLength(expected.length);
  expect(mappings).toEqual(expect.arrayContaining(expected));
  // Which of two that were added at one place comes first does not matter; every other order does.
  const kept = (list: object[]) =>
    list.filter((row) => row !== D && row !== E).map((row) => JSON.stringify(row));
  expect(
    kept(mappings.map((row) => [D, E].find((other) => JSON.stringify(other) === JSON.stringify(row)) ?? row)),
  ).toEqual(kept(expected));
});

test.each([
  ['both change one role', [A, C], [A, asEditor], [A, asAdmin], [A, asEditor]],
  ['one changes the row that the other one removed', [A, C], [A, asEditor], [A], [A, asEditor]],
  ['one removed the row that the other one changes', [A, C], [A], [A, asAdmin], [A]],
  ['both add a row about the same, with other roles', [A], [A, asEditor], [A, asAdmin], [A, asEditor]],
])('%s: the own one stays, and it is said', (_, base, own, theirs, expected) => {
  const { mapping, conflicts } = merge(rows(...base), rows(...own), rows(...theirs));
  expect(conflicts).toHaveLength(1);
  expect(mapping!.mappings).toEqual(expected);
});

test('owners and permissions are merged row by row, and "not managed" is not "none"', () => {
  const base = { tenant_owners_groups: ['A'], ...rows(A) };
  const both = merge(
    base,
    { ...base, tenant_owners_groups: ['A', 'B'] },
    { ...base, tenant_owners_groups: ['C', 'A'] },
  );
  expect(both.mapping!.tenant_owners_groups).toEqual(['C', 'A', 'B']);
  const off = merge(base, rows(A), { ...base, tenant_owners_groups: [] });
  expect(off.mapping).not.toHaveProperty('tenant_owners_groups');
  expect(off.conflicts).toMatchObject([{ place: 'owners', own: null, theirs: [] }]);
  expect(merge(base, { ...base, ...rows(A, D) }, rows(A)).mapping).toEqual(rows(A, D));
});

test('what the table has no cell for is kept, and tells rows apart', () => {
  const labelled = { ...A, label: 'Administrators' };
  const okta = { ...B, provider: 'okta' };
  const everyone = [{ team_name: 'Support', role_name: 'VIEWER' }];
  const { mapping, conflicts } = merge(
    { ...rows(A, B), everyone },
    { ...rows(labelled, B), everyone },
    { ...rows(A, B, okta), everyone: [] },
  );
  expect(conflicts).toEqual([]);
  expect(mapping).toEqual({ ...rows(labelled, B, okta), everyone: [] });
  const prefix = { group_prefix: 'okta-', team_name: 'Support', role_name: 'VIEWER' };
  expect(merge(rows(A), rows(A, prefix), rows(A, D)).mapping).toEqual(rows(A, D, prefix));
});

test('settings beside the mapping are merged by themselves', () => {
  const base = {
    justInTime: false,
    enhancedSync: false,
    groupAttribute: 'groups',
    version: 4,
    mapping: null,
  };
  const { settings, conflicts } = mergeSettings(
    base,
    { ...base, justInTime: true, groupAttribute: 'memberOf' },
    { ...base, enhancedSync: true, groupAttribute: 'roles', version: 5 },
    ['justInTime', 'enhancedSync', 'groupAttribute'],
  );
  expect(settings).toEqual({
    justInTime: true,
    enhancedSync: true,
    groupAttribute: 'memberOf',
    version: 5,
    mapping: null,
  });
  expect(conflicts).toEqual([{ place: 'groupAttribute', own: 'memberOf', theirs: 'roles' }]);
});

test('a mapping that cannot be read is kept whole', () => {
  const odd = { mappings: 'none' };
  const { mapping, conflicts } = merge(rows(A), odd, rows(A, D));
  expect(mapping).toEqual(odd);
  expect(conflicts).toHaveLength(1);
  expect(merge(rows(A), rows(A), odd).mapping).toEqual(odd);
});
