/** Says what is being done right now. */
export type Progress = (doing: string) => void;

/** One line on a terminal, which the next one takes the place of; nothing where nobody watches. */
export function progressOn(stream: NodeJS.WriteStream): { progress: Progress; clear: () => void } {
  if (!stream.isTTY) return { progress: () => {}, clear: () => {} };
  const clear = () => void stream.write('\r\x1b[K');
  return {
    progress(doing) {
      clear();
      stream.write(doing.slice(0, (stream.columns || 80) - 1));
    },
    clear,
  };
}
