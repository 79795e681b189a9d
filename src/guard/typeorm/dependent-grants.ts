import { In } from 'typeorm';
import type { GuardQueries } from './guard-queries';
import { isTruthy, type Row } from './row';
import type { AffectedGrant } from './managed-settings';

/** The tenants of a row before and after a write. */
type Tenants = readonly string[];

/** The grants that a removal or move of the user affects. If TypeORM does not show the user, it may be any grant. */
export async function* grantsOfUser(
  queries: GuardQueries,
  user: Row | null | undefined,
  tenants: Tenants,
): AsyncGenerator<AffectedGrant> {
  const userId = user?.id;
  if (typeof userId !== 'string') {
    if (await queries.exists('User', { tenantOwner: true })) yield { area: 'owners', tenants: [] };
    if (await queries.exists('TenantPermission')) yield { area: 'permissions', tenants: [] };
    yield* membershipsInAnyTeam(queries);
    return;
  }
  if (isTruthy(user?.tenantOwner ?? true)) yield { area: 'owners', tenants };
  for (const permission of await queries.distinctValues('TenantPermission', 'permission', { userId })) {
    yield { area: 'permissions', tenants, permission };
  }
  const caseGroupIds = await queries.distinctValues('CaseGroupMembership', 'caseGroupId', { userId });
  const teamIds = [
    ...(await queries.distinctValues('Membership', 'teamId', { userId })),
    ...(await queries.distinctValues('CaseGroup', 'teamId', { id: In(caseGroupIds) })),
  ];
  for (const team of await queries.distinctValues('Team', 'name', { id: In(teamIds) })) {
    yield { area: 'memberships', tenants, team };
  }
}

/** The memberships of a team under any of its names, if there are any. */
export async function* grantsOfTeam(
  queries: GuardQueries,
  team: Row | null | undefined,
  names: readonly unknown[],
  tenants: Tenants,
): AsyncGenerator<AffectedGrant> {
  const teamId = team?.id;
  if (typeof teamId !== 'string') {
    yield* membershipsInAnyTeam(queries);
    return;
  }
  const caseGroupIds = await queries.distinctValues('CaseGroup', 'id', { teamId });
  const hasMemberships =
    (await queries.exists('Membership', { teamId })) ||
    (await queries.exists('CaseGroupMembership', { caseGroupId: In(caseGroupIds) }));
  if (!hasMemberships) return;
  for (const name of names) yield membershipsInTeam({ name }, tenants);
}

/** The memberships of a case group, in any of its teams. */
export async function* grantsOfCaseGroup(
  queries: GuardQueries,
  caseGroup: Row | null | undefined,
  teamIds: readonly unknown[],
): AsyncGenerator<AffectedGrant> {
  const caseGroupId = caseGroup?.id;
  const isKnown = typeof caseGroupId === 'string';
  if (!(await queries.exists('CaseGroupMembership', isKnown ? { caseGroupId } : {}))) return;
  for (const teamId of isKnown ? teamIds : [undefined]) {
    const { tenant, name } = await queries.team(teamId);
    yield membershipsInTeam({ name }, tenant === undefined ? [] : [tenant]);
  }
}

async function* membershipsInAnyTeam(queries: GuardQueries): AsyncGenerator<AffectedGrant> {
  if ((await queries.exists('Membership')) || (await queries.exists('CaseGroupMembership'))) {
    yield { area: 'memberships', tenants: [] };
  }
}

function membershipsInTeam({ name }: { name?: unknown }, tenants: Tenants): AffectedGrant {
  return { area: 'memberships', tenants, team: typeof name === 'string' ? name : undefined };
}
