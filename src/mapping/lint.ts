import type { Fault, PathSegment } from '../errors';
import { formatPath } from '../validation/faults';
import { compileMapping, entryPath, entrySegments, type MappedGrant } from './compile';
import type { Mapping, MappingEntry } from './mapping';
import { shadowedGrants } from './shadowed-grants';

/**
 * - `shadowed`: an earlier entry gives all groups of the entry another role in the same team or case group
 * - `duplicate`: an earlier entry gives the same to all groups of the entry
 * - `confusable`: a name differs from another only in case, spaces or invisible characters
 * - `noOwners`: no group gives owner status
 */
export type WarningKind = 'shadowed' | 'duplicate' | 'confusable' | 'noOwners';

/** A part of a valid mapping that is probably a mistake. */
export interface MappingWarning extends Pick<Fault, 'path' | 'segments' | 'message'> {
  kind: WarningKind;
}

/** The parts of a mapping without faults that an administrator should check again. */
export function lintMapping(mapping: Mapping): MappingWarning[] {
  return [...ownerWarnings(mapping), ...shadowedEntries(mapping), ...confusableNames(mapping)];
}

function createWarning(kind: WarningKind, segments: readonly PathSegment[], message: string): MappingWarning {
  return { kind, path: formatPath(segments), segments, message };
}

function ownerWarnings({ tenant_owners_groups: groups }: Mapping): MappingWarning[] {
  if (groups === undefined) {
    const message = 'has no tenant_owners_groups: sync neither gives nor removes owner status';
    return [createWarning('noOwners', [], message)];
  }
  if (groups.length > 0) return [];
  const message = 'is empty: sync removes owner status from every user except the last owner';
  return [createWarning('noOwners', ['tenant_owners_groups'], message)];
}

/** A user in a group of such an entry gets the grant of the earlier one. */
function shadowedEntries(mapping: Mapping): MappingWarning[] {
  return shadowedGrants(compileMapping(mapping)).map(({ grant, winner }) => shadowWarning(grant, winner));
}

function shadowWarning(grant: MappedGrant, winner: MappedGrant): MappingWarning {
  const segments = entrySegments(grant);
  const isSameGroup = grant.group === winner.group && grant.prefix === winner.prefix;
  if (!('role' in grant && 'role' in winner) || grant.role === winner.role) {
    const relation = isSameGroup ? 'says the same as' : 'says no more than';
    return createWarning('duplicate', segments, `${relation} ${entryPath(winner)}: remove one of them`);
  }
  const scope = grant.kind === 'caseGroup' ? 'case group' : 'team';
  const groups = winner.group === null ? 'everyone' : isSameGroup ? 'the same group' : 'all of its groups';
  const message =
    `never wins: ${entryPath(winner)} comes first, and gives ${groups} ${JSON.stringify(winner.role)} ` +
    `in the same ${scope}`;
  return createWarning('shadowed', segments, message);
}

/** Names that differ from an earlier name, or from a common one, only in invisible characters. */
function confusableNames(mapping: Mapping): MappingWarning[] {
  const groups = new NameChecker('group');
  const prefixes = new NameChecker('group prefix');
  const providers = new NameChecker('provider');
  const teams = new NameChecker('team');
  const permissions = new NameChecker('permission');
  const caseGroups = new Map<string, NameChecker>();

  const addGroups = (entry: Partial<MappingEntry>, at: readonly PathSegment[]) => {
    const { group_name, group_prefix, provider } = entry;
    if (group_name !== undefined) groups.add(group_name, [...at, 'group_name']);
    if (group_prefix !== undefined) prefixes.add(group_prefix, [...at, 'group_prefix']);
    if (provider !== undefined) providers.add(provider, [...at, 'provider']);
  };
  for (const list of ['mappings', 'everyone'] as const) {
    for (const [i, entry] of (mapping[list] ?? []).entries()) {
      const { team_name, case_group_name } = entry;
      addGroups(entry, [list, i]);
      teams.add(team_name, [list, i, 'team_name']);
      if (case_group_name === undefined) continue;
      const teamCaseGroups = caseGroups.get(team_name) ?? new NameChecker('case group');
      caseGroups.set(team_name, teamCaseGroups);
      teamCaseGroups.add(case_group_name, [list, i, 'case_group_name']);
    }
  }
  mapping.tenant_owners_groups?.forEach((group, i) => groups.add(group, ['tenant_owners_groups', i]));
  mapping.tenant_permission?.forEach((entry, i) => {
    addGroups(entry, ['tenant_permission', i]);
    permissions.add(entry.permission_name, ['tenant_permission', i, 'permission_name']);
  });
  const checkers = [groups, prefixes, providers, teams, ...caseGroups.values(), permissions];
  return checkers.flatMap(({ warnings }) => warnings);
}

/** The names of one kind. Each is reported once, however often it is used. */
class NameChecker {
  readonly warnings: MappingWarning[] = [];
  readonly #seen = new Set<string>();
  readonly #bySkeleton = new Map<string, { name: string; segments: readonly PathSegment[] }>();

  readonly #kind: string;

  constructor(kind: string) {
    this.#kind = kind;
  }

  add(name: string, segments: readonly PathSegment[]): void {
    if (this.#seen.has(name)) return;
    this.#seen.add(name);
    const skeleton = skeletonOf(name);
    const confusable = this.#bySkeleton.get(skeleton);
    if (confusable === undefined) this.#bySkeleton.set(skeleton, { name, segments });
    const problem = confusable
      ? `differs from the ${this.#kind} ${JSON.stringify(confusable.name)} (${formatPath(confusable.segments)}) only in case, blanks or invisible characters`
      : invisibleProblem(name);
    if (problem === undefined) return;
    this.warnings.push(createWarning('confusable', segments, `${JSON.stringify(name)} ${problem}`));
  }
}

/** The same text for names that look alike. */
function skeletonOf(name: string): string {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\s\p{Cc}\p{Default_Ignorable_Code_Point}]/gu, '');
}

function invisibleProblem(name: string): string | undefined {
  if (name !== name.trim()) return 'begins or ends with a blank';
  return INVISIBLE.test(name) ? 'contains invisible characters' : undefined;
}

/** The joiners U+200C and U+200D belong to the spelling of some languages, and to emoji. */
const INVISIBLE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}]/u;
