import type { InterfaceDefinition } from '@reactive-charms/reactive';
import { providesFlags, requiresFlags } from './flags.ts';
import { Provides } from './provides.ts';
import { Requires } from './requires.ts';
import { describeProvider, requestSchema } from './schema.ts';

/** The interface as a value, for tools. */
export const definition: InterfaceDefinition = {
  provides: {
    endpoint: Provides,
    flags: providesFlags,
    unit: {
      schema: describeProvider(),
      example: {
        ca: dummy('CERTIFICATE', 'authority'),
        'client.cert': dummy('CERTIFICATE', 'client'),
        'client.key': dummy('PRIVATE KEY', 'client'),
        'contrail-kubernetes-master_0.server.cert': dummy('CERTIFICATE', 'server'),
        'contrail-kubernetes-master_0.server.key': dummy('PRIVATE KEY', 'server'),
      },
    },
  },
  requires: {
    endpoint: Requires,
    flags: requiresFlags,
    unit: {
      schema: requestSchema.schema,
      example: {
        unit_name: 'contrail-kubernetes-master_0',
        common_name: 'juju-m2',
        certificate_name: 'juju-m2',
        sans: '["juju-m2.lxd", "juju-m2", "10.0.12.20", "127.0.0.1"]',
      },
    },
  },
};

/** A text in the form of PEM that holds nothing. */
function dummy(label: string, content: string): string {
  return `-----BEGIN ${label}-----\n${content}\n-----END ${label}-----\n`;
}
