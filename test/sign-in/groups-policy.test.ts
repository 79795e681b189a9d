import { entities, type GroupsPolicies } from 'passport-jit';
import { identity, openHarness, type Harness } from '../support/harness/harness';
import { syncSettings, loadUser } from '../support/harness/grants';

let harness: Harness;
beforeEach(async () => {
  harness = await openHarness();
  await harness.signIn('root', ['Administrators']);
  await harness.signIn('ada', ['Managers', 'Phishing', 'Auditors']);
});
afterEach(() => harness.close());

const ALL = ['AUDIT_LOG_READ', 'Incident Response/Phishing: EDITOR', 'Incident Response: EDITOR'];
const UNUSABLE: Record<keyof GroupsPolicies, Record<string, unknown>> = {
  absent: {},
  overage: { _claim_names: { groups: 'src1' } },
  malformed: { groups: [7] },
};
const STATES = Object.keys(UNUSABLE) as (keyof GroupsPolicies)[];

function signInWith(groupsPolicy: GroupsPolicies, attributes: object, options: object = {}) {
  const jit = harness.reconfigured({ groupsPolicy, ...options });
  return jit.provision(identity('ada', undefined, { attributes: { ...attributes } }), { provider: 'okta' });
}

test('with groups that are present, grants follow the groups', async () => {
  await harness.signIn('ada', ['Everyone']);
  expect(await harness.grants('ada')).toEqual(['Incident Response: VIEWER']);
});

test('with empty groups, all mapped grants are removed', async () => {
  expect(await harness.signIn('ada', [])).toMatchObject({ outcome: 'synced', notes: [] });
  expect(await harness.grants('ada')).toEqual([]);
});

describe.each(STATES)('%s', (state) => {
  test('keep: the grants stay, and the event is audited', async () => {
    const outcome = await signInWith({ [state]: 'keep' }, UNUSABLE[state]);
    expect(outcome).toMatchObject({ outcome: 'unchanged', changes: [] });
    expect(outcome.notes).toEqual([expect.objectContaining({ kind: 'groupsKept', state })]);
    expect(await harness.grants('ada')).toEqual(ALL);
    expect(outcome.user).toMatchObject({ groupsState: state });
    expect(await loadUser(harness.dataSource, 'ada')).toMatchObject({
      groupsState: state,
      identityProviderGroups: ['Managers', 'Phishing', 'Auditors'],
    });
    const [event] = await harness.audit('skipped');
    expect(event).toMatchObject({
      user: outcome.user!.id,
      details: { notes: [{ kind: 'groupsKept', state }] },
    });
  });

  test('revoke: the user counts as a member of no group', async () => {
    const outcome = await signInWith({ [state]: 'revoke' }, UNUSABLE[state]);
    expect(outcome).toMatchObject({ outcome: 'synced', notes: [], user: { groupsState: state } });
    expect(await harness.grants('ada')).toEqual([]);
  });

  test('deny: the sign-in is refused and audited, and nothing changes', async () => {
    const before = await loadUser(harness.dataSource, 'ada');
    const outcome = await signInWith({ [state]: 'deny' }, UNUSABLE[state]);
    expect(outcome).toMatchObject({ outcome: 'denied', code: `groups_${state}`, changes: [] });
    expect(await harness.grants('ada')).toEqual(ALL);
    expect(await loadUser(harness.dataSource, 'ada')).toEqual(before);
    expect(await harness.audit('denied')).toMatchObject([
      { details: { code: `groups_${state}` }, user: before.id },
    ]);
  });

  test('deny: a newcomer is refused as well', async () => {
    const jit = harness.reconfigured({
      groupsPolicy: { [state]: 'deny' },
      settings: syncSettings({ enhancedSync: false }),
    });
    const newcomer = identity('new', undefined, { attributes: UNUSABLE[state] });
    expect(await jit.provision(newcomer, { provider: 'okta' })).toMatchObject({ code: `groups_${state}` });
    expect(await harness.dataSource.manager.count(entities.User)).toBe(2);
  });

  test.each([
    ['just-in-time off', { justInTime: false }],
    ['report-only', { enhancedSync: 'report-only' }],
    ['no enhanced sync', { enhancedSync: false }],
  ])('deny: a known user is not refused with %s', async (_, more) => {
    const outcome = await signInWith({ [state]: 'deny' }, UNUSABLE[state], { settings: syncSettings(more) });
    expect(outcome).toMatchObject({ outcome: 'unchanged', changes: [] });
    expect(await harness.grants('ada')).toEqual(ALL);
  });

  test('a new user is created without grants by default', async () => {
    const newcomer = identity('new', undefined, { attributes: UNUSABLE[state] });
    const outcome = await harness.jit.provision(newcomer, { provider: 'never seen' });
    expect(outcome).toMatchObject({
      outcome: 'created',
      changes: [],
      notes: [{ kind: 'groupsKept', state }],
    });
  });
});

test('the audit event of the refusal says what was malformed', async () => {
  await signInWith({ malformed: 'deny' }, UNUSABLE.malformed);
  const details = { code: 'groups_malformed', problem: 'a value that is a number' };
  expect(await harness.audit('denied')).toMatchObject([{ details }]);
});
