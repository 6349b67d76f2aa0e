/** A value that JSON can carry. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonMap;

/** A JSON object. */
export interface JsonMap {
  readonly [key: string]: JsonValue;
}

/** Tells whether a JSON value is an object. */
export function isJsonMap(value: JsonValue | undefined): value is JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Reads JSON text.
 * @throws SyntaxError when the text is not JSON.
 */
export function parseJsonText(text: string): JsonValue {
  // JSON.parse yields nothing but JSON values; its declared type says less.
  const value: JsonValue = JSON.parse(text);
  return value;
}
