import { readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import type { DataSource } from 'typeorm';
import { createProvisioning, type Laws } from 'passport-jit';
import { lawsSchema } from '../../src/proofs/laws-schema';
import { checkLaws } from '../../src/proofs/check-laws';
import { lawFaults } from '../../src/proofs/laws';
import { MAPPING } from '../support/fixtures/mapping';
import { normalizedMapping } from '../support/fixtures/parse-mapping';
import { openDatabase } from '../support/harness/harness';
import { runCli, TemporaryFolder } from '../support/processes/cli';

const TEAM = 'Incident Response';
const mapping = {
  tenant_owners_groups: ['Administrators', 'Contractors Lead'],
  tenant_permission: [{ group_name: 'Auditors', permission_name: 'AUDIT_LOG_READ', provider: 'entra' }],
  mappings: [
    { group_name: 'Managers', team_name: TEAM, role_name: 'EDITOR' },
    { group_prefix: 'Con', team_name: TEAM, role_name: 'VIEWER' },
    { group_name: 'Managers', team_name: 'Audit', role_name: 'VIEWER' },
    { group_name: 'Auditors', team_name: 'Audit', role_name: 'EDITOR' },
  ],
};
const EVERYONE = [{ team_name: 'Lobby', role_name: 'VIEWER' }];

const broken = (laws: Laws, more: object = {}) =>
  checkLaws(normalizedMapping({ ...mapping, ...more }), laws).map(
    ({ path: at, message }) => `${at}: ${message}`,
  );

test.each<[string, Laws]>([
  ['no laws', {}],
  [
    'never, of a grant that no such group has',
    { never: [{ grant: 'owner', to: { group_prefix: 'Sales' } }] },
  ],
  [
    'never, of another role',
    { never: [{ grant: { team: TEAM, role: 'EDITOR' }, to: { group_prefix: 'Contractors' } }] },
  ],
  [
    'apart, of grants of which one excludes the other',
    {
      apart: [
        [
          { team: TEAM, role: 'EDITOR' },
          { team: TEAM, role: 'VIEWER' },
        ],
      ],
    },
  ],
  ['always, of any role', { always: [{ grant: { team: TEAM }, to: { group_name: 'Contractors' } }] }],
  [
    'always, of the first entry',
    { always: [{ grant: { team: TEAM, role: 'EDITOR' }, to: { group_name: 'Managers' } }] },
  ],
  ['owners', { owners: ['Administrators', 'Contractors Lead', 'Others'] }],
])('%s: a law that holds', (_, laws) => {
  expect(broken(laws)).toEqual([]);
});

test.each<[string, Laws, string]>([
  [
    'never',
    { never: [{ grant: 'owner', to: { group_prefix: 'Contractors' } }] },
    'tenant_owners_groups[1]: breaks the law never[0]: a user in "Contractors Lead" has owner status',
  ],
  [
    'never, by a shorter prefix of the mapping',
    { never: [{ grant: { team: TEAM }, to: { group_prefix: 'Contractors' } }] },
    'mappings[1]: breaks the law never[0]: a user in "Contractors" has a role in the team "Incident Response"',
  ],
  [
    'never, at one provider',
    { never: [{ grant: { permission: 'AUDIT_LOG_READ' }, to: { group_name: 'Auditors' } }] },
    'tenant_permission[0]: breaks the law never[0]: a user in "Auditors" who signs in through "entra" has the permission "AUDIT_LOG_READ"',
  ],
  [
    'never, by everyone',
    { never: [{ grant: { team: 'Lobby' }, to: { group_prefix: 'Contractors' } }] },
    'everyone[0]: breaks the law never[0]: a user in "Contractors" has a role in the team "Lobby"',
  ],
  [
    'apart',
    {
      apart: [
        [
          { team: TEAM, role: 'EDITOR' },
          { team: 'Audit', role: 'EDITOR' },
        ],
      ],
    },
    '',
  ],
  [
    'apart, by two groups',
    {
      apart: [
        [
          { team: TEAM, role: 'VIEWER' },
          { team: 'Audit', role: 'EDITOR' },
        ],
      ],
    },
    'mappings[3]: breaks the law apart[0]: a user in "Auditors" and "Con" has "VIEWER" of the team "Incident Response" and "EDITOR" of the team "Audit"',
  ],
  [
    'always',
    { always: [{ grant: { team: TEAM, role: 'VIEWER' }, to: { group_name: 'Contractors' } }] },
    'mappings[0]: breaks the law always[0]: a user in "Contractors" and "Managers" does not have "VIEWER" of the team "Incident Response"',
  ],
  [
    'always, without any entry',
    { always: [{ grant: { team: 'Support' }, to: { group_name: 'Support' } }] },
    'mappings: breaks the law always[0]: a user in "Support" does not have a role in the team "Support"',
  ],
  [
    'owners',
    { owners: ['Administrators'] },
    'tenant_owners_groups[1]: breaks the law owners: "Contractors Lead" is none of the groups that may make owners',
  ],
])('%s: a law that is broken', (_, laws, fault) => {
  expect(broken(laws, { everyone: EVERYONE })).toEqual(fault === '' ? [] : [fault]);
});

const WRONG = {
  never: [{ grant: 'owners', to: { group_prefix: 'Co' } }, { grant: { team: 7 } }],
  apart: [['owner']],
  always: {},
  alway: [],
};

test('all faults of laws are reported at once', () => {
  expect(lawFaults(WRONG).map(({ path: at }) => at)).toEqual([
    'alway',
    'never[0].grant',
    'never[0].to.group_prefix',
    'never[1].grant.team',
    'never[1].to',
    'apart[0]',
    'always',
  ]);
});

test('the JSON Schema says the same, and is the file of the package', () => {
  const isValid = new Ajv2020().compile(lawsSchema());
  const laws: Laws = {
    never: [{ grant: 'owner', to: { group_prefix: 'Contractors' } }],
    apart: [[{ permission: 'READ' }, { team: TEAM, caseGroup: 'Phishing', role: 'EDITOR' }]],
    always: [{ grant: { team: TEAM }, to: { group_name: 'A' } }],
    owners: ['A'],
  };
  expect([isValid(laws), lawFaults(laws)]).toEqual([true, []]);
  expect(isValid(WRONG)).toBe(false);
  const file = readFileSync(path.resolve(__dirname, '../../laws.schema.json'), 'utf8');
  expect(JSON.parse(file)).toEqual(JSON.parse(JSON.stringify(lawsSchema())));
});

describe('the option laws', () => {
  let dataSource: DataSource;
  beforeAll(async () => {
    dataSource = await openDatabase();
  });
  afterAll(() => dataSource.destroy());
  const laws: Laws = { owners: ['Administrators'] };

  test('refuses to save a mapping that breaks a law', async () => {
    const jit = createProvisioning({ dataSource, laws, createMissingTeams: true });
    const change = { version: 0, actor: 'ada' };
    await expect(jit.settings.update({ mapping }, change)).rejects.toMatchObject({
      code: 'mapping_invalid',
      faults: [{ code: 'law_broken', path: 'tenant_owners_groups[1]' }],
    });
    await jit.settings.update({ mapping: MAPPING }, change);
    expect((await jit.settings.get()).version).toBe(1);
  });

  test('applies to settings in code, and is itself validated', () => {
    expect(() => createProvisioning({ dataSource, laws, settings: { mapping } })).toThrow(
      /breaks the law owners/,
    );
    const invalid = { never: [{ grant: 'owner', to: {} }] } as unknown as Laws;
    expect(() => createProvisioning({ dataSource, laws: invalid })).toThrow(
      /laws\.never\[0\]\.to\.group_name: is missing/,
    );
  });
});

test('check --laws reports the place in the mapping', async () => {
  const folder = new TemporaryFolder();
  try {
    const file = folder.write('mapping.json', mapping);
    const lawFile = folder.write('laws.json', { owners: ['Administrators'] });
    const { code, out } = await runCli(['check', file, '--laws', lawFile]);
    expect(code).toBe(1);
    expect(out).toMatch(/mapping\.json:\d+:\d+ fault tenant_owners_groups\[1\]: breaks the law owners/);
    expect(await runCli(['check', file, '--laws', folder.write('wrong.json', WRONG)])).toMatchObject({
      code: 1,
    });
    expect(await runCli(['check', file, '--laws', folder.write('none.json', {})])).toMatchObject({ code: 0 });
  } finally {
    folder.remove();
  }
});
