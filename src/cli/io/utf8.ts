/** Text, and where its bytes stop being UTF-8, if they do. */
export interface Decoded {
  /** What is not UTF-8 stands in it as U+FFFD, so that the place can be shown. */
  text: string;
  /** The place in `text` of the first byte that is no UTF-8. */
  brokenAt?: number;
}

/** Reads UTF-8, with or without a byte order mark. */
export function decodeUtf8(bytes: Buffer): Decoded {
  const text = new TextDecoder().decode(bytes);
  // A replacement character may also have been written as one.
  if (!text.includes('\ufffd') || isUtf8(bytes, false)) return { text };
  return { text, brokenAt: new TextDecoder().decode(bytes.subarray(0, soundBytes(bytes))).length };
}

/** The length of the longest beginning that is UTF-8. */
function soundBytes(bytes: Buffer): number {
  let [sound, broken] = [0, bytes.length + 1];
  while (broken - sound > 1) {
    const middle = (sound + broken) >>> 1;
    if (isUtf8(bytes.subarray(0, middle), true)) sound = middle;
    else broken = middle;
  }
  // The last character may be cut off.
  while (!isUtf8(bytes.subarray(0, sound), false)) sound -= 1;
  return sound;
}

/** @param mayGoOn whether the last character may be cut off, since more bytes could follow */
function isUtf8(bytes: Buffer, mayGoOn: boolean): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: mayGoOn });
    return true;
  } catch {
    return false;
  }
}
