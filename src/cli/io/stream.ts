/** A stream of the process, or one that stands in for it. */
export type Stream = NodeJS.WritableStream & {
  isTTY?: boolean;
  /** Of a terminal: whether it shows colors, by what it is called and by the usual environment variables. */
  hasColors?: () => boolean;
  writableNeedDrain?: boolean;
};
