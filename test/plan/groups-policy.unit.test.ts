import { applyGroupsPolicy, type GroupsPolicies } from '../../src/plan/groups-policy';
import type { Groups } from '../../src/identity/groups';

const ABSENT: Groups = { state: 'absent' };
const OVERAGE: Groups = { state: 'overage' };
const MALFORMED: Groups = { state: 'malformed', problem: 'a number' };
const NO_GROUPS = { decision: 'apply', names: [] };

test.each<[Groups, string[]]>([
  [{ state: 'present', names: ['a'] }, ['a']],
  [{ state: 'empty' }, []],
])('%j applies, whatever the policies', (groups, names) => {
  const policies = { absent: 'deny', overage: 'deny', malformed: 'deny' } as const;
  expect(applyGroupsPolicy(groups, policies, false)).toEqual({ decision: 'apply', names });
});

test.each([
  ['absent groups of a provider that has never sent any', ABSENT, false, { state: 'absent' }],
  ['an overage', OVERAGE, true, { state: 'overage' }],
  ['malformed groups', MALFORMED, true, { state: 'malformed', problem: 'a number' }],
])('by default %s keep the grants', (_, groups, hasSent, details) => {
  expect(applyGroupsPolicy(groups, {}, hasSent)).toEqual({ decision: 'keep', ...details });
});

test('by default absent groups of a provider that has sent some are none', () => {
  expect(applyGroupsPolicy(ABSENT, {}, true)).toEqual(NO_GROUPS);
  expect(applyGroupsPolicy(ABSENT, { absent: 'auto' }, true)).toEqual(NO_GROUPS);
});

describe.each([ABSENT, OVERAGE, MALFORMED])('$state', (groups) => {
  const policy = (value: string) => ({ [groups.state]: value }) as GroupsPolicies;

  test.each([true, false])(
    'keep, revoke and deny do what they say, with groups sent before: %s',
    (hasSent) => {
      expect(applyGroupsPolicy(groups, policy('keep'), hasSent)).toEqual({ decision: 'keep', ...groups });
      expect(applyGroupsPolicy(groups, policy('revoke'), hasSent)).toEqual(NO_GROUPS);
      expect(applyGroupsPolicy(groups, policy('deny'), hasSent)).toEqual({
        decision: 'deny',
        code: `groups_${groups.state}`,
        ...groups,
      });
    },
  );
});
