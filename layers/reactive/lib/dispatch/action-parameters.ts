import type { ActionDefinition } from '@reactive-charms/juju';

/** The parameters of an action after the check, or everything that is wrong with them. */
export type CheckedParameters =
  | { readonly parameters: ParameterMap; readonly faults?: undefined }
  | { readonly faults: readonly string[]; readonly parameters?: undefined };

/** Parameters by name. */
export type ParameterMap = Readonly<Record<string, unknown>>;

/**
 * Inserts the defaults of actions.yaml into the parameters of an action and checks what comes out.
 * Juju does the same with the whole of JSON Schema; this is the part that handlers rely upon, so that
 * a run which Juju did not check cannot bring them values of other types than the compiler promises.
 * Words of JSON Schema beyond this part are passed over.
 * @param given what `action-get` answered. Values may be secrets, so no fault quotes one.
 * Source: contract juju.md section 9.2.
 */
export function checkParameters(
  { params, required }: Pick<ActionDefinition, 'params' | 'required'>,
  given: ParameterMap,
): CheckedParameters {
  const parameters = withDefaults(params, given);
  const faults = faultsOfMap({ properties: params, required }, parameters, 'parameter ');
  return faults.length > 0 ? { faults } : { parameters };
}

function withDefaults(properties: ParameterMap, given: ParameterMap): ParameterMap {
  const missing = Object.entries(properties).flatMap(([name, schema]) => {
    const value = valueOrDefault(schema, given[name]);
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...given, ...Object.fromEntries(missing) };
}

function valueOrDefault(schema: unknown, given: unknown): unknown {
  if (!isMap(schema)) return given;
  const { default: byDefault, properties } = schema;
  const value = given ?? byDefault;
  if (!isMap(properties) || !(value === undefined || isMap(value))) return value;
  const filled = withDefaults(properties, value ?? {});
  return value === undefined && Object.keys(filled).length === 0 ? undefined : filled;
}

type Check = (schema: ParameterMap, value: unknown, path: string) => string[];

function faultsOf(schema: unknown, value: unknown, path: string): string[] {
  if (!isMap(schema)) return [];
  const wrongType = faultsOfType(schema, value, path);
  return wrongType.length > 0 ? wrongType : CHECKS.flatMap((check) => check(schema, value, path));
}

function faultsOfType({ type }: ParameterMap, value: unknown, path: string): string[] {
  const types = (Array.isArray(type) ? type : [type]).filter((name) => typeof name === 'string');
  if (types.length === 0 || types.some((name) => isOfType(name, value))) return [];
  return [`${path} is ${kindOf(value)}, expected ${types.map(nameType).join(' or ')}`];
}

function faultsOfChoice({ enum: choices }: ParameterMap, value: unknown, path: string): string[] {
  if (!Array.isArray(choices)) return [];
  const texts = choices.map((choice) => JSON.stringify(choice));
  return texts.includes(JSON.stringify(value)) ? [] : [`${path} is none of ${texts.join(', ')}`];
}

function faultsOfNumber(schema: ParameterMap, value: unknown, path: string): string[] {
  if (typeof value !== 'number') return [];
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  const isBelow =
    typeof minimum === 'number' && (exclusiveMinimum === true ? value <= minimum : value < minimum);
  const isAbove =
    typeof maximum === 'number' && (exclusiveMaximum === true ? value >= maximum : value > maximum);
  return [
    ...(isBelow
      ? [`${path} is too small: the minimum is ${bound(minimum, exclusiveMinimum)}`]
      : []),
    ...(isAbove
      ? [`${path} is too large: the maximum is ${bound(maximum, exclusiveMaximum)}`]
      : []),
  ];
}

function bound(limit: number, isExclusive: unknown): string {
  return isExclusive === true ? `${limit}, itself excluded` : String(limit);
}

function faultsOfText(schema: ParameterMap, value: unknown, path: string): string[] {
  if (typeof value !== 'string') return [];
  const { pattern } = schema;
  const isStrange = typeof pattern === 'string' && !matches(pattern, value);
  return [
    ...faultsOfLength(schema, ['minLength', 'maxLength'], {
      path,
      length: Array.from(value).length,
    }),
    ...(isStrange ? [`${path} does not match ${pattern}`] : []),
  ];
}

/** A pattern of another dialect is Juju's to judge. */
function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(value);
  } catch {
    return true;
  }
}

function faultsOfList(schema: ParameterMap, value: unknown, path: string): string[] {
  if (!Array.isArray(value)) return [];
  const { items } = schema;
  return [
    ...faultsOfLength(schema, ['minItems', 'maxItems'], { path, length: value.length }),
    ...value.flatMap((item, index) => faultsOf(items, item, `${path}[${index}]`)),
  ];
}

function faultsOfLength(
  schema: ParameterMap,
  [least, most]: readonly [string, string],
  { path, length }: { readonly path: string; readonly length: number },
): string[] {
  const minimum = schema[least];
  const maximum = schema[most];
  return [
    ...(typeof minimum === 'number' && length < minimum
      ? [`${path} has length ${length}, expected at least ${minimum}`]
      : []),
    ...(typeof maximum === 'number' && length > maximum
      ? [`${path} has length ${length}, expected at most ${maximum}`]
      : []),
  ];
}

function faultsOfNested(schema: ParameterMap, value: unknown, path: string): string[] {
  return isMap(value) ? faultsOfMap(schema, value, `${path}.`) : [];
}

function faultsOfMap(schema: ParameterMap, value: ParameterMap, prefix: string): string[] {
  const properties = isMap(schema['properties']) ? schema['properties'] : {};
  const required: readonly unknown[] = Array.isArray(schema['required']) ? schema['required'] : [];
  const missing = required.filter(
    (name) => typeof name === 'string' && !Object.hasOwn(value, name),
  );
  const isClosed = schema['additionalProperties'] === false;
  return [
    ...missing.map((name) => `${prefix}${String(name)} is missing`),
    ...Object.entries(value).flatMap(([name, each]) => {
      const isKnown = Object.hasOwn(properties, name);
      if (isClosed && !isKnown) return [`${prefix}${name} is not known`];
      return isKnown ? faultsOf(properties[name], each, `${prefix}${name}`) : [];
    }),
  ];
}

const CHECKS: readonly Check[] = [
  faultsOfChoice,
  faultsOfNumber,
  faultsOfText,
  faultsOfList,
  faultsOfNested,
];

function isOfType(type: string, value: unknown): boolean {
  switch (type) {
    case 'integer':
      return Number.isInteger(value);
    case 'array':
      return Array.isArray(value);
    case 'null':
      return value === null;
    case 'object':
      return isMap(value);
    case 'boolean':
    case 'number':
    case 'string':
      return typeof value === type;
    default:
      // Not a word of JSON Schema; the builder says so.
      return true;
  }
}

const TYPE_NAMES: ReadonlyMap<string, string> = new Map([
  ['array', 'a list'],
  ['boolean', 'true or false'],
  ['integer', 'a whole number'],
  ['null', 'null'],
  ['number', 'a number'],
  ['object', 'a map'],
  ['string', 'a text'],
]);

function nameType(type: string): string {
  return TYPE_NAMES.get(type) ?? type;
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  return typeof value === 'string' ? 'a text' : `a ${typeof value}`;
}

function isMap(value: unknown): value is ParameterMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
