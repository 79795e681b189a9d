import { claimsFrom } from '../support/fixtures/claims';

const list = (length: number) => Array.from({ length }, (_, i) => `group ${i}`);

/** 256 different names of 1,024 bytes: exactly 262,144 bytes. */
const largest = (character: string) =>
  Array.from({ length: 256 }, (_, i) => {
    const end = String(i).padStart(4, '0');
    return character.repeat(1020 / Buffer.byteLength(character)) + end;
  });

test.each([
  ['a number', 7, 'a value that is a number'],
  ['a boolean', true, 'a value that is a boolean'],
  ['an object', { Everyone: true }, 'a value that is an object'],
  ['an element with children', { Group: [{ _: 'Everyone' }] }, 'a value that is an object'],
  ['a list with a number', ['Everyone', 7], 'a value that is a number'],
  ['a list with null', ['Everyone', null], 'a value that is null'],
  ['a nested list', [['Everyone']], 'a value that is a list within the list'],
  ['a list of 10,001 groups', list(10_001), '10001 values, over 10000'],
  ['a value of 1,025 characters', ['Everyone', 'x'.repeat(1025)], 'a value of over 1024 characters'],
  ['a value of 1,025 emoji', '🚒'.repeat(1025), 'a value of over 1024 characters'],
  ['a value of 1 MB', 'x'.repeat(1_000_000), 'a value of over 1024 characters'],
  ['262,145 bytes in total', [...largest('x'), 'y'], 'values of over 262144 bytes in total'],
  ['262,145 bytes of emoji in total', [...largest('🚒'), 'y'], 'values of over 262144 bytes in total'],
  ['the same value 257 times', Array(257).fill('x'.repeat(1024)), 'values of over 262144 bytes in total'],
  ['half a character', ['Everyone', '\ud83d'], 'a value that is not well-formed Unicode'],
  ['a value with NUL', 'Every\0one', 'a value that is not well-formed Unicode'],
])('groups are malformed when the attribute is %s', (_, groups, problem) => {
  expect(claimsFrom({ groups }).groups).toEqual({ state: 'malformed', problem });
});

test.each([
  ['10,000 groups', list(10_000)],
  ['a value of 1,024 characters', ['x'.repeat(1024)]],
  ['a value of 1,024 emoji', ['🚒'.repeat(1024)]],
  ['262,144 bytes in total', largest('x')],
  ['262,144 bytes of emoji in total', largest('🚒')],
  ['a value with a line break', ['Every\none']],
])('groups are present when the attribute has %s', (_, groups) => {
  expect(claimsFrom({ groups }).groups).toEqual({ state: 'present', names: groups });
});
