import { type ProvisioningOptions } from 'passport-jit';
import { identity, openHarness, type Harness } from '../support/harness/harness';
import { loadUser } from '../support/harness/grants';
import { syncSettings } from '../support/harness/grants';

let harness: Harness;
beforeEach(async () => {
  harness = await openHarness();
  await harness.signIn('root', ['Administrators']);
  await harness.signIn('ada', ['Everyone']);
});
afterEach(() => harness.close());

const TOO_MANY = {
  _claim_names: { groups: 'src1' },
  _claim_sources: { src1: { endpoint: 'https://example.com' } },
};
const ada = () => identity('ada', undefined, { attributes: TOO_MANY });

type Resolve = (...args: unknown[]) => unknown;

function signIn(resolveGroups: Resolve | undefined, options: Partial<ProvisioningOptions> = {}) {
  const jit = harness.reconfigured({ resolveGroups: resolveGroups as never, ...options });
  return jit.provision(ada(), { provider: 'okta' });
}

test('resolveGroups returns the groups, and the grants follow', async () => {
  const resolveGroups = jest.fn(() => Promise.resolve(['Managers', 'Managers', 'Phishing']));
  const outcome = await signIn(resolveGroups);
  expect(outcome).toMatchObject({
    outcome: 'synced',
    notes: [],
    user: { groupsState: 'overage', identityProviderGroups: ['Managers', 'Phishing'] },
  });
  expect(await harness.grants('ada')).toEqual([
    'Incident Response/Phishing: EDITOR',
    'Incident Response: EDITOR',
  ]);
  expect(resolveGroups.mock.calls).toEqual([[ada(), { signal: expect.any(AbortSignal) as AbortSignal }]]);
});

test('resolveGroups resolves the groups of a new user, too', async () => {
  const jit = harness.reconfigured({ resolveGroups: () => Promise.resolve(['Everyone']) });
  const newcomer = identity('bo', undefined, { attributes: TOO_MANY });
  expect(await jit.provision(newcomer, { provider: 'okta' })).toMatchObject({
    outcome: 'created',
    user: { groupsState: 'overage', identityProviderGroups: ['Everyone'] },
  });
  expect(await harness.grants('bo')).toEqual(['Incident Response: VIEWER']);
});

test('null leaves the overage as it is, and is no failure', async () => {
  const onListenerError = jest.fn();
  const outcome = await signIn(() => Promise.resolve(null), { onListenerError });
  const note = { kind: 'groupsKept', state: 'overage' };
  expect(outcome).toMatchObject({ outcome: 'unchanged', notes: [note] });
  expect(onListenerError).not.toHaveBeenCalled();
  expect(await harness.grants('ada')).toEqual(['Incident Response: VIEWER']);
});

test('an empty list of resolveGroups means that the user is in no group', async () => {
  expect(await signIn(() => [])).toMatchObject({ outcome: 'synced', user: { identityProviderGroups: [] } });
  expect(await harness.grants('ada')).toEqual([]);
});

const never = () => new Promise<never>(() => undefined);
const failing = [
  ['rejects', () => Promise.reject(new Error('503 from the directory')), 'failed'],
  [
    'throws',
    () => {
      throw new TypeError('no token');
    },
    'failed',
  ],
  [
    'throws what no text can be made of',
    () => {
      throw Object.create(null);
    },
    'failed',
  ],
  ['is too late', never, 'took over 20 ms'],
  ['gives nothing', () => undefined, 'gave no list of names'],
  ['gives a text', () => 'Everyone', 'gave no list of names'],
  ['gives a set', () => new Set(['Managers']), 'gave no list of names'],
  ['gives objects', () => [{ id: 'Managers' }], 'gave a value that is an object'],
  ['gives too long a name', () => ['x'.repeat(1025)], 'gave a value of over 1024 characters'],
  [
    'gives too many',
    () => Array.from({ length: 10_001 }, (_, i) => `g${i}`),
    'gave 10001 values, over 10000',
  ],
] as const;

