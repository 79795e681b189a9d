import type { DataSource } from 'typeorm';
import { openDatabase } from '../support/harness/harness';
import { checkScenarios } from '../support/models/check-scenarios';
import { createInstances, DatabaseSystem, type Instances } from '../support/models/database-system';

let dataSource: DataSource;
let instances: Instances;
beforeAll(async () => {
  dataSource = await openDatabase();
  instances = createInstances(dataSource);
});
afterAll(() => dataSource.destroy());

/**
 * Users sign in with random groups under random settings, and are granted things manually in between. After each sign-in
 * every user has exactly what the specification says, which an oracle works out in the plainest way; there is always an
 * owner, every grant has a reason, and the same sign-in again changes nothing.
 */
test('after any history of sign-ins, the database equals the oracle', async () => {
  let tenants = 0;
  await checkScenarios({ runs: 120, minimum: 40, seconds: 25 }, () =>
    DatabaseSystem.open(dataSource, instances, `tenant ${tenants++}`),
  );
});
