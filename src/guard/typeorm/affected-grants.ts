import { grantsOfCaseGroup, grantsOfTeam, grantsOfUser } from './dependent-grants';
import type { GuardQueries } from './guard-queries';
import type { GuardConfig } from '../registry';
import type { Row } from './row';
import { changedProperties, statesOf, isRemoval, tenantsOf, type RowChange } from './row-change';
import type { AffectedGrant } from './managed-settings';
import { OWNER_PROPERTIES, type GuardedTable } from './guarded-table';

/** The managed grants that a write affects, loaded one after the other: most writes need at most one. */
export async function* affectedGrants(
  config: GuardConfig,
  queries: GuardQueries,
  table: GuardedTable,
  change: RowChange,
): AsyncGenerator<AffectedGrant> {
  switch (table.entity) {
    case 'User':
      yield* affectedByUser(queries, table, change);
      break;
    case 'Team':
      yield* affectedByTeam(queries, table, change, config);
      break;
    case 'CaseGroup':
      yield* affectedByCaseGroup(queries, change);
      break;
    case 'Membership':
      for (const state of statesOf(change))
        yield await toMembershipGrant(queries, state, await queries.team(state.teamId));
      break;
    case 'CaseGroupMembership':
      for (const state of statesOf(change)) {
        yield await toMembershipGrant(queries, state, await queries.teamOfCaseGroup(state.caseGroupId));
      }
      break;
    case 'TenantPermission':
      for (const state of statesOf(change)) yield await toPermissionGrant(queries, state);
      break;
  }
}

async function* affectedByUser(
  queries: GuardQueries,
  table: GuardedTable,
  change: RowChange,
): AsyncGenerator<AffectedGrant> {
  const changed = changedProperties(change);
  const tenants = tenantsOf(change, table);
  if (OWNER_PROPERTIES.some((property) => changed.has(property))) yield { area: 'owners', tenants };
  // The area covers both sending and accepting an invitation.
  if (changed.has('invited')) yield { area: 'invitations', tenants };
  const isMoved = change.before !== null && changed.has('tenant');
  if (isMoved || isRemoval(change)) yield* grantsOfUser(queries, change.before, tenants);
}

async function* affectedByTeam(
  queries: GuardQueries,
  table: GuardedTable,
  change: RowChange,
  { managedTeams }: GuardConfig,
): AsyncGenerator<AffectedGrant> {
  if (change.before === null) return;
  const changed = changedProperties(change);
  // Renaming a team adds it to the scope of a mapping, or removes it, together with its memberships.
  const isRenamed = managedTeams === 'mapped' && changed.has('name');
  if (!isRenamed && !changed.has('tenant') && !isRemoval(change)) return;
  const names = [change.before?.name, ...(changed.has('name') ? [change.after?.name] : [])];
  yield* grantsOfTeam(queries, change.before, names, tenantsOf(change, table));
}

async function* affectedByCaseGroup(queries: GuardQueries, change: RowChange): AsyncGenerator<AffectedGrant> {
  const { before, after } = change;
  if (before === null) return;
  const isMoved = after === undefined || changedProperties(change).has('teamId');
  if (!isMoved && !isRemoval(change)) return;
  yield* grantsOfCaseGroup(queries, before, [before?.teamId, ...(isMoved ? [after?.teamId] : [])]);
}

async function toMembershipGrant(
  queries: GuardQueries,
  { userId }: Row,
  team: { tenant?: string | undefined; name?: string | undefined },
): Promise<AffectedGrant> {
  // The user's tenant and the team's: the app may add neither a member nor a user of another tenant to a managed team.
  const tenants = [await queries.tenantOfUser(userId), team.tenant];
  return { area: 'memberships', tenants, team: team.name };
}

async function toPermissionGrant(queries: GuardQueries, { userId, permission }: Row): Promise<AffectedGrant> {
  return {
    area: 'permissions',
    tenants: [await queries.tenantOfUser(userId)],
    permission: typeof permission === 'string' ? permission : undefined,
  };
}
