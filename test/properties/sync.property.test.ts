import fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { openDatabase } from '../support/harness';
import { history, policy } from './support/arbitraries';
import { DatabaseWorld, instancesOn, type Instances } from './support/database-world';
import { live } from './support/history';
import { PlannerWorld } from './support/planner-world';

/**
 * People sign in with random groups under random settings, and are given things by hand in between. After each sign-in
 * everybody has exactly what the specification says, which an oracle works out in the plainest way; there is always an
 * owner, no grant is without a reason, and the same sign-in again changes nothing.
 */
describe('every history ends as the specification says', () => {
  test('by the planner alone', async () => {
    const property = fc.asyncProperty(policy, history, (start, steps) =>
      live(new PlannerWorld(), start, steps),
    );
    await fc.assert(property, { numRuns: 5000 });
  }, 60_000);

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
      const property = fc.asyncProperty(policy, history, async (start, steps) => {
        const world = await DatabaseWorld.open(dataSource, instances, `tenant ${tenants++}`);
        await live(world, start, steps);
      });
      await fc.assert(property, { numRuns: 120 });
    }, 120_000);
  });
});
