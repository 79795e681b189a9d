import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { MAPPING } from '../support/harness/harness';
import { TemporaryFolder, runCli } from '../support/processes/cli';

const folder = new TemporaryFolder();
afterAll(() => folder.remove());

const before = folder.write('before.json', MAPPING);
const after = folder.write('after.json', {
  ...MAPPING,
  tenant_owners_groups: ['Auditors'],
  mappings: [
    { group_name: 'Managers', team_name: 'Incident Response', role_name: 'TEAM_ADMIN' },
    { group_name: 'Everyone', team_name: 'Analytics', role_name: 'VIEWER' },
  ],
});

const user = (id: string, identityProviderGroups: unknown) => ({
  id,
  email: `${id}@example.com`,
  identityProviderGroups,
});

function usersFile(name: string, lines: unknown[]): string {
  return folder.write(
    name,
    lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'),
  );
}

interface Difference {
  changes: { user: { id: string }; changes: { kind: string; action: string; team?: string }[] }[];
  faults: { line: number }[];
  summary: Record<string, unknown>;
}

test('prints which users gain and lose which grants, and a summary', async () => {
  const users = usersFile('users.ndjson', [
    user('ada', ['Administrators', 'Elsewhere']),
    user('bo', ['Managers']),
    user('cy', ['Everyone']),
    user('di', ['Auditors']),
    user('eve', null),
  ]);
  const { code, out, errors } = await runCli(['diff', before, after, '--users', users, '--json']);
  expect([code, errors]).toEqual([0, '']);
  const { changes, summary } = JSON.parse(out) as Difference;
  const byUser = new Map(changes.map((each) => [each.user.id, each.changes]));
  expect(byUser.get('ada')).toEqual([
    expect.objectContaining({ kind: 'membership', action: 'remove', team: 'Analytics' }),
    expect.objectContaining({ kind: 'owner', action: 'remove' }),
  ]);
  expect(byUser.get('bo')).toEqual([
    expect.objectContaining({ action: 'change', role: 'TEAM_ADMIN', previousRole: 'EDITOR' }),
  ]);
  expect(byUser.get('di')).toEqual([expect.objectContaining({ kind: 'owner', action: 'add' })]);
  expect(summary).toMatchObject({
    compared: 5,
    gain: 2,
    lose: 2,
    changeRole: 1,
    losingEverything: 1,
    loseOwnership: 1,
    withoutGroups: 1,
    unmappedGroups: [
      { group: 'Administrators', users: 1 },
      { group: 'Elsewhere', users: 1 },
    ],
    unseenGroups: [],
  });
});

test('without users, single groups are compared; --exit-code exits with 1 if any user loses a grant', async () => {
  const { code, out } = await runCli(['diff', before, after]);
  expect(code).toBe(0);
  expect(out).toContain('group "Administrators"\n  - team "Analytics" as "TEAM_ADMIN"');
  expect(await runCli(['diff', before, after, '--exit-code'])).toMatchObject({ code: 1 });
  expect(await runCli(['diff', before, before, '--exit-code'])).toMatchObject({ code: 0 });
});

test('prefixes, entries for one provider and everyone are compared', async () => {
  const team = { team_name: 'Incident Response', role_name: 'VIEWER' };
  const old = folder.write('old.json', { mappings: [{ group_name: 'Contractors', ...team }] });
  const now = folder.write('now.json', {
    mappings: [
      { group_prefix: 'Contractors', ...team, role_name: 'EDITOR', provider: 'entra' },
      { group_name: 'Contractors', ...team },
    ],
    everyone: [{ team_name: 'Lobby', role_name: 'VIEWER' }],
  });
  const { out } = await runCli(['diff', old, now]);
  expect(out).toContain('group "Contractors"\n  + team "Lobby" as "VIEWER"  from everyone[0]');
  expect(out).toContain(
    'groups with the prefix "Contractors" at "entra"\n  + team "Incident Response" as "EDITOR"',
  );
  expect(out).toContain('everyone\n  + team "Lobby"');

  const lines = ['entra', 'okta', null].map((provider) => ({
    ...user(`${provider}`, ['Contractors']),
    provider,
  }));
  const json = await runCli(['diff', old, now, '--users', usersFile('providers.ndjson', lines), '--json']);
  const { changes, summary } = JSON.parse(json.out) as Difference;
  const changed = changes.filter((each) => each.changes.some(({ action }) => action === 'change'));
  expect(changed.map((each) => each.user.id)).toEqual(['entra']);
  expect(summary).toMatchObject({ gain: 3, unmappedGroups: [], unseenPrefixes: [] });
});

