import { defineLayer } from '@reactive-charms/reactive';
import type { HandlerContext, Layer } from '@reactive-charms/reactive';
import type { Charm } from '../generated/charm.ts';
import { kubernetesStatus } from '../../lib/kubernetes-status.ts';

const UNIT_LEAVES = 'unit.leaves';

/** Stands in for the charm kubernetes-worker. */
export const layer: Layer = defineLayer<Charm>('kubernetes-worker', (layer) => {
  layer.hook('stop').handle('leave', ({ flags }) => flags.set(UNIT_LEAVES));
  layer.whenNot(UNIT_LEAVES).handle('publish', publish);
  layer.status((context) => kubernetesStatus(context, 'Kubernetes worker'));
});

/** What contract contrail.md section 2.8(a) shows of this charm. */
function publish({ endpoints }: HandlerContext<Charm>): void {
  endpoints.cni.publish({ isMaster: false, kubeconfigPath: '/root/cdk/kubeconfig' });
}
