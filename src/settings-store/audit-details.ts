import type { Mapping } from '../mapping/mapping';
import type { Settings } from '../settings/settings';

/** How many characters of JSON an audit event says about a mapping at most. */
const MAX_LENGTH = 8000;

/**
 * What the audit log says of a change of the settings. A mapping has up to 10 MB, and each version of it is in the
 * history; so the event has the mappings only if both are small, else the entries that were added and removed.
 */
export function changeDetails(before: Settings, after: Settings): Record<string, unknown> {
  const [old, now] = [before.mapping, after.mapping].map((mapping) => JSON.stringify(mapping));
  const { version } = after;
  if (old!.length + now!.length <= MAX_LENGTH) {
    return { version, before: withoutRevision(before), after: withoutRevision(after) };
  }
  const isChanged = old !== now;
  const summarize = (settings: Settings, bytes: number) => {
    const { mapping: _, ...rest } = withoutRevision(settings);
    return isChanged ? { ...rest, mapping: { omittedLength: bytes } } : rest;
  };
  return {
    version,
    before: summarize(before, old!.length),
    after: summarize(after, now!.length),
    ...(isChanged ? { mappingChange: mappingChange(before.mapping, after.mapping) } : {}),
  };
}

function mappingChange(before: Mapping | null, after: Mapping | null) {
  const [old, now] = [entriesOf(before), entriesOf(after)];
  const added = [...now].filter((entry) => !old.has(entry));
  const removed = [...old].filter((entry) => !now.has(entry));
  const half = MAX_LENGTH / 2;
  const [listedAdded, listedRemoved] = [takeUpTo(added, half), takeUpTo(removed, half)];
  const omitted = added.length + removed.length - listedAdded.length - listedRemoved.length;
  return { added: listedAdded, removed: listedRemoved, omitted };
}

/** Each entry of each list as text, by which entries of two mappings are compared. */
function entriesOf(mapping: Mapping | null): Set<string> {
  const lists = Object.entries(mapping ?? {}).filter((list): list is [string, unknown[]] =>
    Array.isArray(list[1]),
  );
  return new Set(lists.flatMap(([key, list]) => list.map((entry) => JSON.stringify([key, entry]))));
}

function takeUpTo(entries: readonly string[], maxLength: number): unknown[] {
  let length = 0;
  const fitting = entries.findIndex((entry) => (length += entry.length) > maxLength);
  const taken = fitting === -1 ? entries : entries.slice(0, fitting);
  return taken.map((entry) => JSON.parse(entry) as unknown);
}

function withoutRevision({ revision: _, ...settings }: Settings): Settings {
  return settings;
}
