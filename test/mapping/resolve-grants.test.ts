import { identity, openHarness, type Harness } from '../support/harness/harness';

const TEAM = 'Incident Response';
const editors = { group_name: 'Editors', team_name: TEAM, role_name: 'EDITOR' };
const viewers = { group_name: 'Viewers', team_name: TEAM, role_name: 'VIEWER' };
const phishingEditors = { ...editors, case_group_name: 'Phishing' };
const phishingViewers = { ...viewers, case_group_name: 'Phishing' };

describe('of several entries for one place the first that applies wins', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await openHarness();
  });
  afterAll(() => harness.close());

  let people = 0;
  async function grantsOf(mapping: object, groups: string[]) {
    const jit = harness.reconfigured({ settings: { justInTime: true, mapping } });
    const person = `person ${people++}`;
    await jit.provision(identity(person, groups), { provider: 'okta' });
    return harness.grants(person);
  }

  test.each([
    ['in the order of the entries', [editors, viewers], 'EDITOR'],
    ['the other way round', [viewers, editors], 'VIEWER'],
  ])('for a team, %s', async (_, mappings, role) => {
    // In which order the groups come says nothing.
    expect(await grantsOf({ mappings }, ['Editors', 'Viewers'])).toEqual([`${TEAM}: ${role}`]);
    expect(await grantsOf({ mappings }, ['Viewers', 'Editors'])).toEqual([`${TEAM}: ${role}`]);
  });

  test.each([
    ['in the order of the entries', [phishingEditors, phishingViewers], 'EDITOR'],
    ['the other way round', [phishingViewers, phishingEditors], 'VIEWER'],
  ])('for a case group, %s', async (_, mappings, role) => {
    expect(await grantsOf({ mappings }, ['Editors', 'Viewers'])).toEqual([`${TEAM}/Phishing: ${role}`]);
  });

  test('an entry that does not apply is no rival', async () => {
    expect(await grantsOf({ mappings: [editors, viewers] }, ['Viewers'])).toEqual([`${TEAM}: VIEWER`]);
  });

  test('also of two entries of one group', async () => {
    const mappings = [{ ...viewers, role_name: 'TEAM_ADMIN' }, viewers];
    expect(await grantsOf({ mappings }, ['Viewers'])).toEqual([`${TEAM}: TEAM_ADMIN`]);
  });

  test('a case group is no rival of its team, and makes nobody its member', async () => {
    expect(await grantsOf({ mappings: [phishingEditors] }, ['Editors'])).toEqual([
      `${TEAM}/Phishing: EDITOR`,
    ]);
    expect(await grantsOf({ mappings: [phishingEditors, viewers] }, ['Editors', 'Viewers'])).toEqual([
      `${TEAM}/Phishing: EDITOR`,
      `${TEAM}: VIEWER`,
    ]);
  });

  test('one group may give several teams, owner status and permissions', async () => {
    const mapping = {
      tenant_owners_groups: ['Editors'],
      tenant_permission: [
        { group_name: 'Editors', permission_name: 'READ' },
        { group_name: 'Editors', permission_name: 'WRITE' },
      ],
      mappings: [editors, { ...editors, team_name: 'Analytics', role_name: 'VIEWER' }, phishingEditors],
    };
    const all = [
      'Analytics: VIEWER',
      `${TEAM}/Phishing: EDITOR`,
      `${TEAM}: EDITOR`,
      'READ',
      'WRITE',
      'owner',
    ];
    expect(await grantsOf(mapping, ['Editors'])).toEqual(all.sort());
  });
});
