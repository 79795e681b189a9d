import { openHarness, type Harness } from '../support/harness/harness';
import { grantManually, loadUser } from '../support/harness/grants';

let harness: Harness;
beforeEach(async () => {
  harness = await openHarness();
  await harness.signIn('root', ['Administrators'], TRUSTED);
  await harness.signIn('ada', ['Administrators', 'Managers', 'Phishing', 'Auditors']);
});
afterEach(() => harness.close());

const TRUSTED = { emailVerified: true };

const ALL = [
  'AUDIT_LOG_READ',
  'Analytics: TEAM_ADMIN',
  'Incident Response/Phishing: EDITOR',
  'Incident Response: EDITOR',
  'owner',
];

async function signInAs(breakGlass: string[], groups: unknown, options: object = {}) {
  const jit = harness.reconfigured({ breakGlass, ...options });
  return harness.signIn('ada', groups, { with: jit, ...TRUSTED });
}

test.each(['ada@example.com', ' Ada@EXAMPLE.com'])(
  'a break-glass user named by the address %j loses no grant and no role',
  async (email) => {
    const outcome = await signInAs([email], ['Everyone']);
    expect(outcome).toMatchObject({ outcome: 'unchanged', changes: [] });
    expect(await harness.grants('ada')).toEqual(ALL);
  },
);

test('a break-glass user named by id loses no grant', async () => {
  const { id } = await loadUser(harness.dataSource, 'ada');
  await signInAs([id], []);
  expect(await harness.grants('ada')).toEqual(ALL);
});

test('the changes that sync skipped for a break-glass user are in the audit log', async () => {
  const { notes } = await signInAs(['ada@example.com'], ['Everyone']);
  expect(notes).toMatchObject([{ kind: 'breakGlass' }]);
  expect(notes.flatMap((note) => ('changes' in note ? note.changes : []))).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        kind: 'membership',
        action: 'change',
        role: 'VIEWER',
        previousRole: 'EDITOR',
      }),
      expect.objectContaining({ kind: 'membership', action: 'remove', team: 'Analytics' }),
      expect.objectContaining({ kind: 'caseGroup', action: 'remove' }),
      expect.objectContaining({ kind: 'permission', action: 'remove' }),
      expect.objectContaining({ kind: 'owner', action: 'remove' }),
    ]),
  );
  expect(await harness.audit('skipped')).toMatchObject([{ details: { notes } }]);
});

test('grants that the groups add are given', async () => {
  await harness.signIn('bo', []);
  const jit = harness.reconfigured({ breakGlass: ['bo@example.com'] });
  await harness.signIn('bo', ['Everyone'], { with: jit, ...TRUSTED });
  await harness.signIn('bo', ['Phishing'], { with: jit, ...TRUSTED });
  expect(await harness.grants('bo')).toEqual([
    'Incident Response/Phishing: EDITOR',
    'Incident Response: VIEWER',
  ]);
});

test('users who are not named in breakGlass lose their grants', async () => {
  await signInAs(['root@example.com', 'ada@example.co'], []);
  expect(await harness.grants('ada')).toEqual([]);
});

const WITHOUT_GROUPS: [string, unknown, object][] = [
  ['no mapped group', ['Unheard-of'], { unmatched: 'deny' }],
  ['no groups', undefined, { unmatched: 'deny', groupsPolicy: { absent: 'deny' } }],
  ['malformed groups', [7], { groupsPolicy: { malformed: 'deny' } }],
];

test.each(WITHOUT_GROUPS)(
  'a break-glass user with %s comes in where others are refused',
  async (_, groups, options) => {
    expect(await signInAs([], groups, options)).toMatchObject({ outcome: 'denied' });
    await harness.signIn('ada', ['Administrators', 'Managers', 'Phishing', 'Auditors']);
    expect(await signInAs(['ada@example.com'], groups, options)).toMatchObject({ outcome: 'unchanged' });
    expect(await harness.grants('ada')).toEqual(ALL);
  },
);

test.each(WITHOUT_GROUPS)(
  'a new break-glass user with %s comes in, without grants',
  async (_, groups, options) => {
    const jit = harness.reconfigured({ breakGlass: ['bo@example.com'], ...options });
    const signIn = (subject: string) => harness.signIn(subject, groups, { with: jit, ...TRUSTED });
    expect(await signIn('cy')).toMatchObject({ outcome: 'denied' });
    expect(await signIn('bo')).toMatchObject({ outcome: 'created', changes: [] });
    expect(await harness.grants('bo')).toEqual([]);
  },
);

test('a manual grant of a break-glass user stays, and stays manual', async () => {
  const { user } = await harness.signIn('bo', []);
  await grantManually(harness.dataSource, user!.id, 'owner');
  await grantManually(harness.dataSource, user!.id, { team: 'Analytics', role: 'TEAM_ADMIN' });
  const jit = harness.reconfigured({ breakGlass: ['bo@example.com'] });
  await harness.signIn('bo', [], { with: jit, ...TRUSTED });
  expect(await harness.grants('bo')).toEqual(['Analytics: TEAM_ADMIN', 'owner']);
  expect((await jit.explain(user!.id)).map(({ source }) => source)).toEqual(['manual', 'manual']);
});

test('a break-glass user who is deactivated stays out', async () => {
  await harness.dataSource.query(`UPDATE jit_users SET active = false WHERE email = 'ada@example.com'`);
  expect(await signInAs(['ada@example.com'], ['Administrators'])).toMatchObject({ code: 'user_deactivated' });
});
