import { defineLayer } from '@reactive-charms/reactive';
import type { HandlerContext, Layer } from '@reactive-charms/reactive';
import type { Charm } from '../generated/charm.ts';
import { publishAll, recordAll, speakerOf } from '../../../probe/probe.ts';
import type { Part } from '../../../probe/probe.ts';
import {
  authority,
  checks,
  clusterConfig,
  controller,
  controlPlane,
  keyPair,
  principal,
  service,
  tokens,
} from '../../../probe/samples.ts';

/** The providing side of every interface. */
export const layer: Layer = defineLayer<Charm>('provider', (layer) => {
  layer.always().handle('publish', async (context) => publishAll(partsOf(context)));
  // Status deciders run last: what interfaces do at the end of the hook is done.
  layer.status(async (context) => recordAll(context, partsOf(context)));
});

function partsOf(context: HandlerContext<Charm>): Part[] {
  const { endpoints, leader } = context;
  const self = speakerOf(context);
  const {
    'contrail-controller': clients,
    'contrail-kubernetes-config': nodes,
    'kube-control': users,
    'kubernetes-cni': cni,
    'nrpe-external-master': nrpe,
    'tls-certificates': certificates,
    http,
  } = endpoints;
  return [
    {
      endpoint: clients,
      // A controller passes on what it is told.
      publish: () => {
        const { orchestratorInfo, agentsInfo } = clients;
        clients.publish(self ? { ...controller(self), orchestratorInfo, agentsInfo } : {});
      },
      view: () => ({
        clients: clients.clients,
        orchestratorInfo: clients.orchestratorInfo,
        agentsInfo: clients.agentsInfo,
      }),
    },
    {
      endpoint: nodes,
      publish: () => nodes.publish(self ? clusterConfig(self) : {}),
      view: () => ({ nodeAddresses: nodes.nodeAddresses }),
    },
    {
      endpoint: http,
      publish: () => http.publish(self ? service(self) : {}),
      view: () => ({}),
    },
    {
      endpoint: users,
      publish: () => {
        users.publish(self ? controlPlane(self) : {});
        if (!self || !leader.isLeader) return users.withdrawAll();
        for (const closed of users.closed) users.withdraw(closed);
        for (const request of users.requests) users.answer(request, tokens(self, request.user));
      },
      view: () => ({
        requests: users.requests.map(({ relationId: _relationId, ...request }) => request),
        hasGpu: users.hasGpu,
      }),
    },
    {
      endpoint: cni,
      publish: () => cni.publish(self ? principal(self) : {}),
      view: () => ({ plugins: cni.plugins }),
    },
    {
      endpoint: nrpe,
      publish: async () => nrpe.publish(self ? checks(self) : { checks: {} }),
      view: () => ({ hostname: nrpe.nagiosHostname, context: nrpe.nagiosHostContext }),
    },
    {
      endpoint: certificates,
      publish: () => {
        if (!self) return certificates.publish({});
        certificates.publishAuthority(authority(self));
        for (const wanted of certificates.wanted)
          certificates.answer(wanted, keyPair(self, wanted));
      },
      view: () => ({ requests: certificates.requests }),
    },
  ];
}
