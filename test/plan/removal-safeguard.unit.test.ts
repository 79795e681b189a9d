import { exceedsLimits, isReleased, NO_REMOVALS, removesEverything } from '../../src/plan/removal-safeguard';
import type { GrantChange } from '../../src/plan/change';
import { currentUser, MANUAL, mapped, MAPPED_OWNER, VIEWER_MEMBERSHIP } from '../support/builders/plan-input';

const REMOVE_VIEWER: GrantChange = {
  kind: 'membership',
  team: 'Incident Response',
  action: 'remove',
  previousRole: 'VIEWER',
  previousSource: 'mapping',
};
const REMOVE_OWNER: GrantChange = { kind: 'owner', action: 'remove', previousSource: 'mapping' };
const REMOVE_MANUAL: GrantChange = { ...REMOVE_VIEWER, team: 'Cooking', previousSource: 'manual' };
const ADD_OWNER: GrantChange = { kind: 'owner', action: 'add', reason: { group: 'a', entry: 0 } };

const VIEWER = currentUser({ memberships: [VIEWER_MEMBERSHIP] });
const OWNER = currentUser({ memberships: [VIEWER_MEMBERSHIP], ...MAPPED_OWNER });
const WITH_MANUAL = currentUser({
  memberships: [VIEWER_MEMBERSHIP, { ...MANUAL, role: 'EDITOR', team: { name: 'Cooking' } }],
});
const ONLY_MANUAL = currentUser({ memberships: [WITH_MANUAL.memberships[1]!] });
const WITH_PERMISSION = currentUser({
  memberships: [VIEWER_MEMBERSHIP],
  tenantPermissions: [{ ...mapped('Auditors', 0), permission: 'AUDIT_LOG_READ' }],
});

test.each([
  [true, 'the only grant', VIEWER, [REMOVE_VIEWER]],
  [true, 'membership and owner status', OWNER, [REMOVE_VIEWER, REMOVE_OWNER]],
  [true, 'the mapped grant, beside a manual one that stays', WITH_MANUAL, [REMOVE_VIEWER]],
  [false, 'one of two grants', OWNER, [REMOVE_VIEWER]],
  [false, 'one of two grants of different kinds', WITH_PERMISSION, [REMOVE_VIEWER]],
  [false, 'the only grant, for another one', VIEWER, [REMOVE_VIEWER, ADD_OWNER]],
  [false, 'a manual grant alone', ONLY_MANUAL, [REMOVE_MANUAL]],
  [false, 'nothing', VIEWER, []],
])('removes everything the provider gave: %s, %s', (expected, _, user, changes) => {
  expect(removesEverything(user, changes)).toBe(expected);
});

const at = (time: number) => new Date(time);

test.each([
  [true, 'held before the release', at(1), at(2)],
  [true, 'held in the same millisecond', at(2), at(2)],
  [false, 'held after it', at(3), at(2)],
  [false, 'never held', null, at(2)],
  [false, 'held and never released', at(1), null],
])('released: %s for a user whose removals were %s', (expected, _, removalsHeldAt, releasedAt) => {
  expect(isReleased(currentUser({ removalsHeldAt }), { ...NO_REMOVALS, releasedAt })).toBe(expected);
});

const LIMITS = { window: 1, maxUsers: 2, maxShare: 0.5 };
const OVER = { ...NO_REMOVALS, recentUsers: 2, activeUsers: 4 };

test.each([
  [true, 'over both limits', true, OVER],
  [false, 'at the number of users', true, { ...OVER, recentUsers: 1, activeUsers: 2 }],
  [false, 'at the share of the active users', true, { ...OVER, activeUsers: 6 }],
  [false, 'over both limits, but with grants left', false, OVER],
  [true, 'with grants left, while removals are held', false, { ...NO_REMOVALS, heldAt: at(1) }],
])('removals are held: %s %s', (expected, _, losesEverything, stats) => {
  expect(exceedsLimits(VIEWER, losesEverything, stats, LIMITS)).toBe(expected);
});

test('a released user is not held again, and without limits no user is', () => {
  const released = currentUser({ removalsHeldAt: at(1) });
  const stats = { ...OVER, heldAt: at(3), releasedAt: at(2) };
  expect(exceedsLimits(released, true, stats, LIMITS)).toBe(false);
  expect(exceedsLimits(VIEWER, true, stats, LIMITS)).toBe(true);
  expect(exceedsLimits(VIEWER, true, stats, false)).toBe(false);
});
