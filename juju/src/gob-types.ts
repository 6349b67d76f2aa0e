/**
 * A value as Go's encoding/gob carries it. Structs are records by field name, without the fields
 * that hold their zero value; maps are lists of pairs; values of interface types are undefined.
 */
export type GobValue =
  boolean | number | string | Uint8Array | readonly GobValue[] | GobStruct | undefined;

/** A struct by the names of its fields. Fields with a zero value are absent. */
export interface GobStruct {
  readonly [field: string]: GobValue;
}

/** The types of struct fields that the encoder can write. */
export type GobFieldKind = 'bool' | 'int' | 'uint' | 'bytes' | 'string' | 'strings';

/** A struct that the encoder can write. Go matches the fields by name, in this order. */
export interface GobStructType {
  /** The name of the Go type; empty for an anonymous struct. */
  readonly name: string;
  readonly fields: readonly { readonly name: string; readonly kind: GobFieldKind }[];
}

/** The type ids that every gob stream knows without a definition. */
export const GOB_IDS = {
  bool: 1,
  int: 2,
  uint: 3,
  float: 4,
  bytes: 5,
  string: 6,
  complex: 7,
  interface: 8,
} as const;
