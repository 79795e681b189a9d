import { createProvisioning } from 'passport-jit';
import { openDatabase, openHarness, type Harness } from '../support/harness/harness';
import { startPostgres } from '../support/databases/postgres-server';
import { grantManually, syncSettings } from '../support/harness/grants';

let harness: Harness;
beforeEach(async () => {
  harness = await openHarness();
});
afterEach(() => harness.close());

const GROUPS = ['Administrators', 'Everyone', 'Phishing', 'Auditors'];

test('every grant has its provider, group, entry, version and time', async () => {
  const begun = Date.now();
  const { user } = await harness.signIn('ada', GROUPS);
  const explained = await harness.jit.explain(user!.id);
  const from = (group: string, entry: number) => ({
    source: 'mapping',
    provider: 'okta',
    group,
    entry,
    mappingVersion: 1,
    at: expect.any(Date) as Date,
  });
  expect(explained).toEqual([
    { kind: 'owner', ...from('Administrators', 0) },
    { kind: 'membership', team: 'Analytics', role: 'TEAM_ADMIN', ...from('Administrators', 0) },
    { kind: 'membership', team: 'Incident Response', role: 'VIEWER', ...from('Everyone', 2) },
    {
      kind: 'caseGroup',
      team: 'Incident Response',
      caseGroup: 'Phishing',
      role: 'EDITOR',
      ...from('Phishing', 3),
    },
    { kind: 'permission', permission: 'AUDIT_LOG_READ', ...from('Auditors', 0) },
  ]);
  for (const { at } of explained) {
    expect(at!.getTime()).toBeGreaterThanOrEqual(begun);
    expect(at!.getTime()).toBeLessThanOrEqual(Date.now());
  }
});

test('a manual grant has neither provider nor group', async () => {
  const { user } = await harness.signIn('ada', ['Everyone']);
  await grantManually(harness.dataSource, user!.id, { team: 'Analytics', role: 'EDITOR' });
  await grantManually(harness.dataSource, user!.id, 'owner');
  const nothing = { source: 'manual', provider: null, group: null, entry: null, mappingVersion: null };
  expect(await harness.jit.explain(user!.id)).toMatchObject([
    { kind: 'owner', ...nothing },
    { kind: 'membership', team: 'Analytics', ...nothing },
    { kind: 'membership', team: 'Incident Response', source: 'mapping' },
  ]);
});

test('a grant from another group gets that origin, and is a change without a new role', async () => {
  const mapping = {
    mappings: [
      { group_name: 'Managers', team_name: 'Analytics', role_name: 'VIEWER' },
      { group_name: 'Everyone', team_name: 'Analytics', role_name: 'VIEWER' },
    ],
  };
  const jit = harness.reconfigured({ settings: syncSettings({ mapping }) });
  const { user } = await harness.signIn('ada', ['Everyone'], { with: jit });
  const outcome = await harness.signIn('ada', ['Everyone', 'Managers'], { with: jit });
  expect(outcome).toMatchObject({
    outcome: 'synced',
    changes: [
      { kind: 'membership', action: 'reattribute', role: 'VIEWER', reason: { group: 'Managers', entry: 0 } },
    ],
  });
  expect(await jit.explain(user!.id)).toMatchObject([{ group: 'Managers', entry: 0, provider: 'okta' }]);
});

test('a grant follows its entry when the mapping moves it, with the new version', async () => {
  const stored = harness.reconfigured({ settings: undefined });
  await stored.settings.update(syncSettings(), { version: 0, actor: 'root' });
  const { user } = await harness.signIn('ada', ['Everyone'], { with: stored });
  const entry = { group_name: 'Everyone', team_name: 'Incident Response', role_name: 'VIEWER' };
  await stored.settings.update({ mapping: { mappings: [entry] } }, { version: 1, actor: 'root' });
  await harness.signIn('ada', ['Everyone'], { with: stored });
  expect(await stored.explain(user!.id)).toMatchObject([{ group: 'Everyone', entry: 0, mappingVersion: 2 }]);
});

test('explain of an unknown user is an error', async () => {
  const unknown = '00000000-0000-4000-8000-000000000000';
  await expect(harness.jit.explain(unknown)).rejects.toMatchObject({ code: 'user_not_found', status: 404 });
});

test('explain of text that is no id is an error, on PostgreSQL too', async () => {
  const postgres = await startPostgres();
  const dataSource = await openDatabase(await postgres.createDatabase());
  try {
    const jit = createProvisioning({ dataSource });
    await expect(jit.explain('unknown')).rejects.toMatchObject({ code: 'user_not_found', status: 404 });
  } finally {
    await dataSource.destroy();
    await postgres.stop();
  }
});
