import type { CompiledMapping, GrantOf, MappedGrant } from '../mapping/compile';
import type { GrantIndex, GrantKind } from '../mapping/grant-index';
import type { GrantChange } from './change';
import type { CurrentUser, ManagedTeams, Provenance } from './plan-input';

/** The changes after which a user has exactly the desired grants, within the scope of the mapping. */
export function diffGrants(
  user: CurrentUser,
  desiredGrants: readonly MappedGrant[],
  mapping: CompiledMapping,
  options: { provider: string; managedTeams: ManagedTeams },
): GrantChange[] {
  const { provider, managedTeams } = options;
  const isManaged = (team: string) => managedTeams === 'all' || mapping.teams.has(team);
  const remaining = new DesiredGrants(desiredGrants, mapping.grantIndex);
  const changes: GrantChange[] = [];

  for (const current of user.memberships) {
    const team = current.team.name;
    const desired = remaining.take('membership', team);
    if (desired !== undefined)
      changes.push(...roleChanges({ kind: 'membership', team }, current, desired, provider));
    else if (isManaged(team))
      changes.push({
        kind: 'membership',
        team,
        action: 'remove',
        previousRole: current.role,
        previousSource: current.source,
      });
  }
  for (const current of user.caseGroupMemberships) {
    const { name: caseGroup, team } = current.caseGroup;
    const target = { kind: 'caseGroup', team: team.name, caseGroup } as const;
    const desired = remaining.take('caseGroup', team.name, caseGroup);
    if (desired !== undefined) changes.push(...roleChanges(target, current, desired, provider));
    else if (isManaged(team.name))
      changes.push({
        ...target,
        action: 'remove',
        previousRole: current.role,
        previousSource: current.source,
      });
  }
  changes.push(...ownerChanges(user, remaining.take('owner'), mapping, provider));
  for (const current of user.tenantPermissions) {
    const { permission } = current;
    const desired = remaining.take('permission', permission);
    if (desired !== undefined) {
      if (hasProvenance(current, desired, provider)) continue;
      changes.push({ kind: 'permission', permission, action: 'reattribute', reason: reasonOf(desired) });
    } else if (
      mapping.managesPermissions &&
      (managedTeams === 'all' || mapping.permissions.has(permission))
    ) {
      changes.push({ kind: 'permission', permission, action: 'remove', previousSource: current.source });
    }
  }
  changes.push(...remaining.rest().map(toAddition));
  return changes;
}

/** The change that adds a missing grant. */
export function toAddition(grant: MappedGrant): GrantChange {
  const common = { action: 'add', reason: reasonOf(grant) } as const;
  switch (grant.kind) {
    case 'membership':
      return { kind: 'membership', team: grant.team, role: grant.role, ...common };
    case 'caseGroup':
      return { kind: 'caseGroup', team: grant.team, caseGroup: grant.caseGroup, role: grant.role, ...common };
    case 'owner':
      return { kind: 'owner', ...common };
    case 'permission':
      return { kind: 'permission', permission: grant.permission, ...common };
  }
}

type GrantTarget =
  { kind: 'membership'; team: string } | { kind: 'caseGroup'; team: string; caseGroup: string };

function roleChanges(
  target: GrantTarget,
  current: Provenance & { role: string },
  desired: GrantOf<'membership' | 'caseGroup'>,
  provider: string,
): GrantChange[] {
  const { role } = desired;
  if (current.role !== role) {
    return [{ ...target, action: 'change', role, previousRole: current.role, reason: reasonOf(desired) }];
  }
  return hasProvenance(current, desired, provider)
    ? []
    : [{ ...target, action: 'reattribute', role, reason: reasonOf(desired) }];
}

function ownerChanges(
  user: CurrentUser,
  desired: MappedGrant | undefined,
  mapping: CompiledMapping,
  provider: string,
): GrantChange[] {
  if (!mapping.managesOwners) return [];
  const previousSource = user.ownerSource ?? 'manual';
  if (desired === undefined)
    return user.tenantOwner ? [{ kind: 'owner', action: 'remove', previousSource }] : [];
  if (!user.tenantOwner) return [toAddition(desired)];
  const current = {
    source: previousSource,
    provider: user.ownerProvider,
    group: user.ownerGroup,
    entry: user.ownerEntry,
  };
  return hasProvenance(current, desired, provider)
    ? []
    : [{ kind: 'owner', action: 'reattribute', reason: reasonOf(desired) }];
}

function hasProvenance(current: Provenance, desired: MappedGrant, provider: string): boolean {
  return (
    current.source === 'mapping' &&
    current.provider === provider &&
    current.group === desired.group &&
    current.entry === desired.entry
  );
}

function reasonOf({ group, entry }: MappedGrant) {
  return { group, entry };
}

/** The grants that a user should have, by target. The diff takes each grant that it has handled out. */
class DesiredGrants {
  readonly #byTarget: Map<number, MappedGrant>;
  readonly #index: GrantIndex;

  constructor(grants: readonly MappedGrant[], index: GrantIndex) {
    this.#index = index;
    this.#byTarget = new Map(grants.map((grant) => [grant.target, grant]));
  }

  take<Kind extends GrantKind>(kind: Kind, ...path: string[]): GrantOf<Kind> | undefined {
    const target = this.#index.find(kind, ...path);
    if (target === undefined) return undefined;
    const grant = this.#byTarget.get(target);
    this.#byTarget.delete(target);
    return grant as GrantOf<Kind> | undefined;
  }

  rest(): MappedGrant[] {
    return [...this.#byTarget.values()];
  }
}
