import { defineLayer } from '@reactive-charms/reactive';
import type { HandlerContext, Layer } from '@reactive-charms/reactive';
import type { WorkloadStatus } from '@reactive-charms/juju';
import type { Charm } from '../generated/charm.ts';

const UNIT_LEAVES = 'unit.leaves';

/** Stands in for the charm contrail-agent. */
export const layer: Layer = defineLayer<Charm>('contrail-agent', (layer) => {
  layer.hook('stop').handle('leave', ({ flags }) => flags.set(UNIT_LEAVES));
  layer.whenNot(UNIT_LEAVES).handle('publish', ({ endpoints }) => {
    endpoints['contrail-controller'].publish({ unitType: 'agent' });
  });
  layer.status(decideStatus);
});

function decideStatus({ endpoints }: HandlerContext<Charm>): WorkloadStatus {
  const { controllerIps } = endpoints['contrail-controller'];
  return controllerIps.length === 0
    ? { status: 'blocked', message: 'Missing or incomplete relations: contrail-controller' }
    : { status: 'active', message: 'Unit is ready (stand-in)' };
}
