import { RememberedDirectories } from '../../src/store/remembered-directories';

const namesFrom = (first: number, count: number) =>
  Array.from({ length: count }, (_, i) => `team ${first + i}`);

function learn(remembered: RememberedDirectories, tenant: string, teams: string[]) {
  const seen = new Map(
    teams.map((name) => [name, { id: `${tenant}/${name}`, caseGroups: new Map<string, string>() }]),
  );
  remembered.learn(tenant, { teams: new Set(teams), caseGroups: [] }, seen);
}

test('however many tenants there are, and however their teams become known, there is an end to what is kept', () => {
  const remembered = new RememberedDirectories();
  for (let tenant = 0; tenant < 200; tenant++) {
    for (let first = 0; first < 1000; first += 100) learn(remembered, `t${tenant}`, namesFrom(first, 100));
  }
  expect(remembered.size).toBeLessThanOrEqual(50_000);
  const recall = (tenant: string) =>
    remembered.recall(tenant, { teams: new Set(namesFrom(0, 1000)), caseGroups: [] });
  expect(recall('t199')?.size).toBe(1000);
  expect(recall('t0')).toBeUndefined();
});

test('a tenant with more than that is not kept at all', () => {
  const remembered = new RememberedDirectories();
  learn(remembered, 'huge', namesFrom(0, 60_000));
  expect(remembered.size).toBe(0);
});
