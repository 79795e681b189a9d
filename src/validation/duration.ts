import ms, { type StringValue } from 'ms';

/** A length of time: milliseconds, or text such as `'8h'` or `'90 days'` that the package `ms` reads. */
export type Duration = number | string;

/** Whole milliseconds, or `undefined` for what is no length of time. */
export function parseDuration(duration: Duration): number | undefined {
  // ms throws for text of no characters or of over 100.
  const isReadable = typeof duration === 'string' && duration !== '' && duration.length <= 100;
  const value = isReadable ? ms(duration as StringValue) : duration;
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? Math.round(value) : undefined;
}
