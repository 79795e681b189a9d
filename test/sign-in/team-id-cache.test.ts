import { entities } from 'passport-jit';
import { openHarness, type Harness } from '../support/harness/harness';
import { runSql } from '../support/databases/run-sql';
import { logQueries } from '../support/databases/query-log';

const { Team, CaseGroup } = entities;

let harness: Harness;
/** Another user was in every group before, so the teams and the case group are cached. */
beforeEach(async () => {
  harness = await openHarness();
  await harness.signIn('before', ['Auditors']);
  await harness.signIn('before', ['Auditors', 'Everyone', 'Phishing', 'Administrators']);
  await harness.signIn('ada', ['Auditors']);
});
afterEach(() => harness.close());

const teams = () => harness.dataSource.manager.getRepository(Team);
const MISSING = [{ kind: 'missingTeam', team: 'Incident Response' }];

test('a team whose id is cached is granted', async () => {
  expect(await harness.signIn('ada', ['Auditors', 'Everyone'])).toMatchObject({
    outcome: 'synced',
    notes: [],
  });
  expect(await harness.grants('ada')).toEqual(['AUDIT_LOG_READ', 'Incident Response: VIEWER']);
});

test('a team that was renamed after its id was cached is not granted', async () => {
  await teams().update({ name: 'Incident Response' }, { name: 'Board' });
  expect(await harness.signIn('ada', ['Auditors', 'Everyone'])).toMatchObject({ notes: MISSING });
  expect(await harness.grants('ada')).toEqual(['AUDIT_LOG_READ']);
});

test('a team that was deleted after its id was cached is not granted', async () => {
  await runSql(harness.dataSource, `DELETE FROM jit_teams WHERE name = 'Incident Response'`);
  expect(await harness.signIn('ada', ['Auditors', 'Everyone'])).toMatchObject({ notes: MISSING });
  expect(await harness.grants('ada')).toEqual(['AUDIT_LOG_READ']);
});

test('a team that takes the name of a cached one is granted, and no other', async () => {
  await teams().update({ name: 'Incident Response' }, { name: 'Board' });
  await teams().update({ name: 'Analytics' }, { name: 'Incident Response' });
  await teams().update({ name: 'Board' }, { name: 'Analytics' });
  const { user } = await harness.signIn('ada', ['Auditors', 'Everyone']);
  expect(user?.memberships.map(({ team }) => team.name)).toEqual(['Incident Response']);
  expect(await harness.grants('ada')).toEqual(['AUDIT_LOG_READ', 'Incident Response: VIEWER']);
});

test('a case group that was renamed after its id was cached is not granted, and the other grants are', async () => {
  await harness.dataSource.manager.update(CaseGroup, { name: 'Phishing' }, { name: 'Everything' });
  const { notes } = await harness.signIn('ada', ['Auditors', 'Everyone', 'Phishing']);
  expect(notes).toMatchObject([{ kind: 'missingCaseGroup', caseGroup: 'Phishing' }]);
  expect(await harness.grants('ada')).toEqual(['AUDIT_LOG_READ', 'Incident Response: VIEWER']);
});

test('a team whose cached id was wrong is looked up again at the next sign-in', async () => {
  await teams().update({ name: 'Incident Response' }, { name: 'Board' });
  await harness.signIn('ada', ['Auditors', 'Everyone']);
  await teams().update({ name: 'Board' }, { name: 'Incident Response' });
  expect(await harness.signIn('ada', ['Auditors', 'Everyone'])).toMatchObject({
    outcome: 'synced',
    notes: [],
  });
  expect(await harness.grants('ada')).toEqual(['AUDIT_LOG_READ', 'Incident Response: VIEWER']);
});

test('removals that another instance holds are held by this instance, too', async () => {
  const removalSafeguard = { window: '1h', maxUsers: 1, maxShare: 0 };
  const [here, there] = [
    harness.reconfigured({ removalSafeguard }),
    harness.reconfigured({ removalSafeguard }),
  ];
  const signIn = (jit: typeof here, subject: string, groups: string[]) =>
    harness.signIn(subject, groups, { with: jit });
  for (const subject of ['bo', 'cy', 'di', 'ed']) await signIn(here, subject, ['Auditors', 'Everyone']);
  // Less than everything, so it is not counted; what is around is remembered.
  expect(await signIn(here, 'ed', ['Everyone'])).toMatchObject({ outcome: 'synced' });
  for (const subject of ['bo', 'cy']) await signIn(there, subject, []);
  expect((await harness.audit('removalsHeld')).length).toBe(1);
  expect(await signIn(here, 'di', ['Everyone'])).toMatchObject({ notes: [{ kind: 'removalsHeld' }] });
  expect(await harness.grants('di')).toEqual(['AUDIT_LOG_READ', 'Incident Response: VIEWER']);
});

test('a deleted case group causes one rollback, and none at later sign-ins', async () => {
  await runSql(harness.dataSource, `DELETE FROM jit_case_groups WHERE name = 'Phishing'`);
  await harness.signIn('ada', ['Auditors', 'Everyone', 'Phishing']);
  await harness.signIn('bo', ['Auditors', 'Everyone']);
  const queries = logQueries(harness.dataSource);
  const { notes } = await harness.signIn('bo', ['Auditors', 'Everyone', 'Phishing']);
  expect(notes).toMatchObject([{ kind: 'missingCaseGroup' }]);
  expect(queries.filter(({ sql }) => /ROLLBACK/.test(sql))).toEqual([]);
});

test('a team that is cached under two names is granted once', async () => {
  const mapping = {
    mappings: [
      { group_name: 'lead', team_name: 'Board', role_name: 'EDITOR' },
      { group_name: 'member', team_name: 'Board', role_name: 'VIEWER' },
      { group_name: 'analyst', team_name: 'Analytics', role_name: 'VIEWER' },
    ],
  };
  const settings = { justInTime: true, enhancedSync: true, groupAttribute: 'groups', mapping };
  const jit = harness.reconfigured({ settings });
  const signIn = (subject: string, groups: string[]) => harness.signIn(subject, groups, { with: jit });
  await signIn('bo', ['analyst']);
  // What was seen as Analytics is the Board from now on, and there is another Analytics.
  await teams().update({ name: 'Analytics' }, { name: 'Board' });
  await teams().save({ tenant: 'default', name: 'Analytics' });
  await signIn('cy', ['member']);
  expect(await signIn('cy', ['lead', 'analyst'])).toMatchObject({ outcome: 'synced', notes: [] });
  expect(await harness.grants('cy')).toEqual(['Analytics: VIEWER', 'Board: EDITOR']);
});
