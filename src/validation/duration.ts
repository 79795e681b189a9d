import ms, { type StringValue } from 'ms';

/** A duration: milliseconds, or text such as `'8h'` or `'90 days'` that the package `ms` parses. */
export type Duration = number | string;

/** Whole milliseconds; `undefined` for a value that is not a duration. */
export function parseDuration(duration: Duration): number | undefined {
  // `ms` throws for empty text and for text of over 100 characters.
  const isReadable = typeof duration === 'string' && duration !== '' && duration.length <= 100;
  const value = isReadable ? ms(duration as StringValue) : duration;
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? Math.round(value) : undefined;
}
