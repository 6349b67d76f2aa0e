import { defineLayer } from '@reactive-charms/reactive';
import type { HandlerContext, Layer } from '@reactive-charms/reactive';
import type { Charm } from '../generated/charm.ts';
import { publishAll, recordAll, speakerOf } from '../../../probe/probe.ts';
import type { Part } from '../../../probe/probe.ts';
import { agent, plugin } from '../../../probe/samples.ts';

/** The requiring side of every interface between charms on one machine. */
export const layer: Layer = defineLayer<Charm>('subordinate', (layer) => {
  layer.always().handle('publish', async (context) => publishAll(partsOf(context)));
  // Status deciders run last: what interfaces do at the end of the hook is done.
  layer.status(async (context) => recordAll(context, partsOf(context)));
});

function partsOf(context: HandlerContext<Charm>): Part[] {
  const { 'kubernetes-cni': cni, 'nrpe-external-master': nrpe } = context.endpoints;
  const self = speakerOf(context);
  return [
    {
      endpoint: cni,
      publish: () => cni.publish(self ? plugin(self) : {}),
      view: () => ({ principal: cni.principal }),
    },
    {
      endpoint: nrpe,
      publish: () => nrpe.publish(self ? agent(self) : {}),
      view: async () => ({ units: (await nrpe.readChecks()).units }),
    },
  ];
}
