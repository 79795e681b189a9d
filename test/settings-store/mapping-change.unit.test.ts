import fc from 'fast-check';
import { describeMappingChange as changeSteps } from '../../src/settings-store/mapping-change';
import { runAtOnce } from '../../src/validation/time-slice';
import { jsonBytes } from '../../src/validation/json';

const describeMappingChange = (...parameters: Parameters<typeof changeSteps>) =>
  runAtOnce(changeSteps(...parameters));
const entry = (group_name: string, role_name = 'VIEWER') => ({ group_name, team_name: 'Team', role_name });
const [a, b, c] = [entry('a'), entry('b'), entry('c')];
const NOTHING = { addedLists: [], removedLists: [], added: [], removed: [], moved: [], omitted: 0 };
const change = (before: object[], after: object[]) =>
  describeMappingChange({ mappings: before } as never, { mappings: after } as never, 8000);

test('an entry that takes the place of a later one shows as moved', () => {
  expect(change([a, b, c], [c, a, b])).toEqual({
    ...NOTHING,
    moved: [{ list: 'mappings', index: 0, previousIndex: 2, entry: c }],
  });
  expect(change([a, b, c], [a, b, c])).toEqual(NOTHING);
});

test('a duplicate shows as added or removed, with its place', () => {
  expect(change([a, b], [a, b, a])).toEqual({
    ...NOTHING,
    added: [{ list: 'mappings', index: 2, entry: a }],
  });
  expect(change([a, b, a], [a, b])).toEqual({
    ...NOTHING,
    removed: [{ list: 'mappings', index: 2, entry: a }],
  });
});

test('the keys of an entry may come from the database in another order', () => {
  expect(change([a], [{ role_name: 'VIEWER', team_name: 'Team', group_name: 'a' }])).toEqual(NOTHING);
});

test('an added or removed list is shown even if it is empty', () => {
  const before = { mappings: [a], tenant_owners_groups: [] };
  const after = { mappings: [a], tenant_permission: [] };
  const lists = { addedLists: ['tenant_permission'], removedLists: ['tenant_owners_groups'] };
  expect(describeMappingChange(before, after, 8000)).toEqual({ ...NOTHING, ...lists });
  expect(describeMappingChange(null, before, 8000)).toMatchObject({
    addedLists: ['mappings', 'tenant_owners_groups'],
    added: [{ list: 'mappings', index: 0, entry: a }],
  });
});

test('further entries are counted, and a few changes of one kind are shown beside many of another', () => {
  const many = Array.from({ length: 1000 }, (_, i) => entry(`${i} ${'ü'.repeat(100)}`));
  const result = change([a, b, c], [c, a, ...many]);
  expect(jsonBytes(result)).toBeLessThanOrEqual(8000);
  expect(result.removed).toEqual([{ list: 'mappings', index: 1, entry: b }]);
  expect(result.moved).toHaveLength(1);
  expect(result.added.length).toBeGreaterThan(10);
  expect(result.added.length + result.omitted).toBe(1000);
});

test('20,000 entries in reverse order take seconds at most', () => {
  const many = Array.from({ length: 20_000 }, (_, i) => entry(String(i)));
  const result = change(many, [...many].reverse());
  expect(result.moved.length + result.omitted).toBe(19_999);
});

test('the change leads from the old list to the new one', () => {
  const list = fc.array(
    fc.constantFrom(...'abcdefgh').map((name) => entry(name)),
    { maxLength: 20 },
  );
  fc.assert(
    fc.property(list, list, (before, after) => {
      const { added, removed, moved } = describeMappingChange(
        { mappings: before },
        { mappings: after },
        1_000_000,
      );
      const gone = new Set([
        ...removed.map(({ index }) => index),
        ...moved.map(({ previousIndex }) => previousIndex),
      ]);
      const result: unknown[] = before.filter((_, i) => !gone.has(i));
      for (const { index, entry } of [...added, ...moved].sort((x, y) => x.index - y.index))
        result.splice(index, 0, entry);
      expect(result).toEqual(after);
    }),
  );
});
