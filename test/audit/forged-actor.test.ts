import type { Provisioning } from 'passport-jit';
import { openHarness, type Harness } from '../support/harness/harness';

let harness: Harness;
let userId: string;
beforeAll(async () => {
  harness = await openHarness({ settings: undefined });
  const { jit } = harness;
  await jit.settings.update({ justInTime: true }, { version: 0, actor: 'ada' });
  userId = (await harness.signIn('ada', [])).user!.id;
});
afterAll(() => harness.close());

const actor = 'provider:okta';
const reason = 'forged';
const email = 'bo@example.com';

test.each<[string, (jit: Provisioning) => Promise<unknown>]>([
  ['settings.update', (jit) => jit.settings.update({ justInTime: false }, { version: 1, actor })],
  ['settings.rollback', (jit) => jit.settings.rollback({ version: 0, expectedVersion: 1, actor })],
  ['invite', (jit) => jit.invite({ email, actor })],
  ['revokeInvitation', (jit) => jit.revokeInvitation({ email, actor })],
  ['releaseHeldRemovals', (jit) => jit.releaseHeldRemovals({ actor })],
  ['endSessions', (jit) => jit.endSessions({ userId, actor, reason })],
  ['deactivate', (jit) => jit.deactivate({ userId, actor })],
  ['activate', (jit) => jit.activate({ userId, actor })],
])('%s refuses an actor that looks like a provider, and changes nothing', async (_, call) => {
  const before = await harness.audit();
  const faults = [expect.objectContaining({ path: 'actor', code: 'invalid_value' })];
  await expect(call(harness.jit)).rejects.toMatchObject({ faults });
  expect(await harness.audit()).toEqual(before);
});
