import fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { openDatabase } from '../support/harness';
import { history, policy } from './support/arbitraries';
import { DatabaseWorld, instancesOn, type Instances } from './support/database-world';
import { live, type World } from './support/history';
import { PlannerWorld } from './support/planner-world';

/**
 * People sign in with random groups under random settings, and are given things by hand in between. After each sign-in
 * everybody has exactly what the specification says, which an oracle works out in the plainest way; there is always an
 * owner, no grant is without a reason, and the same sign-in again changes nothing.
 */
describe('every history ends as the specification says', () => {
  test('by the planner alone', async () => {
    await check({ runs: 5000, least: 2000, seconds: 25 }, () => new PlannerWorld());
  }, 120_000);

  describe('on a database', () => {
    let dataSource: DataSource;
    let instances: Instances;
    beforeAll(async () => {
      dataSource = await openDatabase();
      instances = instancesOn(dataSource);
    });
    afterAll(() => dataSource.destroy());

    test('by the whole library', async () => {
      let tenants = 0;
      await check({ runs: 120, least: 40, seconds: 25 }, () =>
        DatabaseWorld.open(dataSource, instances, `tenant ${tenants++}`),
      );
    }, 120_000);
  });
});

/** On a busy machine fewer histories are lived through, but never fewer than the least. */
async function check(
  { runs, least, seconds }: { runs: number; least: number; seconds: number },
  open: () => Promise<World> | World,
): Promise<void> {
  const end = Date.now() + seconds * 1000;
  let lived = 0;
  const property = fc.asyncProperty(policy, history, async (start, steps) => {
    if (Date.now() > end && lived >= least) return;
    lived += 1;
    await live(await open(), start, steps);
  });
  await fc.assert(property, { numRuns: runs });
}
