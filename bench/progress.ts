/** Reports the current step. */
export type Progress = (message: string) => void;

/** Milliseconds. */
const LINE_INTERVAL = 10_000;

/** On a terminal, one line that each step overwrites; elsewhere, a line at most every ten seconds. */
export function createProgress(stream: NodeJS.WriteStream): { progress: Progress; clear: () => void } {
  if (!stream.isTTY) {
    let writtenAt = -Infinity;
    return {
      progress(message) {
        if (performance.now() - writtenAt < LINE_INTERVAL) return;
        writtenAt = performance.now();
        stream.write(`${message}\n`);
      },
      clear: () => {},
    };
  }
  const clear = () => void stream.write('\r\x1b[K');
  return {
    progress(message) {
      clear();
      stream.write(message.slice(0, (stream.columns || 80) - 1));
    },
    clear,
  };
}
