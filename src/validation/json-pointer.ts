/**
 * The reference tokens of a JSON Pointer (RFC 6901), with their escapes replaced; `undefined` for text that is none. The
 * pointer to the whole document, an empty text, is none here.
 */
export function parsePointer(text: string): readonly string[] | undefined {
  if (!text.startsWith('/') || /~(?![01])/.test(text)) return undefined;
  return text
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The pointer of some reference tokens. */
export function formatPointer(tokens: readonly string[]): string {
  return tokens.map((token) => `/${token.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** The index of a list that a reference token is: without a sign and without leading zeros (RFC 6901, 4). */
export function indexOfToken(token: string): number | undefined {
  return /^(?:0|[1-9]\d{0,9})$/.test(token) ? Number(token) : undefined;
}
