import type { InterfaceDefinition } from '@reactive-charms/reactive';
import { providesFlags, requiresFlags } from './flags.ts';
import { Provides } from './provides.ts';
import { Requires } from './requires.ts';
import { agentSchema, checksSchema } from './schema.ts';

/** The interface as a value, for tools. */
export const definition: InterfaceDefinition = {
  provides: {
    endpoint: Provides,
    flags: providesFlags,
    unit: {
      schema: checksSchema.schema,
      example: {
        primary: 'False',
        monitors: `monitors:
  remote:
    nrpe:
      check_contrail_status_kubernetes_master:
        command: check_check_contrail_status_kubernetes_master
`,
      },
    },
  },
  requires: {
    endpoint: Requires,
    flags: requiresFlags,
    unit: {
      schema: agentSchema.schema,
      example: { nagios_hostname: 'juju-mysql-0', nagios_host_context: 'juju' },
    },
  },
};
