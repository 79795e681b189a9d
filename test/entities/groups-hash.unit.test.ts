import { groupsHash } from '../../src/entities/identity';

test('the hash of groups does not depend on their order', () => {
  expect(groupsHash(['b', 'ä', 'a'])).toBe(groupsHash(['a', 'b', 'ä']));
  expect(groupsHash([])).toMatch(/^[0-9a-f]{64}$/);
});

test.each([
  [['a', 'b'], ['a,b']],
  [['a', 'b'], ['a","b']],
  [
    ['a', 'b'],
    ['a\n', 'b'],
  ],
  [['a'], ['A']],
  [['e\u0301'], ['\u00e9']],
  [[], ['']],
  [[], ['[]']],
])('%j and %j have different hashes', (one, other) => {
  expect(groupsHash(one)).not.toBe(groupsHash(other));
});

test('the order of the names is not changed by the hash', () => {
  const names = ['b', 'a'];
  groupsHash(names);
  expect(names).toEqual(['b', 'a']);
});
