import {
  documentOf,
  modelOf,
  type EntryRow,
  type ListName,
  type MappingDocument,
  type MappingModel,
  type OwnerRow,
  type PermissionRow,
} from './mapping-model';

/** Settings as a form edits them. Those that it does not know are merged, too. */
export type EditableSettings = Record<string, unknown> & { mapping: MappingDocument | null };

/** What two administrators made of the same thing, each in another way. The merged settings have `own`. */
export interface MergeConflict {
  /** A setting, or a list of the mapping. */
  place: string;
  own: unknown;
  theirs: unknown;
}

export interface MergedSettings {
  settings: EditableSettings;
  conflicts: MergeConflict[];
}

/**
 * Merges what two administrators made of the same settings. What only one of them changed is as that one left it. Rows of
 * the mapping are told apart by what they are about: group and team, so that two people may add, change and remove
 * different rows. What both changed in different ways is as in `own`, and is listed.
 *
 * @param keys the settings to merge, beside the mapping
 */
export function mergeSettings(
  base: EditableSettings,
  own: EditableSettings,
  theirs: EditableSettings,
  keys: readonly string[],
): MergedSettings {
  const conflicts: MergeConflict[] = [];
  const merged = Object.fromEntries(
    keys.map((key) => [
      key,
      mergeValue(key, { base: base[key], own: own[key], theirs: theirs[key], conflicts }),
    ]),
  );
  const mapping = mergeMapping(base.mapping, own.mapping, theirs.mapping, conflicts);
  return { settings: { ...theirs, ...merged, mapping }, conflicts };
}

function mergeMapping(
  base: MappingDocument | null,
  own: MappingDocument | null,
  theirs: MappingDocument | null,
  conflicts: MergeConflict[],
): MappingDocument | null {
  if (isSame(own, base)) return theirs;
  if (isSame(theirs, base) || isSame(own, theirs)) return own;
  const [baseModel, ownModel, theirModel] = [base, own, theirs].map((document) => modelOf(document).model);
  if (baseModel === undefined || ownModel === undefined || theirModel === undefined)
    return mergeValue('mapping', { base, own, theirs, conflicts });
  return documentOf(mergeModels(baseModel, ownModel, theirModel, conflicts));
}

function mergeModels(
  base: MappingModel,
  own: MappingModel,
  theirs: MappingModel,
  conflicts: MergeConflict[],
): MappingModel {
  const everyone = mergeValue('everyone', {
    base: base.extras?.everyone,
    own: own.extras?.everyone,
    theirs: theirs.extras?.everyone,
    conflicts,
  });
  return {
    entries: mergeRows(
      { base: base.entries, own: own.entries, theirs: theirs.entries, conflicts },
      'entries',
      keyOfEntry,
    ),
    owners: mergeOptional(
      { base: base.owners, own: own.owners, theirs: theirs.owners, conflicts },
      'owners',
      ({ group }: OwnerRow) => group,
    ),
    permissions: mergeOptional(
      { base: base.permissions, own: own.permissions, theirs: theirs.permissions, conflicts },
      'permissions',
      ({ group, permission }: PermissionRow) => JSON.stringify([group, permission]),
    ),
    ...(everyone === undefined ? {} : { extras: { everyone } }),
  };
}

/** What an entry is about. Its role, and what else it says, is what may differ. */
function keyOfEntry({ group, team, caseGroup, isPrefix = false, extras }: EntryRow): string {
  return JSON.stringify([group, isPrefix, team, caseGroup, extras?.provider]);
}

interface Sides<Rows> {
  base: Rows;
  own: Rows;
  theirs: Rows;
  conflicts: MergeConflict[];
}

/** A list may be missing, which is not the same as empty. */
function mergeOptional<Row>(
  { base, own, theirs, conflicts }: Sides<Row[] | null>,
  list: ListName,
  keyOf: (row: Row) => string,
): Row[] | null {
  if (own === null || theirs === null) return mergeValue(list, { base, own, theirs, conflicts });
  return mergeRows({ base: base ?? [], own, theirs, conflicts }, list, keyOf);
}

function mergeRows<Row>(
  { base, own, theirs, conflicts }: Sides<Row[]>,
  list: ListName,
  keyOf: (row: Row) => string,
): Row[] {
  const [baseRows, ownRows, theirRows] = [base, own, theirs].map((rows) => byKey(rows, keyOf)) as [
    Map<string, Row>,
    Map<string, Row>,
    Map<string, Row>,
  ];
  const merged = new Map<string, Row>();
  for (const key of new Set([...ownRows.keys(), ...theirRows.keys()])) {
    const row = mergeValue(list, {
      base: baseRows.get(key),
      own: ownRows.get(key),
      theirs: theirRows.get(key),
      conflicts,
    });
    if (row !== undefined) merged.set(key, row);
  }
  // The order of the side that changed it; rows that only the other side has stay beside their neighbors.
  const movedByOwn = !isSame(commonOrder(ownRows, baseRows), commonOrder(baseRows, ownRows));
  const [first, second] = movedByOwn ? [ownRows, theirRows] : [theirRows, ownRows];
  return weave([...first.keys()], [...second.keys()])
    .filter((key) => merged.has(key))
    .map((key) => merged.get(key)!);
}

/** Rows that are about the same are told apart by how many came before. */
function byKey<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row> {
  const counts = new Map<string, number>();
  return new Map(
    rows.map((row) => {
      const key = keyOf(row);
      const count = counts.get(key) ?? 0;
      counts.set(key, count + 1);
      return [`${count}:${key}`, row];
    }),
  );
}

function commonOrder(rows: Map<string, unknown>, others: Map<string, unknown>): string[] {
  return [...rows.keys()].filter((key) => others.has(key));
}

/**
 * The keys of `first` in their order, and the further ones of `second` behind the key that they follow there, and behind
 * what `first` has added at the same place.
 */
function weave(first: readonly string[], second: readonly string[]): string[] {
  const [known, common] = [new Set(first), new Set(second)];
  const followers = new Map<string | undefined, string[]>();
  let previous: string | undefined;
  for (const key of second) {
    if (known.has(key)) previous = key;
    else followers.set(previous, [...(followers.get(previous) ?? []), key]);
  }
  const woven: string[] = [];
  previous = undefined;
  for (const key of first) {
    if (common.has(key)) {
      woven.push(...(followers.get(previous) ?? []));
      previous = key;
    }
    woven.push(key);
  }
  return [...woven, ...(followers.get(previous) ?? [])];
}

function mergeValue<Value>(place: string, { base, own, theirs, conflicts }: Sides<Value>): Value {
  if (isSame(own, base)) return theirs;
  if (!isSame(theirs, base) && !isSame(own, theirs)) conflicts.push({ place, own, theirs });
  return own;
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
