import type { EndpointRole } from '@reactive-charms/juju';
import type { Findings } from '../findings.ts';
import { isMap } from './load-json.ts';
import { findDatabagFaults } from './schema-example.ts';
import { below, isSchema, mistake, type Schema, type Spot } from './schema-model.ts';

/** What one side of an interface writes into one kind of databag. */
export interface Bag {
  readonly schema: Schema;
  /** A databag as it is on the wire, without Juju's own keys. */
  readonly example: Readonly<Record<string, string>>;
}

/** One side of an interface. */
export interface InterfaceSide {
  readonly role: EndpointRole;
  /** What each unit writes; undefined where units write nothing. */
  readonly unit: Bag | undefined;
  /** What the leader writes for its application; undefined where it writes nothing. */
  readonly application: Bag | undefined;
}

const ROLES = ['provides', 'requires', 'peers'] as const;

/**
 * Reads the definition of an interface: either both sides, or peers alone.
 * @param file the module that exports it, for messages.
 * @returns no sides when something is wrong; all of it becomes findings.
 */
export function readSides(
  definition: unknown,
  file: string,
  findings: Findings,
): readonly InterfaceSide[] {
  const spot: Spot = { file, path: 'definition', findings };
  if (!isMap(definition)) {
    mistake(spot, definition, 'an object with provides and requires, or with peers');
    return [];
  }
  const roles = ROLES.filter((role) => definition[role] !== undefined);
  if (!['provides requires', 'peers'].includes(roles.join(' '))) {
    const found = roles.length === 0 ? 'no side' : roles.join(' and ');
    const text = `an interface has provides and requires, or peers alone, found ${found}`;
    findings.error('INTERFACE_BAD_DEFINITION', text, { place: { file } });
    return [];
  }
  return roles.map((role) => readSide(role, definition[role], below(spot, role)));
}

function readSide(role: EndpointRole, value: unknown, spot: Spot): InterfaceSide {
  if (!isMap(value)) mistake(spot, value, 'an object');
  const side = isMap(value) ? value : {};
  return {
    role,
    unit: readBag(side['unit'], below(spot, 'unit')),
    application: readBag(side['application'], below(spot, 'application')),
  };
}

function readBag(value: unknown, spot: Spot): Bag | undefined {
  if (value === undefined) return undefined;
  if (!isMap(value)) {
    mistake(spot, value, 'an object with schema and example');
    return undefined;
  }
  const { schema, example } = value;
  const places = { schema: below(spot, 'schema'), example: below(spot, 'example') };
  const hasSchema = isSchema(schema, places.schema);
  const hasExample = isDatabag(example, places.example);
  if (!hasSchema || !hasExample) return undefined;
  if (schema.type !== 'object') {
    mistake(below(places.schema, 'type'), schema.type, "'object', because a databag is one");
    return undefined;
  }
  for (const fault of findDatabagFaults(schema, example)) {
    spot.findings.error('INTERFACE_BAD_EXAMPLE', `${places.example.path}: ${fault}`, {
      place: { file: spot.file },
      fix: 'mend the example, or the schema that it breaks',
    });
  }
  return { schema, example };
}

function isDatabag(value: unknown, spot: Spot): value is Readonly<Record<string, string>> {
  if (!isMap(value)) {
    mistake(spot, value, 'an object of texts');
    return false;
  }
  const wrong = Object.entries(value).filter(([, item]) => typeof item !== 'string');
  for (const [key, item] of wrong) mistake(below(spot, key), item, 'a text');
  return wrong.length === 0;
}
