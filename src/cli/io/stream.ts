/** A stream of the process, or a substitute. */
export type Stream = NodeJS.WritableStream & {
  isTTY?: boolean;
  /** For a terminal: whether it supports colors, according to its type and the usual environment variables. */
  hasColors?: () => boolean;
  writableNeedDrain?: boolean;
};
