import type { InterfaceDefinition } from '@reactive-charms/reactive';
import { providesFlags, requiresFlags } from './flags.ts';
import { Provides } from './provides.ts';
import { Requires } from './requires.ts';
import { httpSchema } from './schema.ts';

/** The interface as a value, for tools. */
export const definition: InterfaceDefinition = {
  provides: {
    endpoint: Provides,
    flags: providesFlags,
    unit: {
      schema: httpSchema.schema,
      example: {
        hostname: '10.0.12.20',
        port: '6443',
        'private-address': '10.0.12.20',
        extended_data:
          '[{"hostname": "10.0.12.21", "port": "6443", "private-address": "10.0.12.21"}]',
      },
    },
  },
  requires: { endpoint: Requires, flags: requiresFlags },
};
