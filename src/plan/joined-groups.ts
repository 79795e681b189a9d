import type { Groups } from '../identity/groups';
import type { CompiledMapping } from '../mapping/compile';

/**
 * Finds groups that a provider sent as one value, such as `Managers;Everyone`. The whole value is not a group of the
 * mapping, so the user would lose all grants. Such groups count as malformed: the grants stay and the administrator
 * gets a note.
 *
 * A semicolon is rare in a group name: one part that is a mapped group is enough. A comma is common, as in a
 * distinguished name: every part must be a mapped group.
 */
export function rejectJoinedGroups(groups: Groups, { byGroup }: CompiledMapping): Groups {
  if (groups.state !== 'present') return groups;
  const isMapped = (name: string) => byGroup.has(name);
  for (const name of groups.names) {
    const separator = isMapped(name) ? undefined : findSeparator(name, isMapped);
    if (separator === undefined) continue;
    return {
      state: 'malformed',
      problem: `several groups in one value, joined by "${separator}"`,
      separator,
    };
  }
  return groups;
}

function findSeparator(name: string, isMapped: (name: string) => boolean): ';' | ',' | undefined {
  if (name.includes(';') && partsOf(name, ';').some(isMapped)) return ';';
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
