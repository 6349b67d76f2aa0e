import { defineLayer } from '@reactive-charms/reactive';
import type { Layer } from '@reactive-charms/reactive';
import type { Charm } from '../generated/charm.ts';
import { declareCni, reportVersion, CNI_DECLARED } from './cni.ts';
import { decideStatus } from './decide-status.ts';
import { noticeDeparture, removeEverything, UNIT_DEPARTING } from './departure.ts';
import { install, publish, rememberLogLevel } from './set-up.ts';

/**
 * The charm contrail-kubernetes-node. Handlers without a hook run in every hook, in this order: what
 * they publish, write and run is declared each time, and only differences are acted on.
 */
export const layer: Layer = defineLayer<Charm>('contrail-k8s-node', (layer) => {
  layer.hook('install').handle('install', install);
  layer
    .hook('cni-relation-departed', 'contrail-kubernetes-config-relation-departed')
    .handle('notice-departure', noticeDeparture);
  layer.hook('stop').handle('remove-everything', removeEverything);

  layer.whenNot(UNIT_DEPARTING).handle('remember-log-level', rememberLogLevel);
  // What the master has garbled is as it was: nothing is withdrawn or remade for it.
  layer
    .whenNot(UNIT_DEPARTING, 'endpoint.contrail-kubernetes-config.malformed')
    .handle('publish', publish);
  layer
    .whenNot(UNIT_DEPARTING, 'endpoint.contrail-kubernetes-config.malformed')
    .handle('declare-cni', declareCni);
  layer.when(CNI_DECLARED).whenNot(UNIT_DEPARTING).handle('report-version', reportVersion);

  // The principal says nothing that the container needs.
  layer.tolerates('cni');

  layer.status(decideStatus);
});
