import type { Mapping } from '../mapping/mapping';
import { jsonBytes } from '../validation/json';
import { longestIncreasing } from './longest-increasing';

/** An entry of a list of the mapping, with its index in the list that has it. */
interface ListedEntry {
  list: string;
  index: number;
  entry: unknown;
}

/** How a mapping changed. Each list is in the order of its entries. */
export interface MappingChange {
  /** Lists that only the new mapping has. Without `tenant_owners_groups`, for example, owner status is not managed. */
  addedLists: string[];
  /** Lists that only the old mapping has. */
  removedLists: string[];
  /** Entries that only the new mapping has, or that it has more often. */
  added: ListedEntry[];
  /** Entries that only the old mapping has, or that it had more often. */
  removed: ListedEntry[];
  /** Entries whose order changed. It matters, because the first match for a team wins. */
  moved: (ListedEntry & { previousIndex: number })[];
  /** The number of changed entries that are not listed. */
  omitted: number;
}

/**
 * @param maxBytes the maximum size of the result as JSON; further entries are counted
 */
export function describeMappingChange(
  before: Mapping | null,
  after: Mapping | null,
  maxBytes: number,
): MappingChange {
  const [old, now] = [listsOf(before), listsOf(after)];
  const diffs = [...new Set([...old.keys(), ...now.keys()])].map((list) =>
    diffLists(list, old.get(list) ?? [], now.get(list) ?? []),
  );
  const change: MappingChange = {
    addedLists: [...now.keys()].filter((list) => !old.has(list)),
    removedLists: [...old.keys()].filter((list) => !now.has(list)),
    added: diffs.flatMap(({ added }) => added),
    removed: diffs.flatMap(({ removed }) => removed),
    moved: diffs.flatMap(({ moved }) => moved),
    omitted: 0,
  };
  return limitEntries(change, maxBytes);
}

function listsOf(mapping: Mapping | null): Map<string, readonly unknown[]> {
  return new Map(
    Object.entries(mapping ?? {}).filter((list): list is [string, unknown[]] => Array.isArray(list[1])),
  );
}

function diffLists(list: string, before: readonly unknown[], after: readonly unknown[]) {
  const unmatched = new Map<string, number[]>();
  // From the end, so that pop() yields the first of several equal entries.
  for (let i = before.length - 1; i >= 0; i--) {
    const key = keyOf(before[i]);
    const indexes = unmatched.get(key);
    if (indexes === undefined) unmatched.set(key, [i]);
    else indexes.push(i);
  }
  const added: ListedEntry[] = [];
  const kept: (ListedEntry & { previousIndex: number })[] = [];
  for (const [index, entry] of after.entries()) {
    const previousIndex = unmatched.get(keyOf(entry))?.pop();
    if (previousIndex === undefined) added.push({ list, index, entry });
    else kept.push({ list, index, entry, previousIndex });
  }
  const inOrder = longestIncreasing(kept.map(({ previousIndex }) => previousIndex));
  const removedIndexes = [...unmatched.values()].flat().sort((a, b) => a - b);
  return {
    added,
    removed: removedIndexes.map((index) => ({ list, index, entry: before[index] })),
    moved: kept.filter((_, i) => !inOrder.has(i)),
  };
}

/** The same key for equal entries. A database may sort the keys of an object. */
function keyOf(entry: unknown): string {
  return JSON.stringify(typeof entry === 'object' && entry !== null ? Object.entries(entry).sort() : entry);
}

/** A kind with few entries is listed completely; the rest of the space is for the others. */
function limitEntries(change: MappingChange, maxBytes: number): MappingChange {
  const kinds = (['added', 'removed', 'moved'] as const)
    .map((kind) => ({ kind, bytes: jsonBytes(change[kind]) }))
    .sort((a, b) => a.bytes - b.bytes);
  const total = change.added.length + change.removed.length + change.moved.length;
  const limited: MappingChange = { ...change, added: [], removed: [], moved: [], omitted: total };
  let remaining = maxBytes - jsonBytes(limited);
  for (const [i, { kind }] of kinds.entries()) {
    let share = Math.floor(remaining / (kinds.length - i));
    const fitting = change[kind].filter((entry) => {
      const bytes = jsonBytes(entry) + 1;
      if (bytes > share) return false;
      share -= bytes;
      remaining -= bytes;
      return true;
    });
    Object.assign(limited, { [kind]: fitting });
    limited.omitted -= fitting.length;
  }
  return limited;
}
