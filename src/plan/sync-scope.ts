import type { CompiledMapping, MappedGrant } from '../mapping/compile';
import type { GrantKind } from '../mapping/grant-index';
import { applies } from '../mapping/named-groups';
import type { Note } from './change';
import type { CurrentUser, Provenance } from './plan-input';

/** What a sign-in manages with `syncScope: 'provider'`. */
export interface ProviderScope {
  /** The user without the grants that the sign-in leaves to other providers. */
  user: CurrentUser;
  /** The desired grants without those that such a grant takes precedence over. */
  grants: readonly MappedGrant[];
  notes: Note[];
}

/**
 * Leaves the grants of other providers out of a sync. If this provider grants the same, the entry that comes first in the
 * current mapping wins. A grant of another provider whose entry is gone from the mapping loses.
 */
export function scopeToProvider(
  user: CurrentUser,
  desiredGrants: readonly MappedGrant[],
  mapping: CompiledMapping,
  provider: string,
): ProviderScope {
  const remaining = new Map(desiredGrants.map((grant) => [grant.target, grant]));
  const origins = new GrantOrigins(mapping);
  const notes: Note[] = [];

  /** Whether the sign-in manages a grant. */
  const isInScope = (
    current: Provenance & { role?: string },
    kind: GrantKind,
    ...path: string[]
  ): boolean => {
    if (!isOfOther(current, provider)) return true;
    const target = mapping.grantIndex.find(kind, ...path);
    const desired = target === undefined ? undefined : remaining.get(target);
    if (desired === undefined) return false;
    if (!origins.comesFirst(current, desired)) return true;
    remaining.delete(desired.target);
    notes.push(...roleNotes(current, desired));
    return false;
  };

  return {
    user: {
      ...user,
      memberships: user.memberships.filter((each) => isInScope(each, 'membership', each.team.name)),
      caseGroupMemberships: user.caseGroupMemberships.filter((each) =>
        isInScope(each, 'caseGroup', each.caseGroup.team.name, each.caseGroup.name),
      ),
      tenantPermissions: user.tenantPermissions.filter((each) =>
        isInScope(each, 'permission', each.permission),
      ),
      tenantOwner: user.tenantOwner && isInScope(ownerProvenance(user), 'owner'),
    },
    grants: [...remaining.values()],
    notes,
  };
}

/** Which entries of the current mapping give the grants of groups. */
class GrantOrigins {
  readonly #mapping: CompiledMapping;
  readonly #entries = new Map<string, ReadonlyMap<number, number>>();

  constructor(mapping: CompiledMapping) {
    this.#mapping = mapping;
  }

  /** Whether the entry that gave a grant is the desired one, or comes before it. */
  comesFirst({ group, provider }: Provenance, desired: MappedGrant): boolean {
    const entry = this.#entriesOf(group, provider).get(desired.target);
    if (entry === undefined) return false;
    // The entries of `everyone` come after all others.
    if ((group === null) !== (desired.group === null)) return desired.group === null;
    return entry <= desired.entry;
  }

  /** The first entry for each target that a group at a provider has. */
  #entriesOf(group: string | null, provider: string | null): ReadonlyMap<number, number> {
    const key = JSON.stringify([group, provider]);
    const known = this.#entries.get(key);
    if (known !== undefined) return known;
    const entries = new Map<number, number>();
    for (const grant of this.#grantsOf(group)) {
      if (!applies(grant, provider ?? undefined)) continue;
      entries.set(grant.target, Math.min(grant.entry, entries.get(grant.target) ?? Infinity));
    }
    this.#entries.set(key, entries);
    return entries;
  }

  #grantsOf(group: string | null): readonly MappedGrant[] {
    const { byGroup, byPrefix, prefixes, everyone } = this.#mapping;
    if (group === null) return everyone;
    return [
      byGroup.get(group) ?? [],
      ...[...prefixes.of(group)].map((place) => byPrefix[place] ?? []),
    ].flat();
  }
}

function isOfOther({ source, provider: grantedBy }: Provenance, provider: string): boolean {
  return source === 'mapping' && grantedBy !== null && grantedBy !== provider;
}

/** A note, if the user would have another role. */
function roleNotes({ role, provider }: Provenance & { role?: string }, desired: MappedGrant): Note[] {
  if (desired.kind === 'owner' || desired.kind === 'permission' || desired.role === role || provider === null)
    return [];
  const { team, role: desiredRole, entry, group } = desired;
  return [
    {
      kind: 'grantedByOtherProvider',
      provider,
      team,
      ...(desired.kind === 'caseGroup' ? { caseGroup: desired.caseGroup } : {}),
      role: desiredRole,
      entry,
      ...(group === null ? { list: 'everyone' as const } : {}),
    },
  ];
}

function ownerProvenance({ ownerSource, ownerProvider, ownerGroup, ownerEntry }: CurrentUser): Provenance {
  return { source: ownerSource ?? 'manual', provider: ownerProvider, group: ownerGroup, entry: ownerEntry };
}
