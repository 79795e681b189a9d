import fc from 'fast-check';
import { policy, scenario } from '../generators/scenario';
import { runScenario, type SystemUnderTest } from './run-scenario';

/** Runs random scenarios: fewer of them on a busy machine, but never fewer than the minimum. */
export async function checkScenarios(
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
