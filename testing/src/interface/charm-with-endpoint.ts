import type { EndpointRole } from '@reactive-charms/juju';
import type { CharmDefinition } from '@reactive-charms/reactive/engine';
import type { EndpointClass } from '@reactive-charms/reactive/engine';

/**
 * A charm with one endpoint and no handlers of its own, to see what an interface does in hooks. Add
 * layers where the charm shall act: `{ ...charmWithEndpoint(…), layers: [layer] }`.
 * @param name of the endpoint.
 * @param endpoint the class of the interface package.
 */
export function charmWithEndpoint(
  name: string,
  role: EndpointRole,
  endpoint: EndpointClass,
): CharmDefinition {
  return {
    name: 'charm',
    metadata: {
      name: 'charm',
      summary: 'Has one endpoint',
      description: 'Has one endpoint',
      subordinate: false,
      endpoints: {
        [name]: { name, role, interface: 'under-test', scope: 'global', optional: false },
      },
      storage: {},
      resources: {},
      containers: [],
    },
    options: {},
    actions: {},
    layers: [],
    endpoints: { [name]: endpoint },
  };
}
