import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { publish, type DiagnosticMessages } from '../src/diagnostics';
import { openHarness, type Harness } from './support/harness/harness';

type Name = keyof DiagnosticMessages;

const NAMES = Object.keys({
  attempt: true,
  retry: true,
  batch: true,
  'cache-miss': true,
  lock: true,
  wait: true,
  'removals-held': true,
  'hook-failed': true,
} satisfies Record<Name, true>) as Name[];

let messages: { name: string; message: unknown }[];
const collect = (message: unknown, name: string | symbol) => messages.push({ name: String(name), message });

beforeEach(() => {
  messages = [];
  for (const name of NAMES) subscribe(`passport-jit:${name}`, collect);
});
afterEach(() => {
  for (const name of NAMES) unsubscribe(`passport-jit:${name}`, collect);
});

const of = (name: Name) =>
  messages.filter((each) => each.name === `passport-jit:${name}`).map(({ message }) => message);

describe('the channels of a sign-in', () => {
  let harness: Harness;
  afterEach(() => harness.close());

  test('each attempt is published, and the lock of a removal', async () => {
    harness = await openHarness();
    await harness.signIn('root', ['Administrators']);
    await harness.signIn('ada', ['Managers']);
    messages = [];
    await harness.signIn('ada', []);
    expect(of('attempt')).toEqual([{ tenant: 'default', provider: 'okta', attempt: 1 }]);
    expect(of('lock')).toEqual([{ tenant: 'default', waitedMs: expect.any(Number) as number }]);
  });

  test('a mass removal and a hook that fails are published, without texts of the app', async () => {
    harness = await openHarness({
      removalSafeguard: { maxUsers: 0, maxShare: 0 },
      onListenerError: () => undefined,
    });
    await harness.signIn('root', ['Administrators']);
    await harness.signIn('ada', ['Managers']);
    harness.jit.on('removalsHeld', () => {
      throw new TypeError('Bearer secret');
    });
    await harness.signIn('ada', []);
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    expect(of('removals-held')).toEqual([{ tenant: 'default' }]);
    expect(of('hook-failed')).toEqual([{ hook: 'removalsHeld', error: 'TypeError' }]);
  });

  test('no message has a group, a subject or an address', async () => {
    harness = await openHarness();
    await harness.signIn('secret-subject', ['Managers', 'secret-group']);
    await harness.signIn('secret-subject', ['secret-group']);
    expect(messages.length).toBeGreaterThan(1);
    expect(JSON.stringify(messages)).not.toMatch(/secret|@/);
  });
});

test('a message without a subscriber is not built', () => {
  unsubscribe('passport-jit:batch', collect);
  const message = jest.fn(() => ({ tenant: 'default', size: 2 }));
  publish('batch', message);
  expect(message).not.toHaveBeenCalled();
});