test.each(failing)(
  'if it %s, what is there is kept and the reason recorded',
  async (_, resolveGroups, problem) => {
    const outcome = await signIn(resolveGroups, { resolveGroupsTimeout: 20 });
    const note = { kind: 'groupsKept', state: 'overage', problem: `resolveGroups ${problem}` };
    expect(outcome).toMatchObject({ outcome: 'unchanged', changes: [], notes: [note] });
    expect(outcome.user).toMatchObject({ groupsState: 'overage' });
    expect((await loadUser(harness.dataSource, 'ada')).identityProviderGroups).toEqual(['Everyone']);
    expect(await harness.grants('ada')).toEqual(['Incident Response: VIEWER']);
    expect(await harness.audit('skipped')).toMatchObject([{ details: { notes: [note] } }]);
  },
);

test.each([
  ['deny', { outcome: 'denied', code: 'groups_overage' }, ['Incident Response: VIEWER']],
  ['revoke', { outcome: 'synced' }, []],
] as const)('after resolveGroups failed, the groupsPolicy %s decides', async (overage, expected, grants) => {
  const outcome = await signIn(() => Promise.reject(new Error('503')), { groupsPolicy: { overage } });
  expect(outcome).toMatchObject(expected);
  expect(await harness.grants('ada')).toEqual(grants);
});

test('a refusal after resolveGroups failed is in the audit log with the reason', async () => {
  await signIn(() => Promise.reject(new Error('503')), { groupsPolicy: { overage: 'deny' } });
  const details = { code: 'groups_overage', problem: 'resolveGroups failed' };
  expect(await harness.audit('denied')).toMatchObject([{ details }]);
});

test.each([
  ['keep', 'unchanged'],
  ['deny', 'denied'],
] as const)(
  'with the groupsPolicy %s, the error of resolveGroups goes to onListenerError and stays out of the audit log',
  async (overage, outcome) => {
    const error = new Error('GET https://graph.example: 401, Authorization: Bearer s3cret');
    const onListenerError = jest.fn();
    const result = await signIn(() => Promise.reject(error), { groupsPolicy: { overage }, onListenerError });
    expect(result).toMatchObject({ outcome });
    expect(onListenerError.mock.calls).toEqual([[error, 'resolveGroups']]);
    const entries = await harness.audit();
    expect(JSON.stringify(entries)).toContain('resolveGroups failed');
    expect(JSON.stringify([entries, result])).not.toMatch(/Bearer|s3cret/);
  },
);

test.each([
  [
    'throws',
    () =>
      jest.fn(() => {
        throw new Error('no log');
      }),
  ],
  ['rejects', () => jest.fn().mockRejectedValue(new Error('no log'))],
])('an onListenerError that %s does not fail the sign-in', async (_, create) => {
  const warn = jest.spyOn(process, 'emitWarning').mockImplementation();
  const outcome = await signIn(() => Promise.reject(new Error('503')), { onListenerError: create() });
  expect(outcome).toMatchObject({ outcome: 'unchanged' });
  expect(warn).toHaveBeenCalledWith(expect.stringContaining('onListenerError failed: Error: no log'));
  warn.mockRestore();
});

test('a hook that fails with another text each time is one row in the audit log', async () => {
  let requests = 0;
  const resolveGroups = () => Promise.reject(new Error(`Request ${(requests += 1)} failed`));
  for (const _ of Array(5)) await signIn(resolveGroups);
  const lines = await harness.audit('skipped');
  // Or two, if a minute ends in between.
  expect(lines.length).toBeLessThanOrEqual(2);
  expect(lines.reduce((sum, { count }) => sum + count, 0)).toBe(5);
});

test('the signal of the hook aborts at the time limit', async () => {
  let stopped = false;
  const resolveGroups = (_: unknown, { signal }: { signal: AbortSignal }) => {
    signal.addEventListener('abort', () => (stopped = true));
    return never();
  };
  await signIn(resolveGroups as Resolve, { resolveGroupsTimeout: 20 });
  expect(stopped).toBe(true);
});

