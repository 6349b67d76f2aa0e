import type { ActionDefinition } from '@reactive-charms/juju';

/** A JSON Schema of draft 4, as YAML gave it. */
type Schema = Readonly<Record<string, unknown>>;

/**
 * Puts the defaults of an action's schema where a parameter is missing, at any depth, as Juju does
 * before it checks them. Source: contract juju.md section 9.2.
 */
export function insertDefaults(
  { params: properties }: ActionDefinition,
  params: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return withDefaults(properties, params);
}

/** Checks parameters; answers what is wrong, in the words of Juju's validator. */
export function validateParams(
  definition: ActionDefinition,
  params: Readonly<Record<string, unknown>>,
): string[] {
  const { params: properties, required, additionalProperties } = definition;
  return check(params, '(root)', {
    properties,
    required,
    ...(additionalProperties === false ? { additionalProperties } : {}),
  });
}

function withDefaults(properties: Schema, params: Schema): Schema {
  const next: Record<string, unknown> = { ...params };
  for (const [name, schema] of Object.entries(properties)) {
    if (!isRecord(schema)) continue;
    const given = Object.hasOwn(params, name) ? params[name] : undefined;
    const inner = schema['properties'];
    if (given === undefined && schema['default'] !== undefined) next[name] = schema['default'];
    else if (isRecord(inner) && (given === undefined || isRecord(given))) {
      const filled = withDefaults(inner, isRecord(given) ? given : {});
      if (Object.keys(filled).length > 0) next[name] = filled;
    }
  }
  return next;
}

/** Checks a value against a schema; `$ref` is refused when charms are read. */
function check(value: unknown, place: string, schema: Schema): string[] {
  const say = (text: string): string => `${place} : ${text}, given ${describe(value)}`;
  const types = listOf(schema['type']).filter((type) => typeof type === 'string');
  if (types.length > 0 && !types.some((type) => hasType(value, type))) {
    return [say(`must be of type ${types.join(' or ')}`)];
  }
  const faults = [...checkChoices(value, schema).map(say), ...checkCombined(value, place, schema)];
  if (typeof value === 'string') faults.push(...checkText(value, schema).map(say));
  if (typeof value === 'number') faults.push(...checkNumber(value, schema).map(say));
  if (Array.isArray(value)) {
    faults.push(...checkList(value, schema).map(say), ...checkItems(value, place, schema));
  }
  if (isRecord(value)) {
    faults.push(...checkKeys(value, schema).map(say), ...checkProperties(value, place, schema));
  }
  return faults;
}

function checkChoices(value: unknown, schema: Schema): string[] {
  const choices = schema['enum'];
  if (!Array.isArray(choices)) return [];
  const texts = choices.map((choice) => JSON.stringify(choice));
  if (texts.includes(JSON.stringify(value))) return [];
  return [`must match one of the enum values [${texts.join(',')}]`];
}

function checkCombined(value: unknown, place: string, schema: Schema): string[] {
  const passes = (one: unknown): boolean => isRecord(one) && check(value, place, one).length === 0;
  const say = (text: string): string => `${place} : ${text}, given ${describe(value)}`;
  const faults: string[] = [];
  const count = (key: string): number => listOf(schema[key]).filter(passes).length;
  if (schema['anyOf'] !== undefined && count('anyOf') === 0) {
    faults.push(say('must validate at least one schema (anyOf)'));
  }
  if (schema['oneOf'] !== undefined && count('oneOf') !== 1) {
    faults.push(say('must validate one and only one schema (oneOf)'));
  }
  if (schema['allOf'] !== undefined && count('allOf') !== listOf(schema['allOf']).length) {
    faults.push(say('must validate all the schemas (allOf)'));
  }
  if (schema['not'] !== undefined && passes(schema['not'])) {
    faults.push(say('must not validate the schema (not)'));
  }
  return faults;
}

