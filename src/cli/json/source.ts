import { createFault, type Problem } from '../../validation/faults';
import type { Fault } from '../../errors';

/** A place in a text, counted from 1. Columns count characters, like an editor. */
export interface Position {
  line: number;
  column: number;
}

/** A range of a text, in UTF-16 code units. */
export interface Range {
  offset: number;
  length: number;
}

/** A fault with its range in the text. */
export type PlacedFault = Fault & Range;

/** A fault of the text itself, before it is parsed. */
export function textFault(message: string, { offset, length }: Range): PlacedFault {
  const problem: Problem = { code: 'invalid_syntax', message };
  return { ...createFault([], problem), offset, length };
}

/** The text of a file, with its lines. */
export class Source {
  readonly #lineStarts = [0];
  /**
   * The positions of characters with two code units, so that columns can be counted without scanning long lines
   * repeatedly.
   */
  readonly #surrogatePairs: number[] = [];

  constructor(
    readonly file: string,
    readonly text: string,
  ) {
    for (const { 0: match, index } of text.matchAll(/\r\n|[\r\n]|[\ud800-\udbff][\udc00-\udfff]/g)) {
      if (match.charCodeAt(0) < 0xd800) this.#lineStarts.push(index + match.length);
      else this.#surrogatePairs.push(index);
    }
  }

  positionAt(offset: number): Position {
    const line = lastIndexAtMost(this.#lineStarts, offset);
    const start = this.#lineStarts[line] ?? 0;
    const pairs =
      lastIndexAtMost(this.#surrogatePairs, offset - 1) - lastIndexAtMost(this.#surrogatePairs, start - 1);
    return { line: line + 1, column: offset - start - pairs + 1 };
  }

  /** The range of a line without its line break; undefined if the line does not exist. */
  lineRange(line: number): Range | undefined {
    const offset = this.#lineStarts[line - 1];
    if (offset === undefined) return undefined;
    let end = this.#lineStarts[line] ?? this.text.length;
    while (end > offset && /[\r\n]/.test(this.text.charAt(end - 1))) end -= 1;
    return { offset, length: end - offset };
  }
}

/** The index of the last of the sorted numbers that is not greater than the limit; -1 if all are greater. */
function lastIndexAtMost(sorted: readonly number[], limit: number): number {
  let [low, high] = [-1, sorted.length];
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) <= limit) low = middle;
    else high = middle;
  }
  return low;
}
