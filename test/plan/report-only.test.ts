import { entities } from 'passport-jit';
import { identity, openHarness, type Harness } from '../support/harness/harness';
import { syncSettings, loadUser } from '../support/harness/grants';

let harness: Harness;
beforeEach(async () => {
  harness = await openHarness();
  await harness.signIn('root', ['Administrators']);
  await harness.signIn('ada', ['Managers', 'Auditors']);
});
afterEach(() => harness.close());

const REPORT_ONLY = syncSettings({ enhancedSync: 'report-only' });
const reporting = (options: object = {}) => harness.reconfigured({ settings: REPORT_ONLY, ...options });

test('the plan is the one of enhanced sync, audited and not applied', async () => {
  const before = await harness.grants('ada');
  const reported = await reporting().provision(identity('ada', ['Everyone', 'Phishing']), {
    provider: 'okta',
  });
  expect(reported).toMatchObject({ outcome: 'unchanged', changes: [] });
  expect(await harness.grants('ada')).toEqual(before);

  const [report, ...others] = reported.notes;
  expect(others).toEqual([]);
  expect(await harness.audit('skipped')).toMatchObject([{ details: { notes: [report] } }]);
  const { changes } = await harness.signIn('ada', ['Everyone', 'Phishing']);
  expect(report).toEqual({ kind: 'reportOnly', changes });
  expect(changes).toHaveLength(3);
});

test('an existing team is not reported as missing', async () => {
  const { notes } = await reporting().provision(identity('ada', ['Administrators']), { provider: 'okta' });
  expect(notes).toEqual([
    {
      kind: 'reportOnly',
      changes: expect.arrayContaining([
        {
          kind: 'membership',
          action: 'add',
          team: 'Analytics',
          role: 'TEAM_ADMIN',
          reason: { group: 'Administrators', entry: 0 },
        },
      ]) as object[],
    },
  ]);
});

test('a missing team is reported, and not created', async () => {
  const { dataSource } = harness;
  await dataSource.query(`DELETE FROM jit_teams WHERE name = 'Analytics'`);
  const jit = reporting();
  const { notes } = await jit.provision(identity('ada', ['Administrators']), { provider: 'okta' });
  expect(notes).toContainEqual({ kind: 'missingTeam', team: 'Analytics', entry: 0 });
  const making = reporting({ createMissingTeams: true });
  const report = await making.provision(identity('ada', ['Administrators']), { provider: 'okta' });
  expect(report.notes[0]).toMatchObject({ kind: 'reportOnly' });
  expect(await dataSource.manager.countBy(entities.Team, { name: 'Analytics' })).toBe(0);
});

test('report-only writes no audit event when there is nothing to report', async () => {
  const outcome = await reporting().provision(identity('ada', ['Managers', 'Auditors']), {
    provider: 'okta',
  });
  expect(outcome).toMatchObject({ outcome: 'unchanged', notes: [] });
  expect(await harness.audit('skipped')).toEqual([]);
});

test('no user is refused because of groups, and no sign-in counts as synced', async () => {
  const synced = (await loadUser(harness.dataSource, 'ada')).lastSyncedAt;
  const jit = reporting({ unmatched: 'deny', lastSignInPrecision: 0 });
  const outcome = await jit.provision(identity('ada', ['Unheard-of']), { provider: 'okta' });
  expect(outcome).toMatchObject({ outcome: 'unchanged', user: { lastSyncedAt: synced } });
  expect(await harness.grants('ada')).toEqual(['AUDIT_LOG_READ', 'Incident Response: EDITOR']);
});

test('the last owner is reported as kept', async () => {
  const { notes } = await reporting().provision(identity('root', []), { provider: 'okta' });
  expect(notes.map(({ kind }) => kind).sort()).toEqual(['lastOwner', 'reportOnly']);
  expect(await harness.grants('root')).toEqual(['Analytics: TEAM_ADMIN', 'owner']);
});

test('a new user is created with the mapped grants, as without report-only', async () => {
  expect(await reporting().provision(identity('bo', ['Everyone']), { provider: 'okta' })).toMatchObject({
    outcome: 'created',
    notes: [],
  });
  expect(await harness.grants('bo')).toEqual(['Incident Response: VIEWER']);
});
