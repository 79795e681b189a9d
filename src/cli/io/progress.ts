import type { Stream } from './stream';

const INTERVAL_MS = 100;
const CLEAR_LINE = '\r\u001b[K';

/** One line on a terminal with the progress of long work. Without a terminal, it prints nothing. */
export class Progress {
  readonly #stream: Stream;
  #shownAt = 0;
  #isShown = false;

  constructor(stream: Stream) {
    this.#stream = stream;
  }

  /**
   * @param text called only if the line is printed
   */
  show(text: () => string): void {
    if (this.#stream.isTTY !== true) return;
    const now = performance.now();
    if (now - this.#shownAt < INTERVAL_MS) return;
    this.#shownAt = now;
    this.#isShown = true;
    this.#stream.write(`${CLEAR_LINE}${text()}`);
  }

  /** Called before any other output to the terminal. */
  hide(): void {
    if (!this.#isShown) return;
    this.#isShown = false;
    this.#stream.write(CLEAR_LINE);
  }
}
