import { groupsFromMicrosoftGraph } from 'passport-jit';
import { openHarness, type Harness } from '../support/harness/harness';
import { syncSettings } from '../support/harness/grants';
import {
  CREDENTIALS,
  graphError,
  objectId,
  sendGroups,
  startMicrosoft,
} from '../support/identity-providers/microsoft';

let harness: Harness;
beforeEach(async () => {
  harness = await openHarness();
});
afterEach(() => harness.close());

const settings = syncSettings({
  enhancedSync: true,
  mapping: {
    mappings: [{ group_name: objectId('Managers'), team_name: 'Incident Response', role_name: 'EDITOR' }],
  },
});

test('a user in too many groups of Entra ID gets the grants of the groups that Microsoft Graph returns', async () => {
  const microsoft = await startMicrosoft({ graph: [sendGroups('Managers', 'Everyone')] });
  const resolveGroups = groupsFromMicrosoftGraph({ ...CREDENTIALS, cloud: microsoft.cloud });
  const jit = harness.reconfigured({ settings, resolveGroups });
  const outcome = await jit.provision(microsoft.identity, { provider: 'entra' });
  expect(outcome).toMatchObject({ outcome: 'created', user: { groupsState: 'overage' } });
  expect(await harness.grants('ada')).toEqual(['Incident Response: EDITOR']);
});

test('while Microsoft Graph throttles, the grants stay, and the audit log has no details', async () => {
  const throttle = graphError(429, 'TooManyRequests', { 'retry-after': '120' });
  const microsoft = await startMicrosoft({ graph: [sendGroups('Managers'), throttle] });
  const resolveGroups = groupsFromMicrosoftGraph({ ...CREDENTIALS, cloud: microsoft.cloud });
  const onListenerError = jest.fn();
  const jit = harness.reconfigured({ settings, resolveGroups, onListenerError });
  await jit.provision(microsoft.identity, { provider: 'entra' });
  const outcome = await jit.provision(microsoft.identity, { provider: 'entra' });
  const note = { kind: 'groupsKept', state: 'overage', problem: 'resolveGroups failed' };
  expect(outcome).toMatchObject({ outcome: 'unchanged', notes: [note] });
  expect(await harness.grants('ada')).toEqual(['Incident Response: EDITOR']);
  expect(onListenerError).toHaveBeenCalledWith(expect.objectContaining({}), 'resolveGroups');
});
