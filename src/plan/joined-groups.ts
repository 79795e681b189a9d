import type { GroupFormat } from '../identity/group-format';
import type { Groups } from '../identity/groups';
import type { CompiledMapping } from '../mapping/compile';
import { namesExactly, namesGroup, namesPrefix } from '../mapping/named-groups';

/**
 * Finds groups that a provider sent as one value, such as `Managers;Everyone`. The whole value is not a group of the
 * mapping, so the user would lose all grants. Such groups count as malformed: the grants stay and the administrator
 * gets a note. With `groupFormat.split`, the administrator has named the separator, and nothing is malformed.
 *
 * A semicolon is rare in a group name: one part that is a mapped group is enough. A comma is common, as in a
 * distinguished name: every part must be a mapped group. A value that begins with a prefix of the mapping may be one group:
 * its first part begins in the same way, and says nothing.
 */
export function rejectJoinedGroups(
  groups: Groups,
  mapping: CompiledMapping,
  provider: string,
  { split }: GroupFormat = {},
): Groups {
  if (groups.state !== 'present' || split !== undefined) return groups;
  const filter = { provider };
  const isMapped = (name: string) => namesGroup(mapping, name, filter);
  const isNamed = (name: string) => namesExactly(mapping, name, filter);
  for (const name of groups.names) {
    if (isNamed(name)) continue;
    const isFirstMapped = namesPrefix(mapping, name, filter) ? isNamed : isMapped;
    const separator = findSeparator(name, isMapped, isFirstMapped);
    if (separator === undefined) continue;
    return {
      state: 'malformed',
      problem: `several groups in one value, joined by "${separator}"`,
      separator,
    };
  }
  return groups;
}

type IsMapped = (name: string) => boolean;

function findSeparator(name: string, isMapped: IsMapped, isFirstMapped: IsMapped): ';' | ',' | undefined {
  const isPartMapped = (part: string, i: number) => (i === 0 ? isFirstMapped : isMapped)(part);
  if (name.includes(';') && partsOf(name, ';').some(isPartMapped)) return ';';
  if (!name.includes(',')) return undefined;
  const parts = partsOf(name, ',');
  return parts.length > 0 && parts.every(isMapped) ? ',' : undefined;
}

function partsOf(name: string, separator: string): string[] {
  return name
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
