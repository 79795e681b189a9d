import { createFault, type Problem } from '../../validation/faults';
import type { Fault } from '../../errors';

/** A place in a text, counted from 1. Columns count characters, as an editor does. */
export interface Position {
  line: number;
  column: number;
}

/** A stretch of a text, in the units of a JavaScript string. */
export interface Range {
  offset: number;
  length: number;
}

/** A fault, and where in the text it stands. */
export type PlacedFault = Fault & Range;

/** A fault of the text itself, before there is a value in it. */
export function textFault(message: string, { offset, length }: Range): PlacedFault {
  const problem: Problem = { code: 'invalid_syntax', message };
  return { ...createFault([], problem), offset, length };
}

/** The text of a file, with its lines. */
export class Source {
  readonly #lineStarts = [0];
  /** Where a character takes two units: columns are counted without walking long lines again and again. */
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

  /** Where a line begins and ends, without its line break; nothing for a line that is not there. */
  lineRange(line: number): Range | undefined {
    const offset = this.#lineStarts[line - 1];
    if (offset === undefined) return undefined;
    let end = this.#lineStarts[line] ?? this.text.length;
    while (end > offset && /[\r\n]/.test(this.text.charAt(end - 1))) end -= 1;
    return { offset, length: end - offset };
  }
}

/** The place of the last of the sorted numbers that is at most this; -1 when all are more. */
function lastIndexAtMost(sorted: readonly number[], limit: number): number {
  let [low, high] = [-1, sorted.length];
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) <= limit) low = middle;
    else high = middle;
  }
  return low;
}