test('the hook is asked once a sign-in, and only about too many groups', async () => {
  const resolveGroups = jest.fn(() => Promise.resolve(['Managers']));
  const jit = harness.reconfigured({ resolveGroups, settings: syncSettings({ enhancedSync: true }) });
  await jit.provision(ada(), { provider: 'okta' });
  expect(resolveGroups).toHaveBeenCalledTimes(1);
  for (const groups of [undefined, [], ['Everyone'], [7]]) {
    await harness.signIn('ada', groups, { with: jit });
  }
  expect(resolveGroups).toHaveBeenCalledTimes(1);
});

describe('with resolveGroupsFor "absent"', () => {
  const BOTH = ['overage', 'absent'] as const;
  const signInAbsent = (resolveGroups: Resolve, options: Partial<ProvisioningOptions> = {}) => {
    const jit = harness.reconfigured({
      resolveGroups: resolveGroups as never,
      resolveGroupsFor: BOTH,
      ...options,
    });
    return harness.signIn('ada', undefined, { with: jit });
  };

  test('the groups of a user for whom the provider sends none are loaded', async () => {
    expect(await signInAbsent(() => Promise.resolve(['Managers']))).toMatchObject({
      outcome: 'synced',
      notes: [],
      user: { groupsState: 'absent', identityProviderGroups: ['Managers'] },
    });
    expect(await harness.grants('ada')).toEqual(['Incident Response: EDITOR']);
    expect(await signInAbsent(() => ['Managers'])).toMatchObject({ outcome: 'unchanged', notes: [] });
  });

  test('an overage is loaded as well, and groups that were sent are not', async () => {
    const resolveGroups = jest.fn(() => Promise.resolve(['Managers']));
    const jit = harness.reconfigured({ resolveGroups, resolveGroupsFor: BOTH });
    await jit.provision(ada(), { provider: 'okta' });
    expect(resolveGroups).toHaveBeenCalledTimes(1);
    for (const groups of [[], ['Everyone'], [7]]) await harness.signIn('ada', groups, { with: jit });
    expect(resolveGroups).toHaveBeenCalledTimes(1);
  });

  test('if resolveGroups fails, a provider that has sent the attribute before costs no grants', async () => {
    const outcome = await signInAbsent(() => Promise.reject(new Error('503')), {
      onListenerError: jest.fn(),
    });
    const note = { kind: 'groupsKept', state: 'absent', problem: 'resolveGroups failed' };
    expect(outcome).toMatchObject({ outcome: 'unchanged', changes: [], notes: [note] });
    expect(await harness.grants('ada')).toEqual(['Incident Response: VIEWER']);
  });

  test('if resolveGroups fails, the groupsPolicy of absent groups decides', async () => {
    const options = { groupsPolicy: { absent: 'deny' }, onListenerError: jest.fn() } as const;
    const outcome = await signInAbsent(() => Promise.reject(new Error('503')), options);
    expect(outcome).toMatchObject({ outcome: 'denied', code: 'groups_absent' });
  });

  test('null leaves the groups as they came: from a provider that has sent the attribute before, none', async () => {
    expect(await signInAbsent(() => Promise.resolve(null))).toMatchObject({ outcome: 'synced', notes: [] });
    expect(await harness.grants('ada')).toEqual([]);
  });

  test('the preview takes the groups that were last loaded', async () => {
    await signInAbsent(() => Promise.resolve(['Managers']));
    const jit = harness.reconfigured({ resolveGroups: () => Promise.resolve([]), resolveGroupsFor: BOTH });
    expect(await jit.preview({ enhancedSync: true }).summary).toMatchObject({ losing: 0, gaining: 0 });
  });
});

test('an identity of another issuer than the expected one is refused without a call of resolveGroups', async () => {
  const resolveGroups = jest.fn(() => Promise.resolve(['Administrators']));
  const jit = harness.reconfigured({ resolveGroups });
  const options = { provider: 'okta', issuer: 'https://other.example.com' };
  expect(await jit.provision(ada(), options)).toMatchObject({ outcome: 'denied', code: 'issuer_mismatch' });
  expect(resolveGroups).not.toHaveBeenCalled();
});
