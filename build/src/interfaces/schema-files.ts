import type { EndpointRole } from '@reactive-charms/juju';
import type { InterfacePackage } from './load-interface.ts';
import type { Bag, InterfaceSide } from './load-sides.ts';
import type { Schema } from './schema-model.ts';

/** The words for a side: of its file, and of its class in the public catalogue. */
export const SIDE_NAMES: Readonly<Record<EndpointRole, 'provider' | 'requirer' | 'peer'>> = {
  provides: 'provider',
  requires: 'requirer',
  peers: 'peer',
};

/** A file with the JSON Schema of what one side writes. */
export interface SchemaFile {
  /** `provider.json`, `requirer.json` or `peer.json`. */
  readonly name: string;
  readonly content: string;
}

/** The JSON Schema files of an interface, one for each side. Equal packages give equal texts. */
export function schemaFiles(source: InterfacePackage): SchemaFile[] {
  return source.sides.map((side) => ({
    name: `${SIDE_NAMES[side.role]}.json`,
    content: `${JSON.stringify(sideSchema(source, side), undefined, 2)}\n`,
  }));
}

/** What a side may be said to write, in one line. */
export function describeSide({ name }: InterfacePackage, side: InterfaceSide): string {
  const isSilent = side.unit === undefined && side.application === undefined;
  const noun = SIDE_NAMES[side.role];
  return `What a ${noun} of ${name} writes${isSilent ? ': nothing' : ' into its databags'}.`;
}

function sideSchema(source: InterfacePackage, side: InterfaceSide): object {
  const noun = SIDE_NAMES[side.role];
  const { unit, application } = side;
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `${noun.slice(0, 1).toUpperCase()}${noun.slice(1)}Schema`,
    description: describeSide(source, side),
    type: 'object',
    properties: {
      ...(unit === undefined ? {} : { unit: bagSchema(unit, UNIT_BAG) }),
      ...(application === undefined ? {} : { app: bagSchema(application, APPLICATION_BAG) }),
    },
  };
}

const UNIT_BAG = 'The databag of each unit.';
const APPLICATION_BAG = 'The databag of the application, written by its leader.';

/**
 * The schema of a databag, which is always open: Juju puts keys of its own there, and later versions
 * may add others.
 */
export function openSchema(schema: Schema): Schema {
  const { additionalProperties: others } = schema;
  return { ...schema, additionalProperties: typeof others === 'object' ? others : true };
}

function bagSchema({ schema, example }: Bag, description: string): object {
  return { description, ...openSchema(schema), examples: [example] };
}
