import type { ColumnOptions } from 'typeorm';

/**
 * A moment, kept as ISO 8601 text in UTC: `2026-11-23T22:00:00.000Z`. Every database keeps it to the millisecond,
 * sorts it right, and no time zone of a server, a driver or a process can shift it.
 */
export const timestampColumn: ColumnOptions = {
  type: 'varchar',
  length: 24,
  transformer: {
    to: (value: unknown) => (value instanceof Date ? value.toISOString() : value),
    from: (value: string | null | undefined) => (typeof value === 'string' ? parseTimestamp(value) : value),
  },
};

/** A moment that is now unless the row says otherwise. */
export const createdAtColumn: ColumnOptions = {
  ...timestampColumn,
  transformer: {
    to: (value: unknown) => (value instanceof Date ? value : new Date()).toISOString(),
    from: parseTimestamp,
  },
};

/** Rows that were written together, such as somebody's grants, have the same text: it is parsed once for all of them. */
const lastParsed = { text: '', time: NaN };

function parseTimestamp(text: string): Date {
  if (text !== lastParsed.text) {
    lastParsed.time = Date.parse(text);
    lastParsed.text = text;
  }
  return new Date(lastParsed.time);
}

/** How far ahead a stored timestamp may be, in milliseconds: the clocks of two instances are never quite the same. */
export const CLOCK_TOLERANCE_MS = 5 * 60_000;

/**
 * Whether a stored timestamp comes from a clock that was ahead. It tells no age then, so it counts as stale: otherwise it
 * would count as young until that time has come.
 */
export function isInFuture(timestamp: Date, now: number): boolean {
  return timestamp.getTime() > now + CLOCK_TOLERANCE_MS;
}
