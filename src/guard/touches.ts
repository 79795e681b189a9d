import { grantsOfCaseGroup, grantsOfTeam, grantsOfUser } from './hanging';
import type { LookUps } from './look-ups';
import type { Guarded } from './registry';
import type { Row } from './row';
import { changedBy, endsOf, removes, tenantsOf, type Step } from './step';
import type { Touch } from './synced';
import { OWNER, type Table } from './table';

/** What of the identity provider's a write touches, looked up one after the other: most writes need no more than one. */
export async function* touchesOf(
  guarded: Guarded,
  lookUps: LookUps,
  table: Table,
  step: Step,
): AsyncGenerator<Touch> {
  switch (table.entity) {
    case 'User':
      yield* ofUser(lookUps, table, step);
      break;
    case 'Team':
      yield* ofTeam(lookUps, table, step, guarded);
      break;
    case 'CaseGroup':
      yield* ofCaseGroup(lookUps, step);
      break;
    case 'Membership':
      for (const end of endsOf(step)) yield await membership(lookUps, end, await lookUps.team(end.teamId));
      break;
    case 'CaseGroupMembership':
      for (const end of endsOf(step)) {
        yield await membership(lookUps, end, await lookUps.teamOf(end.caseGroupId));
      }
      break;
    case 'TenantPermission':
      for (const end of endsOf(step)) yield await permission(lookUps, end);
      break;
  }
}

async function* ofUser(lookUps: LookUps, table: Table, step: Step): AsyncGenerator<Touch> {
  const changed = changedBy(step);
  const tenants = tenantsOf(step, table);
  if (OWNER.some((property) => changed.has(property))) yield { area: 'owners', tenants };
  // Sending one as well as accepting one.
  if (changed.has('invited')) yield { area: 'invitations', tenants };
  const moves = step.before !== null && changed.has('tenant');
  if (moves || removes(step)) yield* grantsOfUser(lookUps, step.before, tenants);
}

async function* ofTeam(
  lookUps: LookUps,
  table: Table,
  step: Step,
  { managedTeams }: Guarded,
): AsyncGenerator<Touch> {
  if (step.before === null) return;
  const changed = changedBy(step);
  // By its name a team comes within reach of a mapping, or leaves it, with the memberships that it has.
  const renames = managedTeams === 'mapped' && changed.has('name');
  if (!renames && !changed.has('tenant') && !removes(step)) return;
  const names = [step.before?.name, ...(changed.has('name') ? [step.after?.name] : [])];
  yield* grantsOfTeam(lookUps, step.before, names, tenantsOf(step, table));
}

async function* ofCaseGroup(lookUps: LookUps, step: Step): AsyncGenerator<Touch> {
  const { before, after } = step;
  if (before === null) return;
  const moves = after === undefined || changedBy(step).has('teamId');
  if (!moves && !removes(step)) return;
  yield* grantsOfCaseGroup(lookUps, before, [before?.teamId, ...(moves ? [after?.teamId] : [])]);
}

async function membership(
  lookUps: LookUps,
  { userId }: Row,
  team: { tenant?: string | undefined; name?: string | undefined },
): Promise<Touch> {
  // The user's tenant and the team's: a stranger in a managed team is no more the app's to make than a member.
  const tenants = [await lookUps.tenantOf(userId), team.tenant];
  return { area: 'memberships', tenants, team: team.name };
}

async function permission(lookUps: LookUps, { userId, permission }: Row): Promise<Touch> {
  return {
    area: 'permissions',
    tenants: [await lookUps.tenantOf(userId)],
    permission: typeof permission === 'string' ? permission : undefined,
  };
}
