/**
 * One line of a long input, with its number. `text` is missing if the line cannot be read, and `problem` has the
 * reason.
 */
export interface Line {
  number: number;
  text?: string;
  problem?: string;
  /** The number of bytes of the input up to the end of the line. */
  bytesRead: number;
}

/** The maximum length of a line. A user in 10,000 groups with the longest names needs less. */
const MAX_LINE_BYTES = 16_000_000;
const LF = 0x0a;

/**
 * Splits an input of any length into lines. Only a line feed ends a line: `node:readline` also ends a line at U+2028,
 * which is plain text in JSON, and keeps a line of any length in memory.
 */
export class LineSplitter {
  #number = 0;
  #bytesRead = 0;
  #length = 0;
  #parts: Buffer[] = [];

  /** The lines that end in this part of the input. A promise for each line would be slow and take memory. */
  *push(chunk: Buffer): Generator<Line> {
    let start = 0;
    for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, start)) {
      this.#add(chunk.subarray(start, end + 1));
      yield this.#nextLine();
      start = end + 1;
    }
    this.#add(chunk.subarray(start));
  }

  /** The text behind the last line feed. */
  *end(): Generator<Line> {
    if (this.#length > 0) yield this.#nextLine();
  }

  #add(part: Buffer): void {
    this.#length += part.length;
    if (this.#length <= MAX_LINE_BYTES) this.#parts.push(part);
    else this.#parts = [];
  }

  #nextLine(): Line {
    this.#number += 1;
    this.#bytesRead += this.#length;
    const isTooLong = this.#length > MAX_LINE_BYTES;
    const line = isTooLong
      ? { problem: 'is too long to be one user' }
      : decodeLine(this.#parts, this.#number === 1);
    [this.#length, this.#parts] = [0, []];
    return { number: this.#number, bytesRead: this.#bytesRead, ...line };
  }
}

function decodeLine(parts: readonly Buffer[], isFirst: boolean): Pick<Line, 'text' | 'problem'> {
  const bytes = parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
  try {
    // A byte order mark is not part of the first line. Elsewhere it is an ordinary character.
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: !isFirst }).decode(bytes) };
  } catch {
    return { problem: 'is not valid UTF-8' };
  }
}
