import { duplicateKeyFaults } from '../../src/validation/duplicate-keys';
import { runAtOnce } from '../../src/validation/time-slice';

const paths = (json: string) => runAtOnce(duplicateKeyFaults(json)).map(({ path }) => path);

test.each([
  ['{"a":1,"a":2}', ['a']],
  ['{"a":1,"\\u0061":2,"a":3}', ['a', 'a']],
  ['{"a":{"b":[0,{"c":1,"d":"c","c":2}]},"a":[]}', ['a.b[1].c', 'a']],
  ['{"__proto__":1,"__proto__":2}', ['__proto__']],
  ['[[],{},{"a":{}},{"a":[1,2],"b":["a","a",{"a":"a"}]}]', []],
  ['{"a":"\\"a\\":{","b":",\\\\"}', []],
  ['{"a":["b",1,"b"],"b":"a","c":true,"d":null}', []],
  ['"a"', []],
])('finds the duplicate keys of %s', (json, expected) => {
  expect(paths(json)).toEqual(expected);
});

test('a body that is all duplicates or all brackets yields few faults with short paths', () => {
  expect(paths(`{${'"a":1,'.repeat(1000)}"a":1}`)).toHaveLength(100);
  const deep = `${'['.repeat(100_000)}{"a":1,"a":2}${']'.repeat(100_000)}`;
  expect(paths(deep)).toEqual(['[0]'.repeat(20)]);
});
