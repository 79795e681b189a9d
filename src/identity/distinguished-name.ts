import { hasAtMost, isWellFormedText } from '../validation/text';

/** A pair of an RFC 4514 string: the type of an attribute, and its value with escapes in it. */
const PAIR =
  /\s*([A-Za-z][A-Za-z\d-]*|\d+(?:\.\d+)*)\s*=((?:[^\\,;+"<>]|\\(?:[\dA-Fa-f]{2}|[^\dA-Fa-f]))*)([,+]|$)/y;

/** A longer text is too long for the name of a group. */
const MAX_LENGTH = 1024;

/** `cn`, and its object identifier (RFC 4519, 2.3). */
const COMMON_NAME_TYPES: readonly string[] = ['cn', '2.5.4.3'];

/**
 * The first common name of a distinguished name (RFC 4514), such as `Admins` of `CN=Admins,OU=Groups,DC=example`. Spaces
 * around types and values are accepted, as some directories write them.
 *
 * @returns `undefined` for text that is no distinguished name, or has no common name that is text
 */
export function firstCommonName(text: string): string | undefined {
  if (!hasAtMost(text, MAX_LENGTH)) return undefined;
  let commonName: string | undefined;
  PAIR.lastIndex = 0;
  for (;;) {
    const pair = PAIR.exec(text);
    if (pair === null) return undefined;
    const [, type = '', value = '', separator] = pair;
    if (commonName === undefined && COMMON_NAME_TYPES.includes(type.toLowerCase())) {
      commonName = unescapeValue(value);
      if (commonName === undefined) return undefined;
    }
    if (separator === '') return commonName;
  }
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A value without its escapes; `undefined` for an empty one, for BER in hexadecimal, and for bytes that are not UTF-8. */
function unescapeValue(escaped: string): string | undefined {
  const value = trimUnescaped(escaped);
  if (value === '' || value.startsWith('#')) return undefined;
  try {
    const text = value.replace(/(?:\\[\dA-Fa-f]{2})+|\\(.)/gs, (match, character?: string) =>
      character === undefined ? UTF8.decode(Buffer.from(match.replaceAll('\\', ''), 'hex')) : character,
    );
    return isWellFormedText(text) ? text : undefined;
  } catch {
    return undefined;
  }
}

/** Removes the whitespace around a value. What an escape stands before belongs to the value. */
function trimUnescaped(escaped: string): string {
  const start = escaped.trimStart();
  const value = start.trimEnd();
  const backslashes = value.length - value.replace(/\\+$/, '').length;
  return backslashes % 2 === 0 ? value : value + start.charAt(value.length);
}
