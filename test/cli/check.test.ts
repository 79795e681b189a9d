import { MAPPING } from '../support/harness/harness';
import { TemporaryFolder, runCli } from '../support/processes/cli';

const folder = new TemporaryFolder();
afterAll(() => folder.remove());

test('a valid mapping exits with 0, and its content is summarized', async () => {
  const { code, out, errors } = await runCli(['check', folder.write('right.json', MAPPING)]);
  expect([code, errors]).toEqual([0, '']);
  expect(out).toContain('ok (4 mappings, 5 groups, 2 teams');
});

test('every fault is printed with line, column, the surrounding text and the closest valid value', async () => {
  const file = folder.write(
    'faults.json',
    `{
  "mapings": [],
  "mappings": [
    { "group_name": "A", "team_name": "T", "role_name": "EDITR" },
    { "sso_group": 7, "team_name": "T", "role_name": "VIEWER" }
  ]
}`,
  );
  const { code, out, errors } = await runCli(['check', file]);
  expect(code).toBe(1);
  const all = out + errors;
  expect(all).toContain(`${file}:2:3 fault mapings: is not a known key; did you mean "mappings"?`);
  expect(all).toContain(
    `${file}:4:57 fault mappings[0].role_name: is not a declared role; did you mean "EDITOR"?`,
  );
  expect(all).toContain('4 |     { "group_name": "A", "team_name": "T", "role_name": "EDITR" },');
  // The older name of the key is found, though the path is in the current spelling.
  expect(all).toContain(`${file}:5:20 fault mappings[1].group_name: must be text`);
});

test('check --json prints the faults as JSON', async () => {
  const wrong = { mappings: [{ group_name: 'A', team_name: 'T', role_name: 'EDITR' }] };
  const { code, out } = await runCli(['check', folder.write('json.json', wrong), '--json']);
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({
    valid: false,
    faults: [{ path: 'mappings[0].role_name', line: 6, column: 20 }],
  });
});

test('roles and permissions are those that the app declares', async () => {
  const mapping = {
    tenant_permission: [{ group_name: 'A', permission_name: 'READ' }],
    mappings: [{ group_name: 'A', team_name: 'T', role_name: 'LEAD' }],
  };
  const file = folder.write('roles.json', mapping);
  expect(await runCli(['check', file, '--roles', 'LEAD', '--permissions', 'READ'])).toMatchObject({
    code: 0,
  });
  expect(await runCli(['check', file, '--roles', 'LEAD', '--permissions', 'WRITE'])).toMatchObject({
    code: 1,
  });
});

test('prefixes, entries for one provider and for everyone are told with what covers them', async () => {
  const team = { team_name: 'T', role_name: 'VIEWER' };
  const mapping = {
    mappings: [
      { group_prefix: 'Con', ...team },
      { group_name: 'Contractors', ...team, role_name: 'EDITOR' },
      { group_prefix: 'Contr', ...team, provider: 'okta' },
      { group_name: 'Sales', ...team, provider: 'okta' },
      { group_name: 'Sales', ...team },
      { group_name: 'Sales', ...team, role_name: 'EDITOR', provider: 'okta' },
    ],
    everyone: [team, { ...team, role_name: 'EDITOR' }, { ...team, provider: 'okta' }],
  };
  const file = folder.write('covered.json', mapping);
  const { out } = await runCli(['check', file, '--json']);
  const { suspicious } = JSON.parse(out) as { suspicious: { kind: string; path: string; message: string }[] };
  expect(suspicious.flatMap(({ kind, path }) => (kind === 'noOwners' ? [] : [[path, kind]]))).toEqual([
    ['mappings[1]', 'shadowed'],
    ['everyone[1]', 'shadowed'],
    ['mappings[2]', 'duplicate'],
    ['everyone[2]', 'duplicate'],
    ['mappings[5]', 'shadowed'],
  ]);
  const [, covered] = suspicious;
  expect(covered!.message).toBe(
    'never wins: mappings[0] comes first, and gives all of its groups "VIEWER" in the same team',
  );
  expect((await runCli(['check', file])).out).toContain(
    '6 mappings, 3 for everyone, 2 groups, 2 prefixes, 1 team',
  );
});

test('warnings are printed, and count as faults with --strict', async () => {
  const entry = { group_name: 'A', team_name: 'T', role_name: 'VIEWER' };
  const mapping = {
    mappings: [
      entry,
      { ...entry },
      { ...entry, role_name: 'EDITOR' },
      { ...entry, group_name: 'a ', team_name: 'U' },
    ],
  };
  const file = folder.write('suspicious.json', mapping);
  const { code, out } = await runCli(['check', file, '--json']);
  expect(code).toBe(0);
  const { suspicious } = JSON.parse(out) as { suspicious: { kind: string; path: string }[] };
  expect(suspicious.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['mappings[1]', 'mappings[2]', 'mappings[3].group_name']),
  );
  expect(new Set(suspicious.map(({ kind }) => kind)).size).toBe(4);
  expect(await runCli(['check', file, '--strict'])).toMatchObject({ code: 1 });
});

test('invisible characters in names are escaped: none moves the cursor or reverses the text', async () => {
  const hostile = 'Sales\u202Egnp\u0007\u001b[2J\u200B';
  const mapping = { mappings: [{ group_name: hostile, team_name: 'T', role_name: 'NO\u001b[31m' }] };
  const { out, errors } = await runCli(['check', folder.write('hostile.json', mapping)]);
  for (const unseen of ['\u202E', '\u0007', '\u001b', '\u200B']) expect(out + errors).not.toContain(unseen);
});
