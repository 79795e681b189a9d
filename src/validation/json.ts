/** A JSON object from outside. Its keys are unknown and not trusted. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The size of a value as JSON in bytes of UTF-8. */
export function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? '');
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