function checkText(value: string, schema: Schema): string[] {
  const { minLength, maxLength, pattern } = schema;
  const length = Array.from(value).length;
  return [
    typeof minLength === 'number' &&
      length < minLength &&
      `string length must be greater or equal to ${minLength}`,
    typeof maxLength === 'number' &&
      length > maxLength &&
      `string length must be lower or equal to ${maxLength}`,
    typeof pattern === 'string' &&
      !matches(value, pattern) &&
      `does not match pattern '${pattern}'`,
  ].filter((fault) => fault !== false);
}

function checkNumber(value: number, schema: Schema): string[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  const faults: string[] = [];
  if (typeof maximum === 'number') {
    if (exclusiveMaximum === true && value >= maximum) faults.push(`must be lower than ${maximum}`);
    else if (value > maximum) faults.push(`must be lower than or equal to ${maximum}`);
  }
  if (typeof minimum === 'number') {
    if (exclusiveMinimum === true && value <= minimum) {
      faults.push(`must be greater than ${minimum}`);
    } else if (value < minimum) faults.push(`must be greater than or equal to ${minimum}`);
  }
  if (typeof multipleOf === 'number' && !Number.isInteger(value / multipleOf)) {
    faults.push(`must be a multiple of ${multipleOf}`);
  }
  return faults;
}

function checkList(value: readonly unknown[], schema: Schema): string[] {
  const { minItems, maxItems, uniqueItems } = schema;
  const distinct = new Set(value.map((item) => JSON.stringify(item))).size;
  return [
    typeof minItems === 'number' &&
      value.length < minItems &&
      `array must have at least ${minItems} items`,
    typeof maxItems === 'number' &&
      value.length > maxItems &&
      `array must have at the most ${maxItems} items`,
    uniqueItems === true && distinct < value.length && 'array items must be unique',
  ].filter((fault) => fault !== false);
}

function checkItems(value: readonly unknown[], place: string, schema: Schema): string[] {
  const { items } = schema;
  return value.flatMap((item, index) => {
    const one: unknown = Array.isArray(items) ? items[index] : items;
    return isRecord(one) ? check(item, `${place}.${index}`, one) : [];
  });
}

function checkKeys(value: Schema, schema: Schema): string[] {
  const { additionalProperties, minProperties, maxProperties } = schema;
  const known = recordOf(schema['properties']);
  const patterns = Object.keys(recordOf(schema['patternProperties']));
  const count = Object.keys(value).length;
  const faults = listOf(schema['required'])
    .filter((name) => typeof name === 'string' && !Object.hasOwn(value, name))
    .map((name) => `${JSON.stringify(name)} property is missing and required`);
  if (additionalProperties === false) {
    const more = Object.keys(value).filter(
      (name) => !Object.hasOwn(known, name) && !patterns.some((pattern) => matches(name, pattern)),
    );
    faults.push(...more.map((name) => `additional property "${name}" is not allowed`));
  }
  if (typeof minProperties === 'number' && count < minProperties) {
    faults.push(`must have at least ${minProperties} properties`);
  }
  if (typeof maxProperties === 'number' && count > maxProperties) {
    faults.push(`must have at the most ${maxProperties} properties`);
  }
  return faults;
}

function checkProperties(value: Schema, place: string, schema: Schema): string[] {
  const known = recordOf(schema['properties']);
  const { additionalProperties } = schema;
  return Object.entries(value).flatMap(([name, item]) => {
    const own = Object.hasOwn(known, name) ? known[name] : additionalProperties;
    return isRecord(own) ? check(item, `${place}.${name}`, own) : [];
  });
}

/** JSON as Go writes it: keys in order. */
function describe(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    isRecord(item) ? Object.fromEntries(Object.entries(item).sort(byKey)) : item,
  );
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A pattern that JavaScript cannot read is taken as met: Go reads others. */
function matches(text: string, pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(text);
  } catch {
    return true;
  }
}

function hasType(value: unknown, type: string): boolean {
  switch (type) {
    case 'integer':
      return typeof value === 'number' && Number.isInteger(value);
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isRecord(value);
    default:
      return typeof value === type;
  }
}

function recordOf(value: unknown): Schema {
  return isRecord(value) ? value : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}

function isRecord(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
