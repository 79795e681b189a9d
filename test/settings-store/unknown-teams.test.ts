import { MappingError, type Fault } from 'passport-jit';
import { type Harness } from '../support/harness/harness';
import {
  expectNothingStored,
  SYNC_SETTINGS,
  openStoredSettingsHarness,
} from '../support/harness/stored-settings';

let harness: Harness;
beforeEach(async () => {
  harness = await openStoredSettingsHarness();
});
afterEach(() => harness.close());

const ENTRY = { group_name: 'Everyone', team_name: 'Incident Response', role_name: 'VIEWER' };

type PlainFault = Pick<Fault, 'path' | 'message'>;

async function faultsOf(mappings: object[], jit = harness.jit): Promise<PlainFault[]> {
  const change = jit.settings.update({ mapping: { mappings } }, { version: 0, actor: 'ada' });
  const error: unknown = await change.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error === undefined) return [];
  expect(error).toBeInstanceOf(MappingError);
  expect(error).toMatchObject({ code: 'mapping_invalid', status: 422 });
  return (error as MappingError).faults.map(({ path, message }) => ({ path, message }));
}

test('a missing team or case group is a fault, with the closest existing one, and nothing is stored', async () => {
  const faults = await faultsOf([
    ENTRY,
    { ...ENTRY, team_name: 'Incident Respons' },
    { ...ENTRY, case_group_name: 'Phising' },
    { ...ENTRY, team_name: 'Analytics', case_group_name: 'Phishing' },
    { ...ENTRY, team_name: 'analytics' },
    { ...ENTRY, team_name: 'Payroll' },
  ]);
  expect(faults).toEqual([
    {
      path: 'mappings[1].team_name',
      message: 'is not a team of this tenant; did you mean "Incident Response"?',
    },
    {
      path: 'mappings[2].case_group_name',
      message: 'is not a case group of the team "Incident Response"; did you mean "Phishing"?',
    },
    { path: 'mappings[3].case_group_name', message: 'is not a case group of the team "Analytics"' },
    { path: 'mappings[4].team_name', message: 'is not a team of this tenant; did you mean "Analytics"?' },
    { path: 'mappings[5].team_name', message: 'is not a team of this tenant' },
  ]);
  await expectNothingStored(harness, harness.jit);
});

test('unknown teams are reported together with every other fault', async () => {
  const faults = await faultsOf([
    { ...ENTRY, team_name: 'Payroll', role_name: 'NO_ROLE' },
    { ...ENTRY, tem: 1 },
  ]);
  expect(faults.map(({ path }) => path)).toEqual([
    'mappings[1].tem',
    'mappings[0].team_name',
    'mappings[0].role_name',
  ]);
});

test('teams of another tenant do not count', async () => {
  const change = harness.jit.settings.update(SYNC_SETTINGS, { tenant: 'acme', version: 0, actor: 'ada' });
  await expect(change).rejects.toMatchObject({ code: 'mapping_invalid' });
});

test('with createMissingTeams, unknown teams are no fault', async () => {
  const jit = harness.reconfigured({ createMissingTeams: true });
  expect(await faultsOf([{ ...ENTRY, team_name: 'Payroll', case_group_name: 'Loans' }], jit)).toEqual([]);
});

test('a team that is deleted later blocks neither switching sync off nor a sign-in', async () => {
  await harness.jit.settings.update(SYNC_SETTINGS, { version: 0, actor: 'ada' });
  await harness.dataSource.query(`DELETE FROM jit_teams WHERE name = 'Analytics'`);
  expect(await harness.signIn('ada', ['Administrators'])).toMatchObject({
    outcome: 'created',
    notes: [{ kind: 'missingTeam', team: 'Analytics', entry: 0 }],
  });
  const off = await harness.jit.settings.update({ enhancedSync: false }, { version: 1, actor: 'ada' });
  expect(off).toMatchObject({ ...SYNC_SETTINGS, enhancedSync: false, version: 2 });
});
