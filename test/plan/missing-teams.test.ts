import { entities } from 'passport-jit';
import { openHarness, type Harness } from '../support/harness/harness';
import { syncSettings } from '../support/harness/grants';

let harness: Harness;
beforeEach(async () => {
  harness = await openHarness();
});
afterEach(() => harness.close());

const mapping = {
  tenant_owners_groups: ['Everyone'],
  mappings: [
    { group_name: 'Everyone', team_name: 'Payroll', role_name: 'VIEWER' },
    { group_name: 'Everyone', team_name: 'Payroll', case_group_name: 'Loans', role_name: 'EDITOR' },
    {
      group_name: 'Everyone',
      team_name: 'Incident Response',
      case_group_name: 'Malware',
      role_name: 'EDITOR',
    },
    { group_name: 'Everyone', team_name: 'Analytics', role_name: 'VIEWER' },
  ],
};
const ALL = [
  'Analytics: VIEWER',
  'Incident Response/Malware: EDITOR',
  'Payroll/Loans: EDITOR',
  'Payroll: VIEWER',
  'owner',
];
const NOTES = [
  { kind: 'missingTeam', team: 'Payroll', entry: 0 },
  { kind: 'missingCaseGroup', team: 'Payroll', caseGroup: 'Loans', entry: 1 },
  { kind: 'missingCaseGroup', team: 'Incident Response', caseGroup: 'Malware', entry: 2 },
];

const configured = (more: object = {}) =>
  harness.reconfigured({ settings: syncSettings({ mapping }), ...more });
const signIn = (jit = configured(), subject = 'ada') => harness.signIn(subject, ['Everyone'], { with: jit });

test('entries with a missing team or case group are skipped with a note, the other grants are given', async () => {
  expect(await signIn()).toMatchObject({ outcome: 'created', notes: NOTES });
  expect(await harness.grants('ada')).toEqual(['Analytics: VIEWER', 'owner']);
  expect(await harness.audit('skipped')).toMatchObject([{ details: { notes: NOTES } }]);
});

test('missing teams are granted at the next sign-in after they were created', async () => {
  await signIn();
  await harness.dataSource.manager.save(entities.Team, { name: 'Payroll' });
  expect(await signIn()).toMatchObject({ outcome: 'synced', notes: NOTES.slice(1) });
  expect(await harness.grants('ada')).toEqual(['Analytics: VIEWER', 'Payroll: VIEWER', 'owner']);
});

test('the next entry does not replace a winning entry with a missing team', async () => {
  const rivals = { mappings: [mapping.mappings[0], { ...mapping.mappings[0], role_name: 'EDITOR' }] };
  const jit = configured({ settings: syncSettings({ mapping: rivals }) });
  expect((await signIn(jit)).notes).toEqual([NOTES[0]]);
});

test('a team of another tenant does not count', async () => {
  await harness.dataSource.manager.save(entities.Team, { tenant: 'acme', name: 'Payroll' });
  expect((await signIn()).notes).toContainEqual(NOTES[0]);
  expect(await harness.grants('ada')).toEqual(['Analytics: VIEWER', 'owner']);
});

describe('createMissingTeams', () => {
  test('creates only the required teams and case groups, in this tenant', async () => {
    const unneeded = { group_name: 'Managers', team_name: 'Board', role_name: 'VIEWER' };
    const more = { ...mapping, mappings: [...mapping.mappings, unneeded] };
    const jit = configured({ createMissingTeams: true, settings: syncSettings({ mapping: more }) });
    expect(await signIn(jit)).toMatchObject({ outcome: 'created', notes: [] });
    expect(await harness.grants('ada')).toEqual(ALL);
    const teams = await harness.dataSource.manager.find(entities.Team, { order: { name: 'ASC' } });
    expect(teams.map(({ name, tenant }) => [name, tenant])).toEqual([
      ['Analytics', 'default'],
      ['Incident Response', 'default'],
      ['Payroll', 'default'],
    ]);
  });

  test('creates them once, whichever sign-in is first', async () => {
    const jit = configured({ createMissingTeams: true });
    const people = ['a', 'b', 'c', 'd', 'e', 'f'];
    await Promise.all(people.map((subject) => signIn(jit, subject)));
    for (const subject of people) expect(await harness.grants(subject)).toEqual(ALL);
    expect(await harness.dataSource.manager.count(entities.Team)).toBe(3);
    expect(await harness.dataSource.manager.count(entities.CaseGroup)).toBe(3);
  });

  test('creates none for a refused user', async () => {
    const jit = configured({ createMissingTeams: true, unmatched: 'deny' });
    await harness.signIn('ada', ['Unheard-of'], { with: jit });
    expect(await harness.dataSource.manager.count(entities.Team)).toBe(2);
  });
});
