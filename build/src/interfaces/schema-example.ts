import { Validator, type Schema as AnySchema } from '@cfworker/json-schema';
import { parse as parseYaml } from 'yaml';
import { isList, isMap } from './load-json.ts';
import type { Schema } from './schema-model.ts';

/**
 * What is wrong with a databag under its schema, one sentence for each key, without quoting values.
 * Unlike plain JSON Schema, it also looks into texts that hold JSON or YAML.
 */
export function findDatabagFaults(schema: Schema, databag: unknown): string[] {
  const faults = new Map<string, string>();
  for (const { location, reason } of errorsOf(schema, databag)) {
    const key = keyIn(location);
    if (!faults.has(key)) faults.set(key, reason);
  }
  for (const [key, value] of Object.entries(isMap(databag) ? databag : {})) {
    const [reason] = schemasOf(schema, key).flatMap((found) => hiddenFault(found, value) ?? []);
    if (reason !== undefined && !faults.has(key)) faults.set(key, reason);
  }
  return [...faults].map(([key, reason]) => `${key === '' ? 'the databag' : key} ${reason}`);
}

/** What is wrong inside of texts that hold something; undefined when nothing is. */
function hiddenFault(schema: Schema, value: unknown): string | undefined {
  if (schema.anyOf !== undefined) {
    const fitting = schema.anyOf.filter((branch) => errorsOf(branch, value).length === 0);
    const reasons = fitting.map((branch) => hiddenFault(branch, value));
    return reasons.includes(undefined) ? undefined : reasons[0];
  }
  if (typeof value === 'string') return contentFault(schema, value);
  return partsOf(schema, value)
    .map(([found, part]) => hiddenFault(found, part))
    .find((reason) => reason !== undefined);
}

function contentFault(schema: Schema, text: string): string | undefined {
  const { contentMediaType = '', contentSchema } = schema;
  const read = READERS[contentMediaType];
  if (read === undefined) return undefined;
  const content = attempt(() => read(text));
  if (content === undefined) return `is no ${contentMediaType}`;
  if (contentSchema === undefined) return undefined;
  const [wrong] = errorsOf(contentSchema, content.value);
  if (wrong !== undefined) return `${wrong.reason} in what it holds, at ${wrong.location}`;
  return hiddenFault(contentSchema, content.value);
}

/** The parts of a list or object with the schemas that describe them. */
function partsOf(schema: Schema, value: unknown): (readonly [Schema, unknown])[] {
  if (isList(value)) {
    const { items } = schema;
    return items === undefined ? [] : value.map((item) => [items, item] as const);
  }
  return Object.entries(isMap(value) ? value : {}).flatMap(([key, member]) =>
    schemasOf(schema, key).map((found) => [found, member] as const),
  );
}

/** The schemas that describe the member under a key. */
function schemasOf(schema: Schema, key: string): Schema[] {
  const { properties = {}, patternProperties = {}, additionalProperties } = schema;
  const own = Object.hasOwn(properties, key) ? properties[key] : undefined;
  const matching = Object.entries(patternProperties)
    .filter(([pattern]) => new RegExp(pattern, 'u').test(key))
    .map(([, found]) => found);
  const named = own === undefined ? matching : [own, ...matching];
  if (named.length > 0) return named;
  return typeof additionalProperties === 'object' ? [additionalProperties] : [];
}

const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  'application/json': (text): unknown => JSON.parse(text),
  'application/yaml': (text): unknown => parseYaml(text),
};

function attempt(read: () => unknown): { readonly value: unknown } | undefined {
  try {
    return { value: read() };
  } catch {
    return undefined;
  }
}

interface SchemaError {
  /** A JSON pointer: `/monitors/0`. */
  readonly location: string;
  readonly reason: string;
}

/** Keywords that only repeat what a keyword below them says. */
const CONTAINERS: readonly string[] = [
  'properties',
  'patternProperties',
  'additionalProperties',
  'items',
];

function errorsOf(schema: Schema, value: unknown): SchemaError[] {
  // The validator knows no readonly lists, so it gets a copy.
  const copy: AnySchema = JSON.parse(JSON.stringify(schema));
  const { errors } = new Validator(copy, '2020-12', false).validate(value);
  return errors
    .filter(({ keyword }) => !CONTAINERS.includes(keyword))
    .map(({ keyword, instanceLocation }) => ({
      location: instanceLocation.slice(1),
      reason: `breaks the rule "${keyword}"`,
    }));
}

function keyIn(location: string): string {
  const [, key = ''] = location.split('/');
  return decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~');
}
