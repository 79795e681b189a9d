import { MAPPING } from '../support/harness/harness';
import { TemporaryFolder, runCli } from '../support/processes/cli';

const folder = new TemporaryFolder();
afterAll(() => folder.remove());
const mapping = folder.write('mapping.json', MAPPING);

interface Explained {
  grants: {
    kind: string;
    team?: string;
    role?: string;
    group: string;
    entry: number;
    from: object;
    shadowed: { entry: number }[];
  }[];
  unmappedGroups: string[];
  groupsState: string;
}

async function explained(...args: string[]): Promise<Explained> {
  const { code, out, errors } = await runCli(['explain', mapping, '--json', ...args]);
  expect([code, errors]).toEqual([0, '']);
  return JSON.parse(out) as Explained;
}

test('prints the grants of a user, the entry of each, and the shadowed entries', async () => {
  const { grants, unmappedGroups } = await explained('--groups', 'Everyone,Managers,Elsewhere');
  expect(grants).toEqual([
    expect.objectContaining({
      kind: 'membership',
      team: 'Incident Response',
      role: 'EDITOR',
      group: 'Managers',
      entry: 1,
    }),
  ]);
  expect(grants[0]!.from).toMatchObject({
    path: 'mappings[1]',
    file: mapping,
    line: expect.any(Number) as number,
  });
  expect(grants[0]!.shadowed).toEqual([expect.objectContaining({ entry: 2, role: 'VIEWER' })]);
  expect(unmappedGroups).toEqual(['Elsewhere']);
});

test('a group with a comma in its name', async () => {
  const { grants, unmappedGroups } = await explained('--group', 'Sales, EMEA', '--group', 'Administrators');
  expect(unmappedGroups).toEqual(['Sales, EMEA']);
  expect(grants.map(({ kind }) => kind).sort()).toEqual(['membership', 'owner']);
});

test.each([
  ['attributes of an assertion', { groups: ['Managers'], mail: 'a@example.com' }, 'present', 1],
  ['one group', { groups: 'Managers' }, 'present', 1],
  ['an attribute of another name', { memberOf: ['Managers'] }, 'absent', 0],
  ['too many to send', { _claim_names: { groups: 'src1' } }, 'overage', 0],
  ['something else', { groups: 7 }, 'malformed', 0],
])('a profile with %s', async (_what, profile, state, grants) => {
  const result = await explained('--profile', folder.write('profile.json', profile));
  expect([result.groupsState, result.grants.length]).toEqual([state, grants]);
});

test('a test for CI: as expected ends with 0, anything else with 1 and the difference', async () => {
  const validFile = folder.write('right.json', {
    owner: false,
    memberships: { 'Incident Response': 'EDITOR' },
    caseGroups: [],
    permissions: [],
  });
  const args = ['explain', mapping, '--groups', 'Managers', '--expect'];
  expect(await runCli([...args, validFile])).toMatchObject({ code: 0 });

  const wrong = folder.write('wrong.json', { owner: true, memberships: { 'Incident Response': 'VIEWER' } });
  const { code, out, errors } = await runCli([...args, wrong]);
  expect(code).toBe(1);
  expect(out + errors).toMatch(/owner/);
  expect(out + errors).toMatch(/VIEWER[^]*EDITOR|EDITOR[^]*VIEWER/);
});

test('an expectation with a typo is a fault, and not one that always holds', async () => {
  const caseGroups = [{ team: 'T', caseGroup: 'C', rol: 'EDITOR' }];
  const typo = folder.write('typo.json', { membership: {}, caseGroups });
  const { code, out, errors } = await runCli(['explain', mapping, '--groups', 'A', '--expect', typo]);
  expect(code).toBe(1);
  // Each is told at the key itself.
  expect(out + errors).toContain(':2:3 fault membership: is not a known key; did you mean "memberships"?');
  expect(out + errors).toContain(':7:7 fault caseGroups[0].rol: is not a known key; did you mean "role"?');
});

describe('prefixes, providers and everyone', () => {
  const team = { team_name: 'Incident Response', role_name: 'VIEWER' };
  const file = folder.write('everyone.json', {
    mappings: [
      {
        group_prefix: 'Contractors',
        ...team,
        role_name: 'EDITOR',
        provider: 'entra',
        label: 'External staff',
      },
      { group_name: 'Contractors Berlin', ...team },
    ],
    everyone: [{ team_name: 'Lobby', role_name: 'VIEWER' }, team],
  });
  const explain = async (...args: string[]) => {
    const { code, out, errors } = await runCli(['explain', file, ...args]);
    expect([code, errors]).toEqual([0, '']);
    return out;
  };

  test('each grant has its entry, and the entries that lost to it', async () => {
    const out = await explain('--group', 'Contractors Berlin', '--provider', 'entra', '--json');
    const { grants } = JSON.parse(out) as Explained;
    expect(grants).toMatchObject([
      {
        ...{ role: 'EDITOR', group: 'Contractors Berlin', prefix: 'Contractors', entry: 0 },
        shadowed: [
          { entry: 1, from: { path: 'mappings[1]' } },
          { group: null, entry: 1, from: { path: 'everyone[1]' } },
        ],
      },
      { team: 'Lobby', group: null, entry: 0, from: { path: 'everyone[0]' } },
    ]);
  });

  test('the text names label, prefix and everyone', async () => {
    const out = await explain('--group', 'Contractors Berlin', '--provider', 'entra');
    expect(out).toMatch(
      /from mappings\[0\] "External staff" \(line \d+\), group "Contractors Berlin" by the prefix "Contractors"/,
    );
    expect(out).toMatch(/"Lobby" as "VIEWER" {2}from everyone\[0\] \(line \d+\)\n/);
    expect(out).not.toContain('--provider');
  });

  test('without --provider, entries for one do not apply, and a line says so', async () => {
    const out = await explain('--group', 'Contractors Berlin');
    expect(out).toContain('"Incident Response" as "VIEWER"');
    expect(out).toContain('Entries for one provider apply only with --provider, for example "entra"');
  });
});

test.each([
  ['a pointer', { realm_access: { roles: ['Managers'] } }, ['--group-attribute', '/realm_access/roles']],
  ['several attributes', { a: ['Managers'], b: [] }, ['--group-attribute', 'a', '--group-attribute', 'b']],
  ['names in one value', { groups: 'x; Managers' }, ['--group-split', ';']],
  ['a list in JSON', { groups: '["Managers"]' }, ['--group-json']],
  ['distinguished names', { groups: 'CN=Managers,DC=x' }, ['--group-dn', 'cn']],
])('the groups of a profile with %s', async (_what, profile, options) => {
  const file = folder.write('profile.json', profile);
  const { grants, groupsState } = await explained('--profile', file, ...options);
  expect([groupsState, grants.map(({ role }) => role)]).toEqual(['present', ['EDITOR']]);
});

test('a profile that lacks one of several attributes says so', async () => {
  const file = folder.write('profile.json', { a: ['Managers'] });
  const { out } = await runCli([
    ...['explain', mapping, '--profile', file],
    ...['--group-attribute', 'a', '--group-attribute', 'b'],
  ]);
  expect(out).toContain('The profile has nothing at "b".');
  expect(out).toContain('"Incident Response" as "EDITOR"');
});

test('an attribute that is no pointer is refused as in the settings', async () => {
  const file = folder.write('profile.json', {});
  const { code, errors } = await runCli(['explain', mapping, '--profile', file, '--group-attribute', '/~']);
  expect([code, errors]).toEqual([2, expect.stringContaining('must be a JSON Pointer')]);
});
