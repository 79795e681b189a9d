import { styleText } from 'node:util';
import type { Progress } from './progress';
import { escapeInvisible } from './escape';
import type { Stream } from './stream';

type Style = Parameters<typeof styleText>[0];

/** A piece of a line: plain text, or text with a style for color terminals. */
export type Piece = string | { text: string; style: Style };

export const bold = (text: string): Piece => ({ text, style: 'bold' });
export const dim = (text: string): Piece => ({ text, style: 'dim' });
export const red = (text: string): Piece => ({ text, style: 'red' });
export const green = (text: string): Piece => ({ text, style: 'green' });
export const yellow = (text: string): Piece => ({ text, style: 'yellow' });

/**
 * Lines for people or programs. All text passes through this class, which escapes invisible characters: names of groups
 * are untrusted text of an identity provider.
 */
export class Output {
  readonly #stream: Stream;
  readonly #progress: Progress | undefined;
  #buffer = '';

  constructor(stream: Stream, progress?: Progress) {
    this.#stream = stream;
    this.#progress = progress;
  }

  line(...pieces: readonly Piece[]): void {
    this.#buffer += `${pieces.map((piece) => this.#render(piece)).join('')}\n`;
    if (this.#buffer.length > 65_536) this.flush();
  }

  /** One JSON document, for machines. It contains no raw control characters or bidirectional controls either. */
  json(value: unknown): void {
    for (const line of JSON.stringify(value, null, 2).split('\n')) this.line(line);
  }

  flush(): void {
    if (this.#buffer === '') return;
    this.#progress?.hide();
    this.#stream.write(this.#buffer);
    this.#buffer = '';
  }

  /** Resolves when the reader has caught up. Code that writes a lot waits for it, so that memory stays small. */
  async ready(): Promise<void> {
    if (this.#stream.writableNeedDrain !== true) return;
    await new Promise((resolve) => this.#stream.once('drain', resolve));
  }

  #render(piece: Piece): string {
    if (typeof piece === 'string') return escapeInvisible(piece);
    const text = escapeInvisible(piece.text);
    return supportsColor(this.#stream) ? styleText(piece.style, text, { validateStream: false }) : text;
  }
}

/** Color is used only on a terminal, and only if NO_COLOR (https://no-color.org) is not set. */
function supportsColor(stream: Stream): boolean {
  return stream.isTTY === true && (process.env.NO_COLOR ?? '') === '' && stream.hasColors?.() !== false;
}