test('--prove compares over all sets of groups, and --fail-on decides about the exit code', async () => {
  const team = { team_name: 'Incident Response' };
  const [phishing, contractors] = [
    { group_name: 'Phishing', role_name: 'VIEWER', ...team },
    { group_name: 'Contractors', role_name: 'EDITOR', ...team },
  ];
  const old = folder.write('proof-old.json', { mappings: [phishing, contractors] });
  const now = folder.write('proof-new.json', { mappings: [contractors, phishing] });
  const { code, out, errors } = await runCli(['diff', old, now, '--prove', '--fail-on', 'gain,loss']);
  expect([code, errors]).toEqual([0, '']);
  expect(out).toContain(
    '~ a user in "Contractors" and "Phishing" becomes "EDITOR" of the team "Incident Response"; before: "VIEWER"',
  );
  const json = await runCli(['diff', old, now, '--prove', '--fail-on', 'change', '--json']);
  expect(json.code).toBe(1);
  expect(JSON.parse(json.out)).toMatchObject({
    gained: [],
    changed: [{ before: 'VIEWER', after: 'EDITOR', groups: ['Contractors', 'Phishing'] }],
  });
  expect(await runCli(['diff', old, now, '--fail-on', 'gain'])).toMatchObject({ code: 2 });
  expect(await runCli(['diff', old, now, '--prove', '--fail-on', 'all'])).toMatchObject({ code: 2 });
  expect(await runCli(['diff', old, now, '--prove', '--exit-code'])).toMatchObject({ code: 2 });
});

test('a bad line is a fault with its number, and the others count', async () => {
  const users = usersFile('bad.ndjson', [
    user('bo', ['Managers']),
    '{ "id": ',
    user('cy', [7]),
    '',
    user('di', ['Auditors']),
  ]);
  const { code, out } = await runCli(['diff', before, after, '--users', users, '--json']);
  expect(code).toBe(1);
  const { faults, summary } = JSON.parse(out) as Difference;
  expect(faults.map(({ line }) => line)).toEqual(expect.arrayContaining([2, 3]));
  expect(summary).toMatchObject({ compared: 2 });
});

test('a faulty mapping is reported with its place, and a missing file is a usage error', async () => {
  const faulty = folder.write('faulty.json', { mappings: [] });
  expect(await runCli(['diff', before, faulty])).toMatchObject({ code: 1 });
  expect(await runCli(['diff', before, `${folder.path}/none.json`])).toMatchObject({ code: 2 });
  expect(await runCli(['diff', '-', '-'])).toMatchObject({ code: 2 });
});

test('200,000 users need no more memory than a few', async () => {
  const file = `${folder.path}/many.ndjson`;
  const stream = createWriteStream(file);
  for (let i = 0; i < 200_000; i += 1) {
    const line = `${JSON.stringify(user(`user${i}`, ['Managers', `group${i % 5000}`, `own${i}`]))}\n`;
    if (!stream.write(line)) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'close');
  // A heap that is too small for all users: keeping them would end with an error.
  const env = { NODE_OPTIONS: '--max-old-space-size=64' };
  const { code, out, errors } = await runCli(['diff', before, after, '--users', file], { env });
  expect([code, errors]).toEqual([0, '']);
  expect(out).toContain('200,000 users compared');
});
