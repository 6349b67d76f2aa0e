import type { Findings } from '../findings.ts';
import { guess } from '../guess.ts';
import type { PlainValue } from '../yaml/tree.ts';
import { isList, isMap, kindOf } from './load-json.ts';

const TYPES = ['string', 'number', 'integer', 'boolean', 'array', 'object', 'null'] as const;

/** The type of a JSON value, as JSON Schema names it. */
export type SchemaType = (typeof TYPES)[number];

/**
 * The part of JSON Schema (draft 2020-12) that interfaces describe databags with. A text that holds
 * JSON or YAML says so in `contentMediaType`, and what it holds in `contentSchema`.
 */
export interface Schema {
  readonly title?: string;
  readonly description?: string;
  readonly type?: SchemaType;
  readonly enum?: readonly PlainValue[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly contentMediaType?: string;
  readonly contentSchema?: Schema;
}

/** Where a value of a definition stands, and where to tell of mistakes. */
export interface Spot {
  /** The module that exports the definition. */
  readonly file: string;
  /** The way to the value: `definition.provides.unit.schema`. */
  readonly path: string;
  readonly findings: Findings;
}

/** The spot of a member. */
export function below(spot: Spot, key: string | number): Spot {
  const isName = typeof key === 'string' && /^[A-Za-z_$][\w$]*$/.test(key);
  return { ...spot, path: spot.path + (isName ? `.${key}` : `[${JSON.stringify(key)}]`) };
}

/** Tells of a value that is not what it must be. The value itself is not quoted. */
export function mistake(spot: Spot, value: unknown, expected: string): void {
  const text = `${spot.path} must be ${expected}, found ${kindOf(value)}`;
  spot.findings.error('INTERFACE_BAD_DEFINITION', text, { place: { file: spot.file } });
}

/** Tells whether a value is a schema; what is wrong with it, all of it, becomes findings. */
export function isSchema(value: unknown, spot: Spot): value is Schema {
  if (!isMap(value)) {
    mistake(spot, value, 'a JSON Schema');
    return false;
  }
  const results = Object.entries(value).map(([keyword, item]) => {
    const test = KEYWORDS.get(keyword);
    if (test !== undefined) return test(item, below(spot, keyword));
    return refuseKeyword(keyword, spot);
  });
  return results.every(Boolean);
}

type Test = (value: unknown, spot: Spot) => boolean;

const isText: Test = (value, spot) => typeof value === 'string' || refuse(spot, value, 'a text');

const isNumber: Test = (value, spot) =>
  typeof value === 'number' || refuse(spot, value, 'a number');

const KEYWORDS: ReadonlyMap<string, Test> = new Map<string, Test>([
  ['title', isText],
  ['description', isText],
  ['type', isType],
  ['enum', isEnum],
  ['pattern', isPattern],
  ['minLength', isNumber],
  ['minimum', isNumber],
  ['maximum', isNumber],
  ['items', isSchema],
  ['properties', isSchemaMap],
  ['patternProperties', isPatternMap],
  ['additionalProperties', (value, spot) => typeof value === 'boolean' || isSchema(value, spot)],
  ['required', (value, spot) => isListOf(value, spot, isText)],
  ['anyOf', (value, spot) => isListOf(value, spot, isSchema)],
  ['contentMediaType', isText],
  ['contentSchema', isSchema],
]);

function isType(value: unknown, spot: Spot): boolean {
  return TYPES.some((type) => type === value) || refuse(spot, value, `one of ${TYPES.join(', ')}`);
}

function isEnum(value: unknown, spot: Spot): boolean {
  return (isList(value) && value.length > 0) || refuse(spot, value, 'a list of values');
}

function isPattern(value: unknown, spot: Spot): boolean {
  return (typeof value === 'string' && isExpression(value)) || refusePattern(spot);
}

function isPatternMap(value: unknown, spot: Spot): boolean {
  if (!isSchemaMap(value, spot) || !isMap(value)) return false;
  return Object.keys(value)
    .map((pattern) => isExpression(pattern) || refusePattern(below(spot, pattern)))
    .every(Boolean);
}

function isSchemaMap(value: unknown, spot: Spot): boolean {
  if (!isMap(value)) return refuse(spot, value, 'an object of schemas');
  return Object.entries(value)
    .map(([key, item]) => isSchema(item, below(spot, key)))
    .every(Boolean);
}

function isListOf(value: unknown, spot: Spot, test: Test): boolean {
  if (!isList(value)) return refuse(spot, value, 'a list');
  return value.map((item, index) => test(item, below(spot, index))).every(Boolean);
}

function isExpression(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

function refuse(spot: Spot, value: unknown, expected: string): false {
  mistake(spot, value, expected);
  return false;
}

function refusePattern(spot: Spot): false {
  const text = `${spot.path} is no regular expression`;
  spot.findings.error('INTERFACE_BAD_DEFINITION', text, { place: { file: spot.file } });
  return false;
}

function refuseKeyword(keyword: string, spot: Spot): false {
  const known = [...KEYWORDS.keys()];
  const meant = guess(keyword, known);
  const text = `${spot.path} has the keyword '${keyword}', which the builder does not know`;
  const fix = meant === undefined ? `use ${known.join(', ')}` : `write '${meant}'`;
  spot.findings.error('INTERFACE_BAD_DEFINITION', text, { place: { file: spot.file }, fix });
  return false;
}
