import type { InterfaceDefinition } from '@reactive-charms/reactive';
import { providesFlags, requiresFlags } from './flags.ts';
import { Provides } from './provides.ts';
import { Requires } from './requires.ts';
import { pluginSchema, principalSchema } from './schema.ts';

/** The interface as a value, for tools. */
export const definition: InterfaceDefinition = {
  provides: {
    endpoint: Provides,
    flags: providesFlags,
    unit: {
      schema: principalSchema.schema,
      example: {
        is_master: 'False',
        kubeconfig_path: '/root/cdk/kubeconfig',
        'kubeconfig-hash': '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae',
        'service-cidr': '10.152.183.0/24',
        'image-registry': 'registry.example:5000',
      },
    },
  },
  requires: {
    endpoint: Requires,
    flags: requiresFlags,
    unit: {
      schema: pluginSchema.schema,
      example: { cidr: '10.32.0.0/12', 'cni-conf-file': '/etc/cni/net.d/10-contrail.conf' },
    },
  },
};
