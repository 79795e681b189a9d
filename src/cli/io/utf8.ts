/** Text, and the position at which its bytes stop being UTF-8, if any. */
export interface DecodedText {
  /** Invalid bytes are U+FFFD in the text, so that the place can be shown. */
  text: string;
  /** The position in `text` of the first byte that is not UTF-8. */
  invalidAt?: number;
}

/** Decodes UTF-8, with or without a byte order mark. */
export function decodeUtf8(bytes: Buffer): DecodedText {
  const text = new TextDecoder().decode(bytes);
  // The input itself may contain replacement characters.
  if (!text.includes('\ufffd') || isUtf8(bytes, false)) return { text };
  return { text, invalidAt: new TextDecoder().decode(bytes.subarray(0, validPrefixLength(bytes))).length };
}

/** The length of the longest prefix that is UTF-8. */
function validPrefixLength(bytes: Buffer): number {
  let [valid, invalid] = [0, bytes.length + 1];
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >>> 1;
    if (isUtf8(bytes.subarray(0, middle), true)) valid = middle;
    else invalid = middle;
  }
  // The last character may be incomplete.
  while (!isUtf8(bytes.subarray(0, valid), false)) valid -= 1;
  return valid;
}

/**
 * @param allowIncomplete whether the last character may be incomplete, because more bytes could follow
 */
function isUtf8(bytes: Buffer, allowIncomplete: boolean): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: allowIncomplete });
    return true;
  } catch {
    return false;
  }
}
