import { readGroups, type GroupReading } from '../../src/identity/groups';
import type { GroupAttribute } from '../../src/identity/group-source';
import { fromJson } from '../support/fixtures/claims';
import { identity } from '../support/fixtures/identity';

function groupsIn(attributes: Record<string, unknown>, source: GroupAttribute, reading?: GroupReading) {
  return readGroups(identity('ada', undefined, { attributes }), source, reading);
}

const present = (...names: string[]) => ({ state: 'present', names });

test.each<[what: string, attributes: Record<string, unknown>, pointer: string, groups: object]>([
  ['a list', { realm_access: { roles: ['a', 'b'] } }, '/realm_access/roles', present('a', 'b')],
  ['one value', { realm_access: { roles: 'a' } }, '/realm_access/roles', present('a')],
  ['the keys of an object', { roles: { admin: { 1: 'x' }, user: {} } }, '/roles', present('admin', 'user')],
  ['a key __proto__', { roles: fromJson('{"__proto__":1}') }, '/roles', present('__proto__')],
  ['a field of each item', { teams: [{ name: 'a' }, { name: 'b' }] }, '/teams/*/name', present('a', 'b')],
  [
    'the lists of each item',
    { orgs: [{ r: ['a'] }, { r: ['b', 'c'] }] },
    '/orgs/*/r',
    present('a', 'b', 'c'),
  ],
  ['the keys of each item', { orgs: [{ a: 1 }, { b: 1 }] }, '/orgs/*', present('a', 'b')],
  ['some of the items', { teams: [{ name: 'a' }, { id: 1 }] }, '/teams/*/name', present('a')],
  ['one item', { teams: [{ name: 'a' }, { name: 'b' }] }, '/teams/1/name', present('b')],
  ['names with / and ~', { 'https://x/~y': { 'a/b': ['g'] } }, '/https:~1~1x~1~0y/a~1b', present('g')],
  ['a name of nothing', { '': ['g'] }, '/', present('g')],
  ['a key * of an object', { roles: { '*': ['g'] } }, '/roles/*', present('g')],
  ['an empty list', { realm_access: { roles: [] } }, '/realm_access/roles', { state: 'empty' }],
  ['an empty object', { roles: {} }, '/roles', { state: 'empty' }],
  ['null', { realm_access: { roles: null } }, '/realm_access/roles', { state: 'empty' }],
  ['no items', { teams: [] }, '/teams/*/name', { state: 'empty' }],
  ['no claim', {}, '/realm_access/roles', { state: 'absent' }],
  ['no such key', { realm_access: {} }, '/realm_access/roles', { state: 'absent' }],
  ['an inherited key', { realm_access: {} }, '/realm_access/constructor', { state: 'absent' }],
  ['null on the way', { realm_access: null }, '/realm_access/roles', { state: 'absent' }],
  ['items without the field', { teams: [{ id: 1 }] }, '/teams/*/name', { state: 'absent' }],
  ['an index beyond the end', { teams: ['a'] }, '/teams/1', { state: 'absent' }],
])('a pointer finds %s', (_, attributes, pointer, groups) => {
  expect(groupsIn(attributes, pointer)).toEqual(groups);
});

test.each<[what: string, attributes: Record<string, unknown>, pointer: string]>([
  ['text on the way', { realm_access: 'roles' }, '/realm_access/roles'],
  ['a list where it names a key', { teams: [{ name: 'a' }] }, '/teams/name'],
  ['an object where it expects a list', { teams: { name: 'a' } }, '/teams/*/name'],
  ['one value where it expects a list', { teams: 'a' }, '/teams/*'],
  ['an index with leading zeros', { teams: ['a', 'b'] }, '/teams/01'],
  ['objects at its end', { teams: [{ name: 'a' }] }, '/teams'],
  ['numbers at its end', { roles: [1] }, '/roles'],
])('with %s, a pointer yields malformed groups', (_, attributes, pointer) => {
  expect(groupsIn(attributes, pointer)).toEqual({ state: 'malformed', problem: expect.any(String) });
});

test('a name is compared with whole names of attributes only', () => {
  expect(groupsIn({ realm_access: { roles: ['a'] } }, 'realm_access.roles')).toEqual({ state: 'absent' });
  expect(groupsIn({ 'realm_access.roles': ['a'] }, 'realm_access.roles')).toEqual(present('a'));
  expect(groupsIn({ roles: { admin: 1 } }, 'roles')).toMatchObject({ state: 'malformed' });
});

test.each<[what: string, attributes: Record<string, unknown>, groups: object]>([
  ['both', { groups: ['a', 'b'], roles: ['b', 'c'] }, present('a', 'b', 'c')],
  ['one and an empty one', { groups: ['a'], roles: [] }, present('a')],
  ['one', { groups: ['a'] }, { ...present('a'), missing: ['roles'] }],
  ['empty ones', { groups: [], roles: '' }, { state: 'empty' }],
  ['an empty one', { roles: [] }, { state: 'empty', missing: ['groups'] }],
  ['neither', {}, { state: 'absent' }],
  [
    'one and a malformed one',
    { groups: ['a'], roles: 7 },
    { state: 'malformed', problem: '"roles": a value that is a number' },
  ],
  ['one and an overage', { roles: ['a'], hasgroups: true }, { state: 'overage', names: ['a'] }],
  ['an overage', { _claim_names: { groups: 'src1' } }, { state: 'overage' }],
  [
    'an overage and a malformed one',
    { roles: 7, hasgroups: true },
    { state: 'malformed', problem: '"roles": a value that is a number' },
  ],
])('of two sources, %s came', (_, attributes, groups) => {
  expect(groupsIn(attributes, ['groups', 'roles'])).toEqual(groups);
});

test('an overage of the claim that a pointer begins in is one', () => {
  expect(groupsIn({ _claim_names: { realm_access: 'src1' } }, '/realm_access/roles')).toEqual({
    state: 'overage',
  });
});

const names = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}${i}`);

test('the limits hold for all sources together', () => {
  const tooMany = { a: names('a', 6000), b: names('b', 6000) };
  expect(groupsIn(tooMany, ['a', 'b'])).toEqual({ state: 'malformed', problem: '12000 values, over 10000' });
  const tooLarge = { a: names('x'.repeat(900), 200), b: names('y'.repeat(900), 200) };
  expect(groupsIn(tooLarge, 'a')).toMatchObject({ state: 'present' });
  expect(groupsIn(tooLarge, ['a', 'b'])).toMatchObject({ state: 'malformed' });
});
