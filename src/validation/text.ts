import type { Problem } from './faults';

/** Whether every database can store and compare the text: no lone surrogate and no NUL. */
export function isWellFormedText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

/** Whether text has at most `limit` characters (code points, as databases count them). */
export function hasAtMost(text: string, limit: number): boolean {
  if (text.length <= limit) return true;
  // A code point has at most two code units, so most long texts need not be counted.
  return text.length <= 2 * limit && [...text].length <= limit;
}

/** The order of two texts by their code points. The operator `<` goes by UTF-16 units, and puts U+1F600 before U+FFFD. */
export function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [unitA, unitB] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (unitA !== unitB) return codePointOrder(unitA) - codePointOrder(unitB);
  }
  return a.length - b.length;
}

/** Surrogates stand for code points above all others. */
function codePointOrder(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/** The problem of a name, which must have 1 to `limit` characters; `undefined` if it is valid. */
export function nameProblem(value: unknown, limit: number): Problem | undefined {
  if (value === undefined) return { code: 'required', message: 'is missing' };
  if (typeof value !== 'string')
    return { code: 'invalid_type', message: `must be text, not ${describeType(value)}` };
  if (value === '') return { code: 'empty', message: 'must not be empty' };
  if (!hasAtMost(value, limit)) return { code: 'too_long', message: `must have at most ${limit} characters` };
  if (!isWellFormedText(value))
    return { code: 'malformed_text', message: 'must be well-formed Unicode without NUL' };
  return undefined;
}

/** The type of a value in the words of a message: `a list`, `null`, `a number`. */
export function describeType(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** Whether text can be an id. PostgreSQL fails for a comparison with any other text. */
export function isUuid(text: unknown): text is string {
  return typeof text === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}
