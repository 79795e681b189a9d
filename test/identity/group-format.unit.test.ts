import type { GroupFormat } from '../../src/identity/group-format';
import { parseGroups } from '../../src/identity/groups';

type Row = [what: string, groups: unknown, groupFormat: GroupFormat, names: string[]];

test.each<Row>([
  ['a list in JSON', '["a","b"]', { json: true }, ['a', 'b']],
  ['a list in JSON with whitespace', ' [ "a" , "b;c" ] ', { json: true }, ['a', 'b;c']],
  ['a list without quotation marks', '[a, b c]', { json: true }, ['a', 'b c']],
  ['numbers without quotation marks, as names', '[1, true]', { json: true }, ['1', 'true']],
  ['several lists', ['["a"]', '["b"]', 'c'], { json: true }, ['a', 'b', 'c']],
  ['an empty list', '[]', { json: true }, []],
  ['text that is no list', ['a,b', '{"a":1}', '"a"'], { json: true }, ['a,b', '{"a":1}', '"a"']],
  ['semicolons', 'admins; users', { split: ';' }, ['admins', 'users']],
  ['commas', ['a,b', 'c'], { split: ',' }, ['a', 'b', 'c']],
  ['a longer separator', 'a || b|c', { split: '||' }, ['a', 'b|c']],
  ['empty parts', '; a;;b ; ', { split: ';' }, ['a', 'b']],
  ['nothing but separators', ' ; ;', { split: ';' }, []],
  ['one name twice', 'a;b;a', { split: ';' }, ['a', 'b']],
  ['a common name', 'CN=Admins,OU=Groups,DC=example', { dn: 'cn' }, ['Admins']],
  ['the first of several', 'OU=x,cn=First,CN=Second', { dn: 'cn' }, ['First']],
  ['its object identifier', '2.5.4.3=Admins,DC=x', { dn: 'cn' }, ['Admins']],
  ['a pair of several attributes', 'OU=x+CN=Admins,DC=x', { dn: 'cn' }, ['Admins']],
  ['whitespace', ' CN = Admins , DC = x', { dn: 'cn' }, ['Admins']],
  ['escaped characters', 'CN=Sales\\, \\"EMEA\\" \\+ \\#1,DC=x', { dn: 'cn' }, ['Sales, "EMEA" + #1']],
  ['escaped bytes of UTF-8', 'CN=Lu\\C4\\8Di\\C4\\87,DC=x', { dn: 'cn' }, ['Lučić']],
  ['an escaped space at the end', 'CN=Admins\\ ,DC=x', { dn: 'cn' }, ['Admins ']],
  ['an escaped backslash and a space', 'CN=Admins\\\\ ,DC=x', { dn: 'cn' }, ['Admins\\']],
  ['no common name', 'OU=Groups,DC=x', { dn: 'cn' }, ['OU=Groups,DC=x']],
  [
    'plain names',
    ['Admins', 'a=b', 'CN', 'Sales, EMEA'],
    { dn: 'cn' },
    ['Admins', 'a=b', 'CN', 'Sales, EMEA'],
  ],
  ['text after a name', 'CN=Admins,', { dn: 'cn' }, ['CN=Admins,']],
  ['a semicolon', 'CN=a;CN=b', { dn: 'cn' }, ['CN=a;CN=b']],
  ['an empty common name', 'CN=,DC=x', { dn: 'cn' }, ['CN=,DC=x']],
  ['BER in hexadecimal', 'CN=#0401,DC=x', { dn: 'cn' }, ['CN=#0401,DC=x']],
  ['bytes that are not UTF-8', 'CN=\\FF,DC=x', { dn: 'cn' }, ['CN=\\FF,DC=x']],
  ['NUL', 'CN=a\\00b,DC=x', { dn: 'cn' }, ['CN=a\\00b,DC=x']],
  [
    'distinguished names with semicolons between',
    'CN=a,DC=x; CN=b,DC=x',
    { split: ';', dn: 'cn' },
    ['a', 'b'],
  ],
  ['all three', '["CN=a,DC=x;b","CN=c\\\\,d,DC=x"]', { json: true, split: ';', dn: 'cn' }, ['a', 'b', 'c,d']],
  ['nothing set', 'a;b', {}, ['a;b']],
])('%s', (_, groups, groupFormat, expected) => {
  const state = expected.length === 0 ? { state: 'empty' } : { state: 'present', names: expected };
  expect(parseGroups(groups, { groupFormat })).toEqual(state);
});

test.each(['["a", 1]', '[["a"]]', '[{"a":1}]', '["a"', '[a, "b"]', '[a [b], c]'])(
  'the list %s has more than one reading or is none',
  (groups) => {
    const isClosed = groups.endsWith(']');
    expect(parseGroups(groups, { groupFormat: { json: true } })).toEqual(
      isClosed
        ? { state: 'malformed', problem: 'a list in JSON that is not one of names' }
        : { state: 'present', names: [groups] },
    );
  },
);

test('a distinguished name that the mapping names counts beside its common name', () => {
  const [admins, users] = ['CN=Admins,DC=x', 'CN=Users,DC=x'];
  const isMapped = (name: string) => name === admins;
  expect(parseGroups([admins, users], { groupFormat: { dn: 'cn' }, isMapped })).toEqual({
    state: 'present',
    names: ['Admins', admins, 'Users'],
  });
});

test.each<[what: string, groups: unknown, groupFormat: GroupFormat, problem: string | undefined]>([
  ['many names in one value', 'x'.repeat(900) + ';' + 'y'.repeat(900), { split: ';' }, undefined],
  ['a long value without a separator', 'x'.repeat(1025), { split: ';' }, 'a value of over 1024 characters'],
  [
    'a long distinguished name',
    `CN=a,${'O=b,'.repeat(300)}O=c`,
    { dn: 'cn' },
    'a value of over 1024 characters',
  ],
  ['too many parts', 'a;'.repeat(10_001), { split: ';' }, '10001 values, over 10000'],
  ['too many items', JSON.stringify(Array(10_001).fill('a')), { json: true }, '10001 values, over 10000'],
  ['too many bytes', 'x'.repeat(262_145), { split: ';' }, 'a value of over 262144 characters'],
  [
    'too many bytes in total',
    Array.from({ length: 3 }, (_, i) => `${i};`.repeat(50_000)),
    { split: ';' },
    'values of over 262144 bytes in total',
  ],
  ['half of a character', '["\\ud800"]', { json: true }, 'a value that is not well-formed Unicode'],
])('limits with %s', (_, groups, groupFormat, problem) => {
  const result = parseGroups(groups, { groupFormat });
  expect('problem' in result ? result.problem : undefined).toBe(problem);
});

test.each([
  ['opening brackets', '['.repeat(260_000)],
  ['quotation marks in brackets', `[${'"'.repeat(200_000)}]`],
  ['spaces before a common name', `CN=${' '.repeat(250_000)}x`],
  ['backslashes in a common name', `CN=${'\\'.repeat(1000)}`],
])('the end of the longest value of %s is reached', (_, value) => {
  const { state } = parseGroups(Array(200).fill(value), {
    groupFormat: { json: true, split: ';', dn: 'cn' },
  });
  expect(['present', 'malformed']).toContain(state);
});
