import { TeamIdCache } from '../../src/store/team-id-cache';

const namesFrom = (first: number, count: number) =>
  Array.from({ length: count }, (_, i) => `team ${first + i}`);

function cacheTeams(cache: TeamIdCache, tenant: string, teams: string[]) {
  const seen = new Map(
    teams.map((name) => [name, { id: `${tenant}/${name}`, caseGroups: new Map<string, string>() }]),
  );
  cache.set(tenant, { teams: new Set(teams), caseGroups: [] }, seen);
}

test('the cache is bounded, however many tenants and teams there are', () => {
  const cache = new TeamIdCache();
  for (let tenant = 0; tenant < 200; tenant++) {
    for (let first = 0; first < 1000; first += 100) cacheTeams(cache, `t${tenant}`, namesFrom(first, 100));
  }
  expect(cache.size).toBeLessThanOrEqual(50_000);
  const cached = (tenant: string) =>
    cache.get(tenant, { teams: new Set(namesFrom(0, 1000)), caseGroups: [] });
  expect(cached('t199')?.size).toBe(1000);
  expect(cached('t0')).toBeUndefined();
});

test('a tenant with more than that is not kept at all', () => {
  const cache = new TeamIdCache();
  cacheTeams(cache, 'huge', namesFrom(0, 60_000));
  expect(cache.size).toBe(0);
});
