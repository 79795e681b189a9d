import { RecentClaims } from '../../src/store/recent-claims';

const OKTA = { tenant: 'acme', provider: 'okta' };

test('the paths of several sign-ins are listed for each provider of the tenant', () => {
  const claims = new RecentClaims();
  claims.add(OKTA, { groups: ['a'] }, 0);
  claims.add(OKTA, { realm_access: { roles: ['a'] } }, 1000);
  claims.add({ tenant: 'acme', provider: 'entra' }, { roles: [] }, 0);
  claims.add({ tenant: 'globex', provider: 'okta' }, { secret: 'x' }, 0);
  expect(claims.list('acme')).toEqual([
    { provider: 'entra', paths: ['roles'] },
    { provider: 'okta', paths: ['/realm_access', '/realm_access/roles', 'groups'] },
  ]);
  expect(claims.list('initech')).toEqual([]);
});

test('ten sign-ins a second of a provider are looked at', () => {
  const claims = new RecentClaims();
  claims.add(OKTA, { a: 'x' }, 0);
  claims.add(OKTA, { b: 'x' }, 99);
  claims.add(OKTA, { c: 'x' }, 100);
  expect(claims.list('acme')).toEqual([{ provider: 'okta', paths: ['a', 'c'] }]);
});

test('a provider that invents claims drops its own oldest paths, and those of no other', () => {
  const claims = new RecentClaims();
  claims.add({ tenant: 'globex', provider: 'okta' }, { groups: [] }, 0);
  for (let i = 0; i < 1000; i++) claims.add(OKTA, { [`${i}`.padEnd(200, 'x')]: 'a' }, i * 1000);
  const [okta] = claims.list('acme');
  expect(okta!.paths).toHaveLength(100);
  expect(okta!.paths.every((path) => path.startsWith('9'))).toBe(true);
  expect(claims.list('globex')).toEqual([{ provider: 'okta', paths: ['groups'] }]);
});
