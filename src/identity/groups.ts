import { hasAtMost, isWellFormedText } from '../validation/text';
import { applyGroupFormat, mayHoldSeveral, type GroupFormat } from './group-format';
import { isDistributed, readSource, type GroupAttribute } from './group-source';
import { ownAttribute, type VerifiedIdentity } from './verified-identity';

/**
 * The groups of a user as they arrived, in one of five states. If "none" and "not sent" were the same state, a provider
 * that omits the attribute by mistake would remove the grants of a whole company. Malformed groups have a `separator`
 * if several names arrived as one value.
 *
 * With several sources, `missing` are the sources that did not arrive beside others, and `names` at an overage are the
 * groups of the other sources.
 */
export type Groups =
  | { state: 'present'; names: readonly string[]; missing?: readonly string[] }
  | { state: 'empty'; missing?: readonly string[] }
  | { state: 'absent' }
  | { state: 'overage'; names?: readonly string[] }
  | { state: 'malformed'; problem: string; separator?: ';' | ',' };

/** The name of a {@link Groups} state, as the column `groupsState` of the user stores it. */
export type GroupsState = Groups['state'];

/** How the values of a source are read. */
export interface GroupReading {
  /** @default one group in each value */
  groupFormat?: GroupFormat | undefined;
  /** Whether the mapping names a group: a distinguished name that it names stays beside its common name. */
  isMapped?: ((name: string) => boolean) | undefined;
}

/** Reads the groups of an identity at the sources that the settings name exactly. */
export function readGroups(
  identity: VerifiedIdentity,
  groupAttribute: GroupAttribute,
  reading: GroupReading = {},
): Groups {
  const sources = [groupAttribute].flat();
  if (sources.length === 1) return readGroupsAt(identity, sources[0]!, reading);
  return combineGroups(
    sources.map((source) => ({ source, groups: readGroupsAt(identity, source, reading) })),
  );
}

/** Whether anything arrived at a source, whatever its value. */
export function hasGroups(identity: VerifiedIdentity, source: string): boolean {
  return readSource(identity, source).kind !== 'absent';
}

/** The sources at which groups arrived, including an empty list. */
export function sourcesWithGroups(groups: Groups, sources: readonly string[]): readonly string[] {
  if (groups.state !== 'present' && groups.state !== 'empty') return [];
  const { missing = [] } = groups;
  return sources.filter((source) => !missing.includes(source));
}

/** The sources at which nothing arrived; none for groups in another state. */
export function missingSources(groups: Groups, sources: readonly string[]): readonly string[] {
  if (groups.state === 'present' || groups.state === 'empty') return groups.missing ?? [];
  return groups.state === 'absent' ? sources : [];
}

const MAX_GROUPS = 10_000;
const MAX_GROUP_LENGTH = 1024;
/**
 * The maximum number of UTF-8 bytes of all values together: the groups are stored, and the preview reads those of the
 * whole tenant.
 */
const MAX_GROUPS_BYTES = 262_144;

/**
 * The state of a value: one name, or a list of names. Names are neither trimmed nor folded. With a format, the limits hold
 * for the values and for the names that they become; only a value that may hold several names can be as long as all of
 * them together.
 */
export function parseGroups(value: unknown, { groupFormat, isMapped }: GroupReading = {}): Groups {
  if (value === undefined || value === null || value === '') return { state: 'empty' };
  if (!Array.isArray(value)) return parseGroups([value], { groupFormat, isMapped });
  const maxLength = groupFormat && mayHoldSeveral(groupFormat) ? MAX_GROUPS_BYTES : MAX_GROUP_LENGTH;
  const values = distinctNames(value as unknown[], maxLength);
  if ('problem' in values) return malformed(values.problem);
  if (groupFormat === undefined) return fromNames(values.names);
  const formatted = applyGroupFormat(values.names, groupFormat, isMapped ?? (() => false));
  const names = 'problem' in formatted ? formatted : distinctNames(formatted.names, MAX_GROUP_LENGTH);
  return 'problem' in names ? malformed(names.problem) : fromNames(names.names);
}

/** The same groups with some more. */
export function addNames(groups: Groups, names: readonly string[]): Groups {
  return groups.state === 'present' ? parseGroups([...groups.names, ...names]) : parseGroups(names);
}

function readGroupsAt(identity: VerifiedIdentity, source: string, reading: GroupReading): Groups {
  if (isDistributed(identity, source)) return { state: 'overage' };
  const found = readSource(identity, source);
  switch (found.kind) {
    case 'absent':
      return hasOverageMarker(identity) ? { state: 'overage' } : { state: 'absent' };
    case 'malformed':
      return malformed(found.problem);
    case 'value':
      return parseGroups(found.value, reading);
  }
}

/**
 * Several sources as one: malformed or an overage if any of them is, else present if any has a name, else empty if any
 * came, else absent.
 */
function combineGroups(read: readonly { source: string; groups: Groups }[]): Groups {
  for (const { source, groups } of read) {
    if (groups.state === 'malformed') return malformed(`${JSON.stringify(source)}: ${groups.problem}`);
  }
  const names = read.flatMap(({ groups }) => (groups.state === 'present' ? groups.names : []));
  const distinct = distinctNames(names, MAX_GROUP_LENGTH);
  if ('problem' in distinct) return malformed(distinct.problem);
  if (read.some(({ groups }) => groups.state === 'overage'))
    return distinct.names.length === 0 ? { state: 'overage' } : { state: 'overage', names: distinct.names };
  const missing = read.filter(({ groups }) => groups.state === 'absent').map(({ source }) => source);
  if (missing.length === read.length) return { state: 'absent' };
  return { ...fromNames(distinct.names), ...(missing.length === 0 ? {} : { missing }) };
}

/** The names in a list, each of them once, or what is wrong with them. */
function distinctNames(
  list: readonly unknown[],
  maxLength: number,
): { names: string[] } | { problem: string } {
  if (list.length > MAX_GROUPS) return { problem: `${list.length} values, over ${MAX_GROUPS}` };
  const names = new Set<string>();
  let bytes = 0;
  for (const item of list) {
    // node-saml leaves `undefined` in place of a value that is empty, blank or xsi:nil.
    if (item === undefined || item === '') continue;
    if (typeof item !== 'string') return { problem: `a value that is ${describeItem(item)}` };
    if (!hasAtMost(item, maxLength)) return { problem: `a value of over ${maxLength} characters` };
    if (!isWellFormedText(item)) return { problem: 'a value that is not well-formed Unicode' };
    bytes += Buffer.byteLength(item);
    if (bytes > MAX_GROUPS_BYTES) return { problem: `values of over ${MAX_GROUPS_BYTES} bytes in total` };
    names.add(item);
  }
  return { names: [...names] };
}

function fromNames(names: readonly string[]): Extract<Groups, { state: 'present' | 'empty' }> {
  return names.length === 0 ? { state: 'empty' } : { state: 'present', names };
}

function malformed(problem: string): Groups {
  return { state: 'malformed', problem };
}

/**
 * Entra ID sends this marker in a SAML assertion for a user in more than 150 groups, and in a token whose length is
 * limited. Its name does not depend on the name of the groups attribute, so it counts whenever no groups arrived.
 */
function hasOverageMarker(identity: VerifiedIdentity): boolean {
  if (Object.hasOwn(identity.attributes, 'http://schemas.microsoft.com/claims/groups.link')) return true;
  const marker = ownAttribute(identity, 'hasgroups');
  return marker === true || marker === 'true';
}

function describeItem(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list within the list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
