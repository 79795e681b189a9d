import type { ColumnOptions } from 'typeorm';

/**
 * A moment, kept as ISO 8601 text in UTC: `2026-11-23T22:00:00.000Z`. Every database keeps it to the millisecond,
 * sorts it right, and no time zone of a server, a driver or a process can shift it.
 */
export const instant: ColumnOptions = {
  type: 'varchar',
  length: 24,
  transformer: {
    to: (value: unknown) => (value instanceof Date ? value.toISOString() : value),
    from: (value: string | null | undefined) => (typeof value === 'string' ? momentOf(value) : value),
  },
};

/** A moment that is now unless the row says otherwise. */
export const instantOfInsert: ColumnOptions = {
  ...instant,
  transformer: {
    to: (value: unknown) => (value instanceof Date ? value : new Date()).toISOString(),
    from: momentOf,
  },
};

/** Rows that were written together, such as somebody's grants, have the same text: it is parsed once for all of them. */
const latest = { text: '', time: NaN };

function momentOf(text: string): Date {
  if (text !== latest.text) {
    latest.time = Date.parse(text);
    latest.text = text;
  }
  return new Date(latest.time);
}
