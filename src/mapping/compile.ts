import type { PathSegment } from '../errors';
import { formatPath } from '../validation/faults';
import { runAtOnce, type Steps } from '../validation/time-slice';
import { GrantIndex, type GrantKind } from './grant-index';
import type { EveryoneEntry, Mapping, MappingEntry } from './mapping';
import { PrefixIndex } from './prefix-index';

/**
 * A mapping as an index, compiled once for each version: resolving the grants of a user costs one lookup for each
 * group.
 */
export interface CompiledMapping {
  /** All grants of entries with `group_name`, by the group, in the order of the mapping. */
  readonly byGroup: ReadonlyMap<string, readonly MappedGrant[]>;
  readonly prefixes: PrefixIndex;
  /** All grants of entries with `group_prefix`, by the index of the prefix in {@link prefixes}. */
  readonly byPrefix: readonly (readonly MappedGrant[])[];
  /** Providers for which entries name groups; `undefined` if entries do so for every provider. */
  readonly groupProviders: ReadonlySet<string | undefined>;
  /** What every user has, in the order of the mapping. */
  readonly everyone: readonly MappedGrant[];
  /** The number of each target that can be granted. */
  readonly grantIndex: GrantIndex;
  /** The teams that any entry names, for `managedTeams: 'mapped'`. */
  readonly teams: ReadonlySet<string>;
  readonly permissions: ReadonlySet<string>;
  /** Whether the mapping mentions owners or permissions. If not, sync does not change them. */
  readonly managesOwners: boolean;
  readonly managesPermissions: boolean;
}

/** One grant that an entry gives, with the index of the entry in its list. */
export type MappedGrant = (
  | { kind: 'membership'; target: number; team: string; role: string }
  | { kind: 'caseGroup'; target: number; team: string; caseGroup: string; role: string }
  | { kind: 'owner'; target: number }
  | { kind: 'permission'; target: number; permission: string }
) &
  GrantEntry;

/** The entry of a grant. */
interface GrantEntry {
  entry: number;
  /** The group that gives it: in the index of prefixes the prefix itself; null for an entry of `everyone`. */
  group: string | null;
  /** What the name of the group begins with, for an entry with `group_prefix`. */
  prefix: string | undefined;
  /** The only provider for whose sign-ins the entry applies. */
  provider: string | undefined;
}

export type GrantOf<Kind extends GrantKind> = Extract<MappedGrant, { kind: Kind }>;

export function compileMapping(mapping: Mapping): CompiledMapping {
  return runAtOnce(compileSteps(mapping));
}

/** Like `compileMapping`, in steps. */
export function* compileSteps(mapping: Mapping): Steps<CompiledMapping> {
  const byGroup = new Map<string, MappedGrant[]>();
  const byPrefix = new Map<string, MappedGrant[]>();
  const groupProviders = new Set<string | undefined>();
  const grantIndex = new GrantIndex();
  const addGrant = (grant: MappedGrant) => {
    groupProviders.add(grant.provider);
    const index = grant.prefix === undefined ? byGroup : byPrefix;
    const key = grant.group!;
    const grants = index.get(key);
    if (grants === undefined) index.set(key, [grant]);
    else grants.push(grant);
  };

  for (const [i, entry] of mapping.mappings.entries()) {
    yield;
    addGrant(teamGrant(entry, i, grantIndex));
  }
  for (const [entry, group] of (mapping.tenant_owners_groups ?? []).entries()) {
    yield;
    const target = grantIndex.getOrCreate('owner');
    addGrant({ kind: 'owner', target, entry, group, prefix: undefined, provider: undefined });
  }
  for (const [i, entry] of (mapping.tenant_permission ?? []).entries()) {
    yield;
    const { permission_name: permission } = entry;
    const target = grantIndex.getOrCreate('permission', permission);
    const { group, prefix, provider } = groupsOf(entry);
    addGrant({ kind: 'permission', target, permission, entry: i, group, prefix, provider });
  }
  const everyone: MappedGrant[] = [];
  for (const [i, entry] of (mapping.everyone ?? []).entries()) {
    yield;
    everyone.push(teamGrant(entry, i, grantIndex));
  }

  const prefixes = new PrefixIndex(byPrefix.keys());
  const teamEntries = [...mapping.mappings, ...(mapping.everyone ?? [])];
  return {
    byGroup,
    prefixes,
    byPrefix: prefixes.prefixes.map((prefix) => byPrefix.get(prefix)!),
    groupProviders,
    everyone,
    grantIndex,
    teams: new Set(teamEntries.map(({ team_name }) => team_name)),
    permissions: new Set(mapping.tenant_permission?.map(({ permission_name }) => permission_name)),
    managesOwners: mapping.tenant_owners_groups !== undefined,
    managesPermissions: mapping.tenant_permission !== undefined,
  };
}

/** Objects of one shape, made at once: reading them decides how long resolving takes. */
function teamGrant(entry: MappingEntry | EveryoneEntry, place: number, grantIndex: GrantIndex): MappedGrant {
  const { team_name: team, case_group_name: caseGroup, role_name: role } = entry;
  const { group, prefix, provider } = groupsOf(entry);
  if (caseGroup === undefined) {
    const target = grantIndex.getOrCreate('membership', team);
    return { kind: 'membership', target, team, role, entry: place, group, prefix, provider };
  }
  const target = grantIndex.getOrCreate('caseGroup', team, caseGroup);
  return { kind: 'caseGroup', target, team, caseGroup, role, entry: place, group, prefix, provider };
}

function groupsOf(entry: Pick<MappingEntry, 'group_name' | 'group_prefix' | 'provider'>) {
  const { group_name: name, group_prefix: prefix, provider } = entry;
  return { group: name ?? prefix ?? null, prefix, provider };
}

/** Where in the mapping an entry stands: its kind, its place and, null for `everyone`, its group. */
export type EntryPlace = Pick<MappedGrant, 'kind' | 'entry' | 'group'>;

/** The place in the mapping of the entry that gives a grant. */
export function entrySegments({ kind, entry, group }: EntryPlace): PathSegment[] {
  switch (kind) {
    case 'membership':
    case 'caseGroup':
      return [group === null ? 'everyone' : 'mappings', entry];
    case 'owner':
      return ['tenant_owners_groups', entry];
    case 'permission':
      return ['tenant_permission', entry];
  }
}

export function entryPath(grant: EntryPlace): string {
  return formatPath(entrySegments(grant));
}
