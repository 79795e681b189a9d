import { claimPaths } from '../../src/identity/claim-paths';
import { readGroups } from '../../src/identity/groups';
import { fromJson } from '../support/fixtures/claims';
import { identity } from '../support/fixtures/identity';

test.each<[what: string, attributes: Record<string, unknown>, paths: string[]]>([
  ['names', { groups: ['a'], email: 'a@x', 'https://x/roles': [] }, ['groups', 'email', 'https://x/roles']],
  ['a name that starts with /', { '/a': ['x'], '': 'y' }, ['/~1a', '/']],
  ['Keycloak', { realm_access: { roles: ['a'] } }, ['/realm_access', '/realm_access/roles']],
  [
    'Zitadel, without the organizations',
    { roles: { admin: { '2810': 'acme.example' } } },
    ['/roles', '/roles/admin'],
  ],
  [
    'cidaas',
    { groups: [{ groupId: 'a', path: ['b'] }, { name: 'c' }] },
    ['/groups/*/groupId', '/groups/*/path', '/groups/*/name'],
  ],
  ['no numbers, flags or nothing', { exp: 1, email_verified: true, x: null, y: undefined }, []],
  ['a claim __proto__', fromJson('{"__proto__":{"roles":["a"]}}'), ['/__proto__', '/__proto__/roles']],
])('paths of %s', (_, attributes, paths) => {
  expect(claimPaths(attributes)).toEqual(paths);
});

test('what is listed can be read', () => {
  const attributes = { a: 'x', 'b/c': { 'd~': ['y'] }, e: [{ f: 'z' }], g: { h: {} } };
  for (const path of claimPaths(attributes)) {
    const { state } = readGroups(identity('ada', undefined, { attributes }), path);
    expect([path, state]).toEqual([path, expect.stringMatching(/present|empty/)]);
  }
});

test('there are at most 200, none of them long or deep', () => {
  const many = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`claim ${i}`, 'x']));
  expect(claimPaths(many).length).toBeLessThanOrEqual(200);
  const wide = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`c${i}`, many]));
  expect(claimPaths(wide)).toHaveLength(200);
  expect(claimPaths({ ['x'.repeat(256)]: 'a', ['\ud800']: 'a' })).toEqual([]);
  let deep: unknown = ['x'];
  for (let i = 0; i < 10_000; i++) deep = { a: deep };
  expect(claimPaths({ a: deep })).toEqual(['/a', '/a/a', '/a/a/a']);
  let list: unknown = { a: 'x' };
  for (let i = 0; i < 10_000; i++) list = [list];
  expect(claimPaths({ list })).toEqual([]);
});
