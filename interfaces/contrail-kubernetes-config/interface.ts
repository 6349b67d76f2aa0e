import type { InterfaceDefinition } from '@reactive-charms/reactive';
import { providesFlags, requiresFlags } from './flags.ts';
import { Provides } from './provides.ts';
import { Requires } from './requires.ts';
import { configSchema } from './schema.ts';

/** The interface as a value, for tools. */
export const definition: InterfaceDefinition = {
  provides: {
    endpoint: Provides,
    flags: providesFlags,
    unit: {
      schema: configSchema.schema,
      example: {
        cluster_name: 'k8s',
        pod_subnets: '10.32.0.0/12',
        nested_mode: 'False',
        nested_mode_config: '{}',
      },
    },
  },
  requires: { endpoint: Requires, flags: requiresFlags },
};
