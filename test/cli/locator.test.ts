import { parseTree } from 'jsonc-parser';
import { Locator, type Located } from '../../src/cli/json/locator';
import { legacyNamesOf } from '../../src/mapping/legacy-keys';

const TEXT =
  '{ "tenant_owners_group": "Root", "a.b": { "c[0]": 1 }, "mappings": [{ "sso_group": "A", "x": 2 }] }';
const locator = new Locator(parseTree(TEXT)!, legacyNamesOf);

test.each<[Located, string]>([
  [{ segments: [] }, '{'],
  [{ segments: ['mappings'] }, '['],
  [{ segments: ['mappings', 0] }, '{'],
  [{ segments: ['a.b', 'c[0]'] }, '1'],
  [{ segments: ['tenant_owners_groups', 0] }, '"Root"'],
  [{ segments: ['mappings', 0, 'group_name'], code: 'empty' }, '"A"'],
  [{ segments: ['mappings', 0, 'x'], code: 'unknown_key' }, '"x"'],
  [{ segments: ['a.b'], code: 'unknown_key' }, '"a.b"'],
  [{ segments: ['mappings', 0, 'role_name'], code: 'required' }, '{'],
  [{ segments: ['mappings', 7], code: 'required' }, '['],
])('%j is at %s', (located, text) => {
  const { offset, length } = locator.find(located);
  expect(TEXT.slice(offset, offset + length)).toBe(text);
});

test('a missing key is at the brace of its object', () => {
  const { offset } = locator.find({ segments: ['mappings', 0, 'role_name'], code: 'required' });
  expect(offset).toBe(TEXT.indexOf('{ "sso_group"'));
});
