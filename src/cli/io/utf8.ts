/** Text, and where its bytes stop being UTF-8, if they do. */
export interface DecodedText {
  /** What is not UTF-8 stands in it as U+FFFD, so that the place can be shown. */
  text: string;
  /** The place in `text` of the first byte that is no UTF-8. */
  invalidAt?: number;
}

/** Reads UTF-8, with or without a byte order mark. */
export function decodeUtf8(bytes: Buffer): DecodedText {
  const text = new TextDecoder().decode(bytes);
  // A replacement character may also have been written as one.
  if (!text.includes('\ufffd') || isUtf8(bytes, false)) return { text };
  return { text, invalidAt: new TextDecoder().decode(bytes.subarray(0, validPrefixLength(bytes))).length };
}

/** The length of the longest beginning that is UTF-8. */
function validPrefixLength(bytes: Buffer): number {
  let [valid, invalid] = [0, bytes.length + 1];
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >>> 1;
    if (isUtf8(bytes.subarray(0, middle), true)) valid = middle;
    else invalid = middle;
  }
  // The last character may be cut off.
  while (!isUtf8(bytes.subarray(0, valid), false)) valid -= 1;
  return valid;
}

/** @param allowIncomplete whether the last character may be cut off, since more bytes could follow */
function isUtf8(bytes: Buffer, allowIncomplete: boolean): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: allowIncomplete });
    return true;
  } catch {
    return false;
  }
}
