import { type MappedGrant, entryPath, entrySegments } from '../mapping/compile';
import { quote } from './io/escape';
import type { Position } from './json/source';
import type { ValidMapping } from './mapping-file';

type Entry = Pick<MappedGrant, 'kind' | 'entry'>;

/** The places of a mapping's entries in its file. It is small, and the file itself can be released. */
export class EntryPositions {
  readonly #positions = new Map<string, Position>();

  constructor({ source, locate, compiled }: ValidMapping) {
    for (const grants of compiled.byGroup.values()) {
      for (const grant of grants) {
        const { offset } = locate({ segments: entrySegments(grant) });
        this.#positions.set(entryPath(grant), source.positionAt(offset));
      }
    }
  }

  positionOf(entry: Entry): Position {
    return this.#positions.get(entryPath(entry)) ?? { line: 1, column: 1 };
  }

  /** A place for people: `mappings[3] (line 9), group "Managers"`. */
  describe(entry: Entry & { group: string }): string {
    return `${entryPath(entry)} (line ${this.positionOf(entry).line}), group ${quote(entry.group)}`;
  }
}
