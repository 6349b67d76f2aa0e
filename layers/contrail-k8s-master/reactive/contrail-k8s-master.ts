import { defineLayer } from '@reactive-charms/reactive';
import type { Layer } from '@reactive-charms/reactive';
import type { Charm } from '../generated/charm.ts';
import { decideStatus } from './decide-status.ts';
import { noticeDeparture, removeEverything, UNIT_DEPARTING } from './departure.ts';
import { obtainToken, publish, shareCluster } from './publishing.ts';
import { install, rememberOptions } from './set-up.ts';
import {
  forgetStart,
  KUBE_MANAGER_DECLARED,
  reportVersion,
  runKubeManager,
} from './kube-manager.ts';

/**
 * The charm contrail-kubernetes-master. Handlers without a hook run in every hook, in this order:
 * what they publish, write and run is declared each time, and only differences are acted on.
 */
export const layer: Layer = defineLayer<Charm>('contrail-k8s-master', (layer) => {
  layer.beforeHook('forget-start', forgetStart);
  layer.hook('install').handle('install', install);
  layer
    .hook(
      'contrail-controller-relation-departed',
      'contrail-kubernetes-config-relation-departed',
      'kube-api-endpoint-relation-departed',
      'kubernetes-master-cluster-relation-departed',
      'nrpe-external-master-relation-departed',
      'tls-certificates-relation-departed',
    )
    .handle('notice-departure', noticeDeparture);
  layer.hook('stop').handle('remove-everything', removeEverything);

  layer.whenNot(UNIT_DEPARTING).handle('remember-options', rememberOptions);
  layer.when('leadership.is_leader').whenNot(UNIT_DEPARTING).handle('share-cluster', shareCluster);
  layer
    .when('leadership.is_leader', 'endpoint.kube-api-endpoint.joined')
    .whenNot('leadership.set.kube_manager_token', UNIT_DEPARTING)
    .handle('obtain-token', obtainToken);
  layer.whenNot(UNIT_DEPARTING).handle('publish', publish);
  // What others have garbled is as it was: nothing is withdrawn or remade for it.
  layer
    .whenNot(
      UNIT_DEPARTING,
      'endpoint.contrail-controller.malformed',
      'endpoint.kube-api-endpoint.malformed',
    )
    .handle('run-kube-manager', runKubeManager);
  layer.when(KUBE_MANAGER_DECLARED).whenNot(UNIT_DEPARTING).handle('report-version', reportVersion);

  // What the other side says to others.
  layer.tolerates('contrail-controller', 'agents-info', 'ssl-enabled', 'ziu_done');
  layer.tolerates('kube-api-endpoint', 'extended_data');
  layer.tolerates('kubernetes-master-cluster', 'ziu_done');
  // Certificates that this charm asks for are plain texts; others are none of its business.
  layer.tolerates('tls-certificates');

  layer.status(decideStatus);
});
