import { defineLayer } from '@reactive-charms/reactive';
import type { HandlerContext, Layer } from '@reactive-charms/reactive';
import type { Charm } from '../generated/charm.ts';
import { publishAll, recordAll, speakerOf } from '../../../probe/probe.ts';
import type { Part } from '../../../probe/probe.ts';
import { certificateRequest, client, user } from '../../../probe/samples.ts';

/** The requiring side of every interface between machines. */
export const layer: Layer = defineLayer<Charm>('requirer', (layer) => {
  layer.always().handle('publish', async (context) => publishAll(partsOf(context)));
  // Status deciders run last: what interfaces do at the end of the hook is done.
  layer.status(async (context) => recordAll(context, partsOf(context)));
});

function partsOf(context: HandlerContext<Charm>): Part[] {
  const { endpoints } = context;
  const self = speakerOf(context);
  const {
    'contrail-controller': controllers,
    'contrail-kubernetes-config': masters,
    'kube-control': control,
    'tls-certificates': certificates,
    http,
  } = endpoints;
  return [
    {
      endpoint: controllers,
      publish: () => controllers.publish(self ? client(self) : {}),
      view: () => ({
        controllerIps: controllers.controllerIps,
        controllerDataIps: controllers.controllerDataIps,
        analyticsServers: controllers.analyticsServers,
        orchestratorInfo: controllers.orchestratorInfo,
        agentsInfo: controllers.agentsInfo,
        authInfo: controllers.authInfo,
        authMode: controllers.authMode,
        maintenance: controllers.maintenance,
        ziu: controllers.ziu,
      }),
    },
    {
      endpoint: masters,
      publish: () => undefined,
      view: () => ({ config: masters.config, variables: masters.nestedVariables }),
    },
    { endpoint: http, publish: () => undefined, view: () => ({ addresses: http.addresses }) },
    {
      endpoint: control,
      publish: () => control.publish(self ? user(self) : {}),
      view: () => ({ cluster: control.cluster, credentials: control.credentials() }),
    },
    {
      endpoint: certificates,
      publish: () => certificates.publish(self ? certificateRequest(self) : {}),
      view: () => ({
        authority: certificates.authority,
        own: certificates.certificates(),
        forEverybody: certificates.clientCertificates,
        servers: certificates.answers(),
        clients: certificates.clientAnswers(),
      }),
    },
  ];
}
