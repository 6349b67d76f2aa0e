/**
 * What a tool answers. Objects are Go maps, printed with sorted keys; `Map`s are Go structs, printed
 * in their own order. Bytes are a text of Go that is not UTF-8.
 */
export type Value =
  | null
  | string
  | number
  | boolean
  | Date
  | Buffer
  | readonly Value[]
  | ReadonlyMap<string, Value>
  | { readonly [key: string]: Value };

/** The entries of a map (sorted by `order`) or of a struct (as they stand); undefined for others. */
export function entriesOf(
  value: Value,
  order: (a: string, b: string) => number,
): Array<[string, Value]> | undefined {
  if (value instanceof Map) return [...value.entries()];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  if (value instanceof Date || Buffer.isBuffer(value)) return undefined;
  return Object.entries(value).sort(([a], [b]) => order(a, b));
}
