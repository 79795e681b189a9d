import { setTimeout as sleep } from 'node:timers/promises';
import { entities, type Provisioning } from 'passport-jit';
import { openHarness, type Harness } from './support/harness/harness';

let harness: Harness;
let failures: [unknown, string][];
let jit: Provisioning;
beforeEach(async () => {
  harness = await openHarness();
  failures = [];
  jit = harness.reconfigured({ onListenerError: (error, event) => failures.push([error, event]) });
});
afterEach(() => harness.close());

const signIn = (of: Provisioning = jit) =>
  of.provision(
    {
      protocol: 'oidc',
      issuer: 'https://idp.example.com',
      subject: 'ada',
      attributes: { groups: ['Everyone'] },
    },
    { provider: 'okta' },
  );

test('a listener is told when everything is written, with all there is to know', async () => {
  const emitted = new Promise((resolve, reject) => {
    jit.on('created', (event) => {
      harness.dataSource.manager
        .count(entities.AuditEvent)
        .then((lines) => resolve({ lines, event }), reject);
    });
  });
  const { user, changes } = await signIn();
  expect(await emitted).toEqual({
    lines: 1,
    event: { tenant: 'default', provider: 'okta', subject: 'ada', user, changes },
  });
});

test('a listener that throws or rejects changes nothing, keeps no other from its turn, and is reported', async () => {
  const error = new Error('mail server down');
  let others = 0;
  jit.on('created', () => {
    throw error;
  });
  jit.on('created', () => Promise.reject(error));
  jit.on('created', () => void (others += 1));
  expect(await signIn()).toMatchObject({ outcome: 'created' });
  await waitUntil(() => others === 1 && failures.length === 2);
  expect(failures).toEqual([
    [error, 'created'],
    [error, 'created'],
  ]);
  expect(await signIn()).toMatchObject({ outcome: 'unchanged' });
});

test('a slow listener does not delay a sign-in, whether it waits or computes', async () => {
  jit.on('created', () => sleep(2000, undefined, { ref: false }));
  let worked = false;
  jit.on('created', () => {
    const until = Date.now() + 100;
    while (Date.now() < until);
    worked = true;
  });
  await signIn();
  expect(worked).toBe(false);
});

test('a listener may sign in a user itself', async () => {
  const again = new Promise((resolve) => jit.on('created', () => resolve(signIn())));
  await signIn();
  expect(await again).toMatchObject({ outcome: 'unchanged' });
});

test('a teller of failures that fails ends as a warning, not as the end of the process', async () => {
  const warnings: string[] = [];
  const warn = jest
    .spyOn(process, 'emitWarning')
    .mockImplementation((text) => void warnings.push(String(text)));
  const bare = harness.reconfigured({ onListenerError: undefined });
  const broken = harness.reconfigured({
    onListenerError: () => {
      throw new Error('no log');
    },
  });
  for (const each of [bare, broken]) each.on('created', () => Promise.reject(new Error('mail server down')));
  await signIn(bare);
  await harness.dataSource.query('DELETE FROM jit_users');
  await signIn(broken);
  await waitUntil(() => warnings.length === 2);
  warn.mockRestore();
  expect(warnings).toEqual([
    expect.stringContaining('a listener of "created" failed: Error: mail server down'),
    expect.stringContaining('onListenerError failed: Error: no log'),
  ]);
});

test('a listener that was taken back hears nothing', async () => {
  const calls: string[] = [];
  const stop = jit.on('created', () => void calls.push('created'));
  const stopLater = jit.on('unchanged', () => void calls.push('unchanged'));
  stop();
  await signIn();
  await signIn();
  await waitUntil(() => calls.length === 1);
  stopLater();
  await signIn();
  await sleep(20);
  expect(calls).toEqual(['unchanged']);
});

test('a listener of an unknown event is refused: an alarm would stay silent', () => {
  const misspelled = {
    code: 'options_invalid',
    message: expect.stringContaining('did you mean "removalsHeld"?'),
  };
  expect(() => jit.on('removalsHelt' as never, () => undefined)).toThrow(expect.objectContaining(misspelled));
  const noFunction = { code: 'options_invalid', message: expect.stringContaining('must be a function') };
  expect(() => jit.on('removalsHeld', undefined as never)).toThrow(expect.objectContaining(noFunction));
});

/** Listeners run in their own time, which a busy machine makes longer. */
async function waitUntil(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(10);
}
