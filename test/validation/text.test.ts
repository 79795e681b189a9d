import { formatPath } from '../../src/validation/faults';
import { parseDuration } from '../../src/validation/duration';
import { closest } from '../../src/validation/suggest';
import { describeType, hasAtMost, isUuid, nameProblem } from '../../src/validation/text';

test.each([
  [[], ''],
  [['a'], 'a'],
  [['mappings', 3, 'role_name'], 'mappings[3].role_name'],
  [[0, 'a'], '[0].a'],
  [['a.b', 'c[0]'], 'a.b.c[0]'],
])('%j is written as %j', (segments, path) => {
  expect(formatPath(segments)).toBe(path);
});

test.each([
  [null, 'null'],
  [undefined, 'undefined'],
  [[], 'a list'],
  [{}, 'an object'],
  [7, 'a number'],
  ['', 'a string'],
])('%j is described as %s', (value, description) => {
  expect(describeType(value)).toBe(description);
});

test('characters are code points', () => {
  expect(hasAtMost('🚒'.repeat(10), 10)).toBe(true);
  expect(hasAtMost('🚒'.repeat(11), 10)).toBe(false);
  expect(nameProblem('🚒'.repeat(10), 10)).toBeUndefined();
});

test.each([
  ['00000000-0000-4000-8000-00000000000F', true],
  ['00000000-0000-4000-8000-00000000000', false],
  [' 00000000-0000-4000-8000-000000000000', false],
  [7, false],
])('%j as an id: %j', (text, expected) => {
  expect(isUuid(text)).toBe(expected);
});

test.each([
  ['8h', 28_800_000],
  [1.4, 1],
  ['', undefined],
  ['x'.repeat(101), undefined],
  [-1, undefined],
  [Infinity, undefined],
])('%j is %j milliseconds', (duration, milliseconds) => {
  expect(parseDuration(duration)).toBe(milliseconds);
});

test.each([
  ['viewer', 'VIEWER'],
  ['admin', 'TEAM_ADMIN'],
  ['EDITR', 'EDITOR'],
  ['Q', undefined],
])('the nearest role to %j is %j', (name, role) => {
  expect(closest(name, ['TEAM_ADMIN', 'EDITOR', 'VIEWER'])).toBe(role);
});
