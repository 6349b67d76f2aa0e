import type { JsonValue } from '../json.ts';

/**
 * The part of JSON Schema (draft 2020-12) that describes what interfaces write on the wire. Values of
 * a databag are texts; one that holds JSON says so in `contentMediaType` and `contentSchema`.
 */
export interface JsonSchema {
  readonly title?: string;
  readonly description?: string;
  readonly type?: 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'object' | 'null';
  readonly enum?: readonly JsonValue[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  /** By regular expressions that keys match. */
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly required?: readonly string[];
  readonly anyOf?: readonly JsonSchema[];
  readonly contentMediaType?: 'application/json' | 'application/yaml' | 'application/x-pem-file';
  readonly contentSchema?: JsonSchema;
}

/** The schema of an object from the schemas of its members; members that are not named are allowed. */
export function objectSchema(
  properties: Readonly<Record<string, JsonSchema>>,
  required: readonly string[] = [],
): JsonSchema {
  return { type: 'object', properties, ...(required.length > 0 ? { required } : {}) };
}
