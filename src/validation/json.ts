/** A JSON object as it was handed in: nothing is known of its keys, and none of them is trusted. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** How many bytes of UTF-8 a value takes as JSON. */
export function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? '');
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
