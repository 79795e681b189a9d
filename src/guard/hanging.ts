import { In } from 'typeorm';
import type { LookUps } from './look-ups';
import { isOn, type Row } from './row';
import type { Touch } from './synced';

/** Where a row is, or where it is taken: the tenants before and after. */
type Tenants = readonly string[];

/**
 * The grants that go, or go elsewhere, with the user. Of a user whom TypeORM does not show, any grant may be one.
 */
export async function* grantsOfUser(
  lookUps: LookUps,
  user: Row | null | undefined,
  tenants: Tenants,
): AsyncGenerator<Touch> {
  const userId = user?.id;
  if (typeof userId !== 'string') {
    if (await lookUps.any('User', { tenantOwner: true })) yield { area: 'owners', tenants: [] };
    if (await lookUps.any('TenantPermission')) yield { area: 'permissions', tenants: [] };
    yield* grantsInAnyTeam(lookUps);
    return;
  }
  if (isOn(user?.tenantOwner ?? true)) yield { area: 'owners', tenants };
  for (const permission of await lookUps.distinct('TenantPermission', 'permission', { userId })) {
    yield { area: 'permissions', tenants, permission };
  }
  const caseGroupIds = await lookUps.distinct('CaseGroupMembership', 'caseGroupId', { userId });
  const teamIds = [
    ...(await lookUps.distinct('Membership', 'teamId', { userId })),
    ...(await lookUps.distinct('CaseGroup', 'teamId', { id: In(caseGroupIds) })),
  ];
  for (const team of await lookUps.distinct('Team', 'name', { id: In(teamIds) })) {
    yield { area: 'memberships', tenants, team };
  }
}

/** The memberships that hang on a team under any of its names, if there are some. */
export async function* grantsOfTeam(
  lookUps: LookUps,
  team: Row | null | undefined,
  names: readonly unknown[],
  tenants: Tenants,
): AsyncGenerator<Touch> {
  const teamId = team?.id;
  if (typeof teamId !== 'string') {
    yield* grantsInAnyTeam(lookUps);
    return;
  }
  const caseGroupIds = await lookUps.distinct('CaseGroup', 'id', { teamId });
  const hang =
    (await lookUps.any('Membership', { teamId })) ||
    (await lookUps.any('CaseGroupMembership', { caseGroupId: In(caseGroupIds) }));
  if (!hang) return;
  for (const name of names) yield membershipsIn({ name }, tenants);
}

/** The memberships of a case group that hang on it, in any of the teams that it is in. */
export async function* grantsOfCaseGroup(
  lookUps: LookUps,
  caseGroup: Row | null | undefined,
  teamIds: readonly unknown[],
): AsyncGenerator<Touch> {
  const caseGroupId = caseGroup?.id;
  const isSeen = typeof caseGroupId === 'string';
  if (!(await lookUps.any('CaseGroupMembership', isSeen ? { caseGroupId } : {}))) return;
  for (const teamId of isSeen ? teamIds : [undefined]) {
    const { tenant, name } = await lookUps.team(teamId);
    yield membershipsIn({ name }, tenant === undefined ? [] : [tenant]);
  }
}

async function* grantsInAnyTeam(lookUps: LookUps): AsyncGenerator<Touch> {
  if ((await lookUps.any('Membership')) || (await lookUps.any('CaseGroupMembership'))) {
    yield { area: 'memberships', tenants: [] };
  }
}

function membershipsIn({ name }: { name?: unknown }, tenants: Tenants): Touch {
  return { area: 'memberships', tenants, team: typeof name === 'string' ? name : undefined };
}
