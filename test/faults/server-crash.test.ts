import { violations } from '../support/assertions/invariants';
import { startWorkerPool, type WorkerPool } from '../support/processes/worker-pool';
import { serverEnvironments, type ServerEnvironment } from '../support/environments/fault-injection';
import { withSeededRandom } from '../support/generators/seeded-random';
import { createRandomLoad, waitUntilHalfway } from '../support/generators/random-load';

/*
 * The database server is killed in the middle of sign-ins from two processes, many times over. The processes live on:
 * they are the same from the first round to the last.
 */
const KILLS = 30;

describe.each(Object.keys(serverEnvironments) as (keyof typeof serverEnvironments)[])('on %s', (name) => {
  let environment: ServerEnvironment;
  let workers: WorkerPool;
  beforeAll(async () => {
    [environment, workers] = await Promise.all([serverEnvironments[name](), startWorkerPool(2)]);
  });
  afterAll(async () => {
    await workers.stop();
    await environment.close();
  });

  test(
    `a server that is killed ${KILLS} times has nothing half-done, and goes on when it is back`,
    () =>
      withSeededRandom(async (random) => {
        for (let kills = 0, round = 1; kills < KILLS; round += 1) {
          const load = await createRandomLoad(environment.dataSource, `round ${round}`, random);
          const finished = workers.run(environment.options, load);
          await Promise.race([waitUntilHalfway(load, environment.dataSource, random), finished]);
          await environment.crash();
          const failed = (await finished).filter(({ outcome }) => outcome === 'error');
          // Only a server that still had something to do counts.
          if (failed.length > 0) kills += 1;
          await environment.restart();
          await environment.waitUntilIdle();
          expect(await violations(environment.dataSource, load.tenant)).toEqual([]);

          const again = await workers.run(environment.options, load);
          expect(again.filter(({ outcome }) => outcome === 'error')).toEqual([]);
          expect(await violations(environment.dataSource, load.tenant)).toEqual([]);
        }
      }),
    120_000,
  );
});
