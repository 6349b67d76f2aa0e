import type { InterfaceDefinition } from '@reactive-charms/reactive';
import { peersFlags } from './flags.ts';
import { Peers } from './peers.ts';
import { memberSchema } from './schema.ts';

/** The interface as a value, for tools. */
export const definition: InterfaceDefinition = {
  peers: {
    endpoint: Peers,
    flags: peersFlags,
    unit: {
      schema: memberSchema.schema,
      example: { 'unit-address': '10.0.12.20', ziu_done: '2' },
    },
  },
};
