import { invalidParameter } from './request-error';

/** The end of a page of a list, as opaque text. It contains only values that the page showed. */
export function encodeCursor(position: readonly string[]): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** @throws {RequestError} if this router did not create the cursor */
export function decodeCursor(
  cursor: string | undefined,
  isPosition: (position: string[]) => boolean,
): string[] | undefined {
  if (cursor === undefined) return undefined;
  let position: unknown;
  try {
    position = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    position = undefined;
  }
  const isList = Array.isArray(position) && position.every((value) => typeof value === 'string');
  if (isList && isPosition(position as string[])) return position as string[];
  throw invalidParameter('after', 'must be the "next" of the page before');
}
