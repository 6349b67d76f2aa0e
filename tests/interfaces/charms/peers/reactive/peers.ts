import { defineLayer } from '@reactive-charms/reactive';
import type { HandlerContext, Layer } from '@reactive-charms/reactive';
import type { Charm } from '../generated/charm.ts';
import { publishAll, recordAll, speakerOf } from '../../../probe/probe.ts';
import type { Part } from '../../../probe/probe.ts';
import { member } from '../../../probe/samples.ts';

/** Units that speak every interface among themselves. */
export const layer: Layer = defineLayer<Charm>('peers', (layer) => {
  layer.always().handle('publish', async (context) => publishAll(partsOf(context)));
  // Status deciders run last: what interfaces do at the end of the hook is done.
  layer.status(async (context) => recordAll(context, partsOf(context)));
});

function partsOf(context: HandlerContext<Charm>): Part[] {
  const { 'contrail-kubernetes-master-cluster': cluster } = context.endpoints;
  const self = speakerOf(context);
  return [
    {
      endpoint: cluster,
      publish: () => cluster.publish(self ? member(self) : {}),
      view: () => ({ members: cluster.members, ziuDone: cluster.ziuDone }),
    },
  ];
}
