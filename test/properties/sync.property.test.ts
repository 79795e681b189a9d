import fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { openDatabase } from '../support/harness/harness';
import { scenario, policy } from '../support/generators/scenario';
import { DatabaseSystem, createInstances, type Instances } from '../support/models/database-system';
import { runScenario, type SystemUnderTest } from '../support/models/run-scenario';
import { PlannerSystem } from '../support/models/planner-system';

/**
 * People sign in with random groups under random settings, and are given things by hand in between. After each sign-in
 * everybody has exactly what the specification says, which an oracle works out in the plainest way; there is always an
 * owner, no grant is without a reason, and the same sign-in again changes nothing.
 */
describe('every history ends as the specification says', () => {
  test('by the planner alone', async () => {
    await check({ runs: 5000, minimum: 2000, seconds: 25 }, () => new PlannerSystem());
  }, 120_000);

  describe('on a database', () => {
    let dataSource: DataSource;
    let instances: Instances;
    beforeAll(async () => {
      dataSource = await openDatabase();
      instances = createInstances(dataSource);
    });
    afterAll(() => dataSource.destroy());

    test('by the whole library', async () => {
      let tenants = 0;
      await check({ runs: 120, minimum: 40, seconds: 25 }, () =>
        DatabaseSystem.open(dataSource, instances, `tenant ${tenants++}`),
      );
    }, 120_000);
  });
});

/** On a busy machine fewer histories are lived through, but never fewer than the least. */
async function check(
  { runs, minimum, seconds }: { runs: number; minimum: number; seconds: number },
  open: () => Promise<SystemUnderTest> | SystemUnderTest,
): Promise<void> {
  const end = Date.now() + seconds * 1000;
  let completed = 0;
  const property = fc.asyncProperty(policy, scenario, async (start, steps) => {
    if (Date.now() > end && completed >= minimum) return;
    completed += 1;
    await runScenario(await open(), start, steps);
  });
  await fc.assert(property, { numRuns: runs });
}
