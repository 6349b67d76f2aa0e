import { defineLayer } from '@reactive-charms/reactive';
import type { HandlerContext, Layer } from '@reactive-charms/reactive';
import type { Charm } from '../generated/charm.ts';

const UNIT_LEAVES = 'unit.leaves';

/** Stands in for the charm contrail-controller, with analytics on the same machine. */
export const layer: Layer = defineLayer<Charm>('contrail-controller', (layer) => {
  layer.hook('stop').handle('leave', ({ flags }) => flags.set(UNIT_LEAVES));
  layer.whenNot(UNIT_LEAVES).handle('publish', publish);
  layer.status(() => ({ status: 'active', message: 'Unit is ready (stand-in)' }));
});

/** What contract contrail.md section 2.8(a) shows of this charm. */
async function publish({ config, endpoints, unit }: HandlerContext<Charm>): Promise<void> {
  const clients = endpoints['contrail-controller'];
  const addresses = [await unit.address()];
  clients.publish({
    authMode: config['auth-mode'],
    controllerIps: addresses,
    controllerDataIps: addresses,
    analyticsServers: addresses,
    orchestratorInfo: clients.orchestratorInfo,
    agentsInfo: clients.agentsInfo,
  });
}
