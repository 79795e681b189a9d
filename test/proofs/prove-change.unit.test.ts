import { MappingError, proveChange } from 'passport-jit';
import { withinMaxSeconds } from '../support/fixtures/large-mapping';
import { MAPPING } from '../support/fixtures/mapping';

const TEAM = { team_name: 'Incident Response' };
const GRANT = { kind: 'membership', team: 'Incident Response' };
const entry = (group_name: string, role_name: string) => ({ group_name, role_name, ...TEAM });

test('the same mapping changes nothing for any set of groups', () => {
  expect(proveChange(MAPPING, MAPPING)).toEqual({
    gained: [],
    lost: [],
    changed: [],
    unchanged: [
      { kind: 'membership', team: 'Analytics' },
      { kind: 'owner' },
      GRANT,
      { kind: 'caseGroup', team: 'Incident Response', caseGroup: 'Phishing' },
      { kind: 'permission', permission: 'AUDIT_LOG_READ' },
    ].map((grant) => expect.objectContaining(grant) as object),
  });
});

test('a change that needs two groups is found', () => {
  const before = { mappings: [entry('Phishing', 'VIEWER'), entry('Contractors', 'EDITOR')] };
  const after = { mappings: [entry('Contractors', 'EDITOR'), entry('Phishing', 'VIEWER')] };
  const { gained, lost, changed } = proveChange(before, after);
  expect([gained, lost]).toEqual([[], []]);
  expect(changed).toEqual([
    { grant: GRANT, before: 'VIEWER', after: 'EDITOR', groups: ['Contractors', 'Phishing'] },
  ]);
});

test('an escalation by a prefix is found, with a group that no entry names', () => {
  const before = { ...MAPPING, mappings: [...MAPPING.mappings, { ...entry('Con', 'VIEWER') }] };
  const after = {
    ...before,
    mappings: [{ group_prefix: 'Con', role_name: 'EDITOR', ...TEAM }, ...before.mappings],
  };
  const { gained, changed } = proveChange(before, after);
  expect(gained).toEqual([{ grant: GRANT, before: null, after: 'EDITOR', groups: ['Conx'] }]);
  expect(changed).toEqual([{ grant: GRANT, before: 'VIEWER', after: 'EDITOR', groups: ['Con'] }]);
});

test('a change at one provider names it', () => {
  const after = {
    ...MAPPING,
    mappings: [...MAPPING.mappings, { ...entry('Sales', 'VIEWER'), provider: 'entra' }],
  };
  expect(proveChange(MAPPING, after).gained).toEqual([
    { grant: GRANT, before: null, after: 'VIEWER', groups: ['Sales'], provider: 'entra' },
  ]);
});

test('what everyone gains needs no group', () => {
  const after = { ...MAPPING, everyone: [{ team_name: 'Analytics', role_name: 'VIEWER' }] };
  expect(proveChange(MAPPING, after).gained).toEqual([
    { grant: { kind: 'membership', team: 'Analytics' }, before: null, after: 'VIEWER', groups: [] },
  ]);
});

test('owners and permissions are gained and lost', () => {
  const after = { mappings: MAPPING.mappings, tenant_owners_groups: ['Phishing'] };
  const { gained, lost } = proveChange(MAPPING, after);
  expect(gained).toEqual([{ grant: { kind: 'owner' }, before: null, after: true, groups: ['Phishing'] }]);
  expect(lost).toEqual([
    { grant: { kind: 'owner' }, before: true, after: null, groups: ['Administrators'] },
    {
      grant: { kind: 'permission', permission: 'AUDIT_LOG_READ' },
      before: true,
      after: null,
      groups: ['Auditors'],
    },
  ]);
});

test('a prefix as long as a name may be is a group of its own', () => {
  const prefix = 'x'.repeat(1024);
  const before = { mappings: [entry('Sales', 'VIEWER')] };
  const after = { mappings: [...before.mappings, { group_prefix: prefix, role_name: 'EDITOR', ...TEAM }] };
  expect(proveChange(before, after).gained).toMatchObject([{ groups: [prefix] }]);
  const named = { mappings: [...before.mappings, entry(prefix, 'EDITOR')] };
  expect(proveChange(named, after).unchanged).toEqual([GRANT]);
});

test('the faults of both mappings are reported, and rules are optional', () => {
  const prove = () =>
    proveChange({ mappings: [] }, { mappings: [entry('A', 'LEAD')] }, { roles: ['EDITOR'] });
  expect(prove).toThrow(MappingError);
  expect(prove).toThrow(
    /before\.mappings: must have[^]*after\.mappings\[0\]\.role_name: is not a declared role/,
  );
  expect(proveChange(MAPPING, { mappings: [entry('A', 'LEAD')] }).gained).toHaveLength(1);
});

test.each([[false], [true]])(
  'planted escalations among 10,000 entries are found (prefixes: %s)',
  async (withPrefixes) => {
    const mappings = Array.from({ length: 10_000 }, (_, i) => ({
      ...(withPrefixes && i % 10 === 0 ? { group_prefix: `Group ${i}` } : { group_name: `Group ${i}` }),
      team_name: `Team ${i % 300}`,
      role_name: ['EDITOR', 'VIEWER'][i % 2],
    }));
    const after = [...mappings];
    const planted = [137, 4_242, 9_998];
    for (const i of planted) after.unshift({ ...mappings[i]!, role_name: 'TEAM_ADMIN' });
    const { gained, lost, changed } = await withinMaxSeconds(() =>
      proveChange({ mappings }, { mappings: after }),
    );
    expect([gained, lost]).toEqual([[], []]);
    const escalated = new Set(changed.map(({ grant }) => 'team' in grant && grant.team));
    expect(escalated).toEqual(new Set(planted.map((i) => `Team ${i % 300}`)));
    expect(changed.every((change) => change.after === 'TEAM_ADMIN')).toBe(true);
  },
);
