import { JsonSyntaxError, parseJson } from '../../src/validation/parse-json';
import { runAtOnce } from '../../src/validation/time-slice';

const parse = (json: string, maxValues = 1_000_000) => runAtOnce(parseJson(json, maxValues));
const duplicates = (json: string) => parse(json).duplicateKeys.map(({ path }) => path);

test.each([
  ...['{}', '[]', '""', '0', '-0', '-1.5e+3', '1E400', 'true', 'false', 'null', ' \t\r\n{ } \n'],
  ...['[[],{},[{}]]', '[1,"a",null,{"a":[]}]', '{"a":{"b":[0,{"c":1}]},"":"x"}', ' [ 1 , 2 ] '],
  ...['"\\"a\\\\"', '"\\\\\\""', '"\\u00e9\\ud83d\\ude00\\n"', '"é😀"', '{"\\u0061":"\\""}', '"\\ud800"'],
  '{"__proto__":{"a":1},"constructor":1,"hasOwnProperty":2,"2":1,"1":2}',
])('reads %s as JSON.parse does', (json) => {
  expect(parse(json).value).toStrictEqual(JSON.parse(json));
  expect(parse(json).duplicateKeys).toEqual([]);
});

test.each([
  ...['', ' ', '{', '[', '[1', '[1,', '[1,]', '{"a"', '{"a":', '{"a":1', '{"a":1,', '{"a":1,}', '{,}', '[,]'],
  ...['{"a" 1}', '{a:1}', "{'a':1}", '[1 2]', '{"a":1}x', '[]]', '{]', '[}', '{"a":1]', '"', '"a', '"\\"'],
  ...['"\n"', '"\\x"', '"\\u12"', '01', '1.', '.5', '+1', '-', 'nul', 'tru', 'NaN', 'undefined', '\u00a0[]'],
])('refuses %s, as JSON.parse does', (json) => {
  expect(() => JSON.parse(json) as unknown).toThrow(SyntaxError);
  expect(() => parse(json)).toThrow(JsonSyntaxError);
});

test('says where the text is not valid', () => {
  expect(() => parse('{"a":x}')).toThrow('is not valid JSON at character 6');
  expect(() => parse('{"a":')).toThrow('is not valid JSON: it ends too early');
});

test.each([
  ['{"a":1,"a":2}', ['a']],
  ['{"a":1,"\\u0061":2,"a":3}', ['a', 'a']],
  ['{"a":{"b":[0,{"c":1,"d":"c","c":2}]},"a":[]}', ['a.b[1].c', 'a']],
  ['{"__proto__":1,"__proto__":2}', ['__proto__']],
  ['[[],{},{"a":{}},{"a":[1,2],"b":["a","a",{"a":"a"}]}]', []],
])('finds the duplicate keys of %s', (json, expected) => {
  expect(duplicates(json)).toEqual(expected);
});

test('a body that is all duplicates yields 100 faults, each with a short path', () => {
  expect(duplicates(`{${'"a":1,'.repeat(1000)}"a":1}`)).toHaveLength(100);
  const nested = `${'['.repeat(50)}{"a":1,"a":2}${']'.repeat(50)}`;
  expect(duplicates(nested)).toEqual(['[0]'.repeat(20)]);
});

test('counts values and depth before it has read the rest', () => {
  expect(parse('[{},"a"]', 3).value).toEqual([{}, 'a']);
  expect(() => parse('[{},"a",1', 3)).toThrow('has more than 3 values');
  expect(() => parse('['.repeat(100_000))).toThrow('is nested over 100 deep');
});

test('yields in proportion to the number of values', () => {
  const steps = parseJson(`[${'1,'.repeat(10_000)}1]`, 20_000);
  let count = 0;
  while (steps.next().done !== true) count += 1;
  expect(count).toBe(40);
});
