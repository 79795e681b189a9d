import { wrongParameter } from './request-error';

/** Where a page of a list ended, as opaque text. It holds no more than what the page showed. */
export function cursorOf(place: readonly string[]): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** @throws {RequestError} when nobody here has made the cursor */
export function placeOf(
  cursor: string | undefined,
  isPlace: (place: string[]) => boolean,
): string[] | undefined {
  if (cursor === undefined) return undefined;
  let place: unknown;
  try {
    place = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    place = undefined;
  }
  const isList = Array.isArray(place) && place.every((part) => typeof part === 'string');
  if (isList && isPlace(place as string[])) return place as string[];
  throw wrongParameter('after', 'must be the "next" of the page before');
}
