/** Whether text can be kept in every database and compared there: no lone surrogate and no NUL. */
export function isWellFormedText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

/** Whether text has at most `limit` characters (code points, which is what databases count). */
export function hasAtMost(text: string, limit: number): boolean {
  if (text.length <= limit) return true;
  // A code point takes at most two units, so most long texts need no counting.
  return text.length <= 2 * limit && [...text].length <= limit;
}
