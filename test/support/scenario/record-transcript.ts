import { administer, endSessions, guardWrites } from './access-steps';
import { holdRemovals, invite, sync } from './provisioning-steps';
import { Scenario, type Setup } from './scenario';

const STEPS = { invite, sync, guardWrites, holdRemovals, endSessions, administer };

/** Runs the whole scenario in a setup. @returns what happened, line by line */
export async function recordTranscript(setup: Setup): Promise<string[]> {
  const scenario = await Scenario.start(setup);
  for (const [name, step] of Object.entries(STEPS)) {
    scenario.transcript.add(`--- ${name}`);
    await step(scenario);
    // A replica that lags behind is not empty from here on.
    if (step === invite) await scenario.catchUp();
  }
  jest.useRealTimers();
  return scenario.transcript.lines;
}
