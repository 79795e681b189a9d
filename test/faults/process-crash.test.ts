import { violations } from '../support/assertions/invariants';
import { startWorker } from '../support/processes/worker-pool';
import { environments, type Environment } from '../support/environments/fault-injection';
import { withSeededRandom } from '../support/generators/seeded-random';
import { createRandomLoad, waitUntilHalfway } from '../support/generators/random-load';

/*
 * A process of the app is killed in the middle of its sign-ins, many times over. What it had not finished must not be
 * there, in any part, and must not block any later sign-in.
 */
const KILLS: Record<keyof typeof environments, number> = {
  PostgreSQL: 40,
  'SQLite with a rollback journal': 16,
  'SQLite with a write-ahead log': 16,
};

describe.each(Object.keys(environments) as (keyof typeof environments)[])('on %s', (name) => {
  let environment: Environment;
  beforeAll(async () => {
    environment = await environments[name]();
  });
  afterAll(() => environment.close());

  test(
    `a process that is killed ${KILLS[name]} times leaves nothing half-done`,
    () =>
      withSeededRandom(async (random) => {
        let next = startWorker();
        try {
          for (let kills = 0, round = 1; kills < KILLS[name]; round += 1) {
            const worker = await next;
            next = startWorker();
            const load = await createRandomLoad(environment.dataSource, `round ${round}`, random);
            const finished = worker.run(environment.options, load).then(
              () => 'over',
              () => 'killed',
            );
            await Promise.race([waitUntilHalfway(load, environment.dataSource, random), finished]);
            await worker.kill();
            // Only a process that still had something to do counts.
            if ((await finished) === 'killed') kills += 1;
            await environment.waitUntilIdle();
            expect(await violations(environment.dataSource, load.tenant)).toEqual([]);
          }
        } finally {
          await (await next).stop();
        }
      }),
    600_000,
  );
});
