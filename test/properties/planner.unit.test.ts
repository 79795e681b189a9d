import { checkScenarios } from '../support/models/check-scenarios';
import { PlannerSystem } from '../support/models/planner-system';

/** The same histories as in sync.property.test.ts, without a database, so that there can be many more of them. */
test('after any history of sign-ins, the planner agrees with the oracle', async () => {
  await checkScenarios({ runs: 5000, minimum: 2000, seconds: 25 }, () => new PlannerSystem());
});
