import type { ColumnOptions } from 'typeorm';

/**
 * A timestamp, stored as ISO 8601 text in UTC: `2026-11-23T22:00:00.000Z`. Every database keeps it to the millisecond
 * and sorts it correctly, and no time zone of a server, a driver or a process can shift it.
 */
export const timestampColumn: ColumnOptions = {
  type: 'varchar',
  length: 24,
  transformer: {
    to: (value: unknown) => (value instanceof Date ? value.toISOString() : value),
    from: (value: string | null | undefined) => (typeof value === 'string' ? parseTimestamp(value) : value),
  },
};

/** A timestamp that defaults to the current time. */
export const createdAtColumn: ColumnOptions = {
  ...timestampColumn,
  transformer: {
    to: (value: unknown) => (value instanceof Date ? value : new Date()).toISOString(),
    from: parseTimestamp,
  },
};

/** The last parsed text. Rows that were written together, such as the grants of a user, have the same one. */
const lastParsed = { text: '', time: NaN };

function parseTimestamp(text: string): Date {
  if (text !== lastParsed.text) {
    lastParsed.time = Date.parse(text);
    lastParsed.text = text;
  }
  return new Date(lastParsed.time);
}

/**
 * The tolerance for a stored timestamp in the future, in milliseconds: the clocks of two instances are never exactly
 * the same.
 */
export const CLOCK_TOLERANCE_MS = 5 * 60_000;

/**
 * Whether a stored timestamp comes from a clock that was ahead. It counts as stale: otherwise it would count as fresh
 * until that time is reached.
 */
export function isInFuture(timestamp: Date, now: number): boolean {
  return timestamp.getTime() > now + CLOCK_TOLERANCE_MS;
}
