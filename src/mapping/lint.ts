import type { Fault, PathSegment } from '../errors';
import { formatPath } from '../validation/faults';
import { compileMapping, entryPath, entrySegments, type MappedGrant } from './compile';
import type { Mapping } from './mapping';

/**
 * - `shadowed`: an earlier entry gives the same group something else of the same team, case group or permission
 * - `duplicate`: an earlier entry says the same
 * - `confusable`: a name differs from another only in case, spaces or invisible characters
 * - `noOwners`: no group makes owners
 */
export type WarningKind = 'shadowed' | 'duplicate' | 'confusable' | 'noOwners';

/** Something in a valid mapping that is probably not what was meant. */
export interface MappingWarning extends Pick<Fault, 'path' | 'segments' | 'message'> {
  kind: WarningKind;
}

/** What an administrator should look at again, in a mapping without faults. */
export function lintMapping(mapping: Mapping): MappingWarning[] {
  return [...ownerWarnings(mapping), ...shadowedEntries(mapping), ...confusableNames(mapping)];
}

function createWarning(kind: WarningKind, segments: readonly PathSegment[], message: string): MappingWarning {
  return { kind, path: formatPath(segments), segments, message };
}

function ownerWarnings({ tenant_owners_groups: groups }: Mapping): MappingWarning[] {
  if (groups === undefined) {
    const message = 'has no tenant_owners_groups: sync gives nobody owner status, and takes it from nobody';
    return [createWarning('noOwners', [], message)];
  }
  if (groups.length > 0) return [];
  const message = 'is empty: sync takes owner status from everybody but the last owner';
  return [createWarning('noOwners', ['tenant_owners_groups'], message)];
}

/** A user in the group of such an entry gets the grant of the earlier one. */
function shadowedEntries(mapping: Mapping): MappingWarning[] {
  const warnings: (MappingWarning & { order: number })[] = [];
  for (const grants of compileMapping(mapping).byGroup.values()) {
    const firstByTarget = new Map<number, MappedGrant>();
    for (const grant of grants) {
      const winner = firstByTarget.get(grant.target);
      if (winner === undefined) firstByTarget.set(grant.target, grant);
      else warnings.push({ ...shadowWarning(grant, winner), order: grant.entry });
    }
  }
  return warnings.sort((a, b) => a.order - b.order).map(({ order: _, ...warning }) => warning);
}

function shadowWarning(grant: MappedGrant, winner: MappedGrant): MappingWarning {
  const segments = entrySegments(grant);
  if (!('role' in grant && 'role' in winner) || grant.role === winner.role) {
    return createWarning('duplicate', segments, `says the same as ${entryPath(winner)}: remove one of them`);
  }
  const scope = grant.kind === 'caseGroup' ? 'case group' : 'team';
  const message =
    `never wins: ${entryPath(winner)} comes first, and gives the same group ${JSON.stringify(winner.role)} ` +
    `in the same ${scope}`;
  return createWarning('shadowed', segments, message);
}

/** Names that differ from an earlier one, or from a usual one, only in invisible characters. */
function confusableNames(mapping: Mapping): MappingWarning[] {
  const groups = new NameChecker('group');
  const teams = new NameChecker('team');
  const permissions = new NameChecker('permission');
  const caseGroups = new Map<string, NameChecker>();

  mapping.mappings.forEach(({ group_name, team_name, case_group_name }, i) => {
    groups.add(group_name, ['mappings', i, 'group_name']);
    teams.add(team_name, ['mappings', i, 'team_name']);
    if (case_group_name === undefined) return;
    const teamCaseGroups = caseGroups.get(team_name) ?? new NameChecker('case group');
    caseGroups.set(team_name, teamCaseGroups);
    teamCaseGroups.add(case_group_name, ['mappings', i, 'case_group_name']);
  });
  mapping.tenant_owners_groups?.forEach((group, i) => groups.add(group, ['tenant_owners_groups', i]));
  mapping.tenant_permission?.forEach(({ group_name, permission_name }, i) => {
    groups.add(group_name, ['tenant_permission', i, 'group_name']);
    permissions.add(permission_name, ['tenant_permission', i, 'permission_name']);
  });
  return [groups, teams, ...caseGroups.values(), permissions].flatMap(({ warnings }) => warnings);
}

/** Names of one kind. Each is told of once, however often it is used. */
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

/** The same for names that look alike at a glance. */
function skeletonOf(name: string): string {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\s\p{Cc}\p{Default_Ignorable_Code_Point}]/gu, '');
}

function invisibleProblem(name: string): string | undefined {
  if (name !== name.trim()) return 'begins or ends with a blank';
  return INVISIBLE.test(name) ? 'has invisible characters in it' : undefined;
}

/** The joiners U+200C and U+200D belong to the spelling of some languages, and to emoji. */
const INVISIBLE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}]/u;
