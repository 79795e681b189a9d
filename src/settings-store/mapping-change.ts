import type { Mapping } from '../mapping/mapping';
import { jsonBytes } from '../validation/json';
import type { Steps } from '../validation/time-slice';
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
 * Compares two mappings in steps: 20,000 entries each take longer than other requests should wait.
 *
 * @param maxBytes the maximum size of the result as JSON; further entries are counted
 */
export function* describeMappingChange(
  before: Mapping | null,
  after: Mapping | null,
  maxBytes: number,
): Steps<MappingChange> {
  const [old, now] = [listsOf(before), listsOf(after)];
  const diffs: ListChange[] = [];
  for (const list of new Set([...old.keys(), ...now.keys()]))
    diffs.push(yield* diffLists(list, old.get(list) ?? [], now.get(list) ?? []));
  const change: MappingChange = {
    addedLists: [...now.keys()].filter((list) => !old.has(list)),
    removedLists: [...old.keys()].filter((list) => !now.has(list)),
    added: diffs.flatMap(({ added }) => added),
    removed: diffs.flatMap(({ removed }) => removed),
    moved: diffs.flatMap(({ moved }) => moved),
    omitted: 0,
  };
  return yield* limitEntries(change, maxBytes);
}

function listsOf(mapping: Mapping | null): Map<string, readonly unknown[]> {
  return new Map(
    Object.entries(mapping ?? {}).filter((list): list is [string, unknown[]] => Array.isArray(list[1])),
  );
}

type ListChange = Pick<MappingChange, 'added' | 'removed' | 'moved'>;

function* diffLists(list: string, before: readonly unknown[], after: readonly unknown[]): Steps<ListChange> {
  const unmatched = new Map<string, number[]>();
  // From the end, so that pop() yields the first of several equal entries.
  for (let i = before.length - 1; i >= 0; i--) {
    yield;
    const key = keyOf(before[i]);
    const indexes = unmatched.get(key);
    if (indexes === undefined) unmatched.set(key, [i]);
    else indexes.push(i);
  }
  const added: ListedEntry[] = [];
  const kept: (ListedEntry & { previousIndex: number })[] = [];
  for (const [index, entry] of after.entries()) {
    yield;
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
function* limitEntries(change: MappingChange, maxBytes: number): Steps<MappingChange> {
  const kinds = (['added', 'removed', 'moved'] as const)
    .map((kind) => ({ kind, bytes: bytesUpTo(maxBytes, change[kind]) }))
    .sort((a, b) => a.bytes - b.bytes);
  const total = change.added.length + change.removed.length + change.moved.length;
  const limited: MappingChange = { ...change, added: [], removed: [], moved: [], omitted: total };
  let remaining = maxBytes - jsonBytes(limited);
  for (const [i, { kind }] of kinds.entries()) {
    let share = Math.floor(remaining / (kinds.length - i));
    const fitting: ListedEntry[] = [];
    for (const entry of change[kind]) {
      yield;
      // No entry is shorter.
      if (share < MIN_ENTRY_BYTES) break;
      const bytes = jsonBytes(entry) + 1;
      if (bytes > share) continue;
      share -= bytes;
      remaining -= bytes;
      fitting.push(entry);
    }
    Object.assign(limited, { [kind]: fitting });
    limited.omitted -= fitting.length;
  }
  return limited;
}

const MIN_ENTRY_BYTES = jsonBytes({ list: '', index: 0, entry: '' });

/** The bytes of the entries as JSON, or those of the first of them that are more than `maxBytes`. */
function bytesUpTo(maxBytes: number, entries: readonly ListedEntry[]): number {
  let bytes = 0;
  for (const entry of entries) {
    bytes += jsonBytes(entry) + 1;
    if (bytes > maxBytes) break;
  }
  return bytes;
}
