import type { UserBase } from '../entities/user';
import type { Claims } from '../identity/claims';
import type { Plan } from '../plan/plan';
import type { UsableGroups } from '../plan/usable-groups';

/** What a sign-in says of the user's own row, beside the changes of the plan. */
export interface Sighting {
  claims: Claims;
  groups: UsableGroups;
  plan: Plan;
  at: Date;
  /** Moments that are younger than this, in milliseconds, are exact enough. */
  precision: number;
}

/** The columns of a user's row that a sign-in sets: none for a sign-in that says nothing new. */
export function sightingColumns(user: UserBase | undefined, sighting: Sighting): Partial<UserBase> {
  const { claims, groups, plan, at, precision } = sighting;
  const columns: Partial<UserBase> = {};
  if (groups.use === 'names' && !sameNames(user?.identityProviderGroups, groups.names)) {
    columns.identityProviderGroups = [...groups.names];
  }
  if (user?.groupsState !== claims.groups.state) columns.groupsState = claims.groups.state;

  const held = plan.notes.some(({ kind }) => kind === 'lossesHeld');
  if (held && !user?.lossesHeldAt) columns.lossesHeldAt = at;
  if (plan.synced && user?.lossesHeldAt) columns.lossesHeldAt = null;

  const isOld = (moment: Date | null | undefined) => !moment || at.getTime() - moment.getTime() >= precision;
  const isNews = Object.keys(columns).length > 0 || plan.changes.length > 0;
  if (plan.decision !== 'deny' && (isNews || isOld(user?.lastSignInAt))) columns.lastSignInAt = at;
  if (plan.synced && (isNews || isOld(user?.lastSyncedAt))) columns.lastSyncedAt = at;
  return columns;
}

function sameNames(known: readonly string[] | null | undefined, names: readonly string[]): boolean {
  if (!known || known.length !== names.length) return false;
  const set = new Set(known);
  return names.every((name) => set.has(name));
}
