import * as fc from 'fast-check';
import type { Schema } from '../../../build/src/interfaces/schema-model.ts';

/** Anything that a schema describes; texts that hold JSON or YAML hold what theirs describes. */
export function arbitraryOf(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.enum !== undefined) return fc.constantFrom<unknown>(...schema.enum);
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map(arbitraryOf));
  switch (schema.type ?? 'any') {
    case 'string':
      return arbitraryText(schema);
    case 'integer':
    case 'number':
      return fc.integer({ min: schema.minimum ?? -1000, max: schema.maximum ?? 1000 });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(arbitraryOf(schema.items ?? {}), { maxLength: 3 });
    case 'object':
      return arbitraryObject(schema);
    case 'any':
      return fc.jsonValue();
  }
}

/** A databag that a schema describes. */
export function arbitraryDatabag(schema: Schema): fc.Arbitrary<Record<string, string>> {
  return arbitraryObject(schema).map((bag) =>
    Object.fromEntries(Object.entries(bag).map(([key, value]) => [key, String(value)])),
  );
}

function arbitraryText(schema: Schema): fc.Arbitrary<string> {
  const { contentSchema, contentMediaType, pattern, minLength = 0 } = schema;
  if (contentSchema !== undefined || contentMediaType === 'application/json') {
    return arbitraryOf(contentSchema ?? {}).map((value) => JSON.stringify(value));
  }
  return pattern === undefined ? fc.string({ minLength }) : fc.stringMatching(new RegExp(pattern));
}

function arbitraryObject(schema: Schema): fc.Arbitrary<Record<string, unknown>> {
  const { properties = {}, additionalProperties, required = [] } = schema;
  const members = Object.fromEntries(
    Object.entries(properties).map(([key, member]) => [key, arbitraryOf(member)]),
  );
  const known = fc.record(members, { requiredKeys: [...required] });
  if (typeof additionalProperties !== 'object') return known;
  const others = fc.dictionary(fc.string({ minLength: 1 }), arbitraryOf(additionalProperties), {
    maxKeys: 3,
  });
  return fc.tuple(others, known).map(([more, own]) => ({ ...more, ...own }));
}
