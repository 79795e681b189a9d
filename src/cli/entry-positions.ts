import { type EntryPlace, entryPath } from '../mapping/compile';
import { formatPath } from '../validation/faults';
import { quote } from './io/escape';
import type { Position } from './json/source';
import type { ValidMapping } from './mapping-file';

/** An entry, and the prefix that the group begins with. */
type DescribedEntry = EntryPlace & { prefix?: string | undefined };

/** The places of a mapping's entries in its file. It is small, and the file itself can be released. */
export class EntryPositions {
  readonly #positions = new Map<string, Position>();
  readonly #labels = new Map<string, string>();

  constructor({ source, locate, mapping }: ValidMapping) {
    for (const list of ['mappings', 'everyone', 'tenant_owners_groups', 'tenant_permission'] as const) {
      for (const [i, entry] of (mapping[list] ?? []).entries()) {
        const path = formatPath([list, i]);
        this.#positions.set(path, source.positionAt(locate({ segments: [list, i] }).offset));
        if (typeof entry === 'object' && entry.label !== undefined) this.#labels.set(path, entry.label);
      }
    }
  }

  positionOf(entry: EntryPlace): Position {
    return this.#positions.get(entryPath(entry)) ?? { line: 1, column: 1 };
  }

  /** A place for people: `mappings[3] (line 9), group "Managers"`. */
  describe(entry: DescribedEntry): string {
    const path = entryPath(entry);
    const label = this.#labels.get(path);
    const labelText = label === undefined ? '' : ` ${quote(label)}`;
    return `${path}${labelText} (line ${this.positionOf(entry).line})${describeGroup(entry)}`;
  }
}

function describeGroup({ group, prefix }: DescribedEntry): string {
  if (group === null) return '';
  return prefix === undefined
    ? `, group ${quote(group)}`
    : `, group ${quote(group)} by the prefix ${quote(prefix)}`;
}
