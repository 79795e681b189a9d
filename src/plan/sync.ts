import type { CompiledMapping, GrantOf, MappedGrant } from '../mapping/compile';
import type { GrantChange } from './change';
import type { CurrentUser, Provenance } from './current';
import { Wants } from './wants';

/** Which teams and case groups there are. The planner asks by name and knows nothing of ids. */
export interface Directory {
  hasTeam(team: string): boolean;
  hasCaseGroup(team: string, caseGroup: string): boolean;
}

/** `'all'`: every team is the identity provider's; `'mapped'`: only those that an entry names. */
export type ManagedTeams = 'all' | 'mapped';

/** What has to change so that a user has exactly the grants that are wanted, within the mapping's reach. */
export function syncGrants(
  user: CurrentUser,
  wanted: readonly MappedGrant[],
  mapping: CompiledMapping,
  options: { provider: string; managedTeams: ManagedTeams },
): GrantChange[] {
  const { provider, managedTeams } = options;
  const reaches = (team: string) => managedTeams === 'all' || mapping.teams.has(team);
  const left = new Wants(wanted, mapping.targets);
  const changes: GrantChange[] = [];

  for (const held of user.memberships) {
    const team = held.team.name;
    const want = left.take('membership', team);
    if (want !== undefined) changes.push(...roleChanges({ kind: 'membership', team }, held, want, provider));
    else if (reaches(team))
      changes.push({
        kind: 'membership',
        team,
        action: 'remove',
        formerRole: held.role,
        formerSource: held.source,
      });
  }
  for (const held of user.caseGroupMemberships) {
    const { name: caseGroup, team } = held.caseGroup;
    const place = { kind: 'caseGroup', team: team.name, caseGroup } as const;
    const want = left.take('caseGroup', team.name, caseGroup);
    if (want !== undefined) changes.push(...roleChanges(place, held, want, provider));
    else if (reaches(team.name))
      changes.push({ ...place, action: 'remove', formerRole: held.role, formerSource: held.source });
  }
  changes.push(...ownerChanges(user, left.take('owner'), mapping, provider));
  for (const held of user.tenantPermissions) {
    const { permission } = held;
    const want = left.take('permission', permission);
    if (want !== undefined) {
      if (comesFrom(held, want, provider)) continue;
      changes.push({ kind: 'permission', permission, action: 'attribute', because: because(want) });
    } else if (
      mapping.managesPermissions &&
      (managedTeams === 'all' || mapping.permissions.has(permission))
    ) {
      changes.push({ kind: 'permission', permission, action: 'remove', formerSource: held.source });
    }
  }
  changes.push(...left.rest().map(addition));
  return changes;
}

/** The change that gives somebody a grant which they do not have. */
export function addition(want: MappedGrant): GrantChange {
  const given = { action: 'add', because: because(want) } as const;
  switch (want.kind) {
    case 'membership':
      return { kind: 'membership', team: want.team, role: want.role, ...given };
    case 'caseGroup':
      return { kind: 'caseGroup', team: want.team, caseGroup: want.caseGroup, role: want.role, ...given };
    case 'owner':
      return { kind: 'owner', ...given };
    case 'permission':
      return { kind: 'permission', permission: want.permission, ...given };
  }
}

type Place = { kind: 'membership'; team: string } | { kind: 'caseGroup'; team: string; caseGroup: string };

function roleChanges(
  place: Place,
  held: Provenance & { role: string },
  want: GrantOf<'membership' | 'caseGroup'>,
  provider: string,
): GrantChange[] {
  const { role } = want;
  if (held.role !== role) {
    return [{ ...place, action: 'change', role, formerRole: held.role, because: because(want) }];
  }
  return comesFrom(held, want, provider)
    ? []
    : [{ ...place, action: 'attribute', role, because: because(want) }];
}

function ownerChanges(
  user: CurrentUser,
  want: MappedGrant | undefined,
  mapping: CompiledMapping,
  provider: string,
): GrantChange[] {
  if (!mapping.managesOwners) return [];
  const formerSource = user.ownerSource ?? 'manual';
  if (want === undefined) return user.tenantOwner ? [{ kind: 'owner', action: 'remove', formerSource }] : [];
  if (!user.tenantOwner) return [addition(want)];
  const held = {
    source: formerSource,
    provider: user.ownerProvider,
    group: user.ownerGroup,
    entry: user.ownerEntry,
  };
  return comesFrom(held, want, provider)
    ? []
    : [{ kind: 'owner', action: 'attribute', because: because(want) }];
}

function comesFrom(held: Provenance, want: MappedGrant, provider: string): boolean {
  return (
    held.source === 'mapping' &&
    held.provider === provider &&
    held.group === want.group &&
    held.entry === want.entry
  );
}

function because({ group, entry }: MappedGrant) {
  return { group, entry };
}
