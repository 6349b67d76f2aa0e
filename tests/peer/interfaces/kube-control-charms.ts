import { Provides, Requires } from '@reactive-charms/interface-kube-control';
import { applicationOf } from '@reactive-charms/juju';
import type { EndpointRole, UnitName } from '@reactive-charms/juju';
import { defineLayer } from '@reactive-charms/reactive';
import type {
  CharmDefinition,
  EndpointClass,
  HandlerContext,
  JsonValue,
} from '@reactive-charms/reactive';

/** Charms of ours at both ends of kube-control, as its README shows them. */

const NAME = 'kube-control';

/** The control plane: signs what is asked for, in secrets where the unit can read them. */
export const CONTROL_PLANE: CharmDefinition = charmOf('control-plane/0', 'provides', Provides, {
  revoke: async ({ endpoints, secrets }) => {
    const control = endpoints[NAME];
    if (!(control instanceof Provides)) return;
    for (const closed of control.closed) {
      if (closed.secretId) await secrets.remove(closed.secretId);
      control.withdraw(closed);
    }
  },
  sign: async ({ endpoints, secrets }) => {
    const control = endpoints[NAME];
    if (!(control instanceof Provides)) return;
    for (const request of control.unanswered) {
      const [clientToken, kubeletToken, proxyToken] = tokensOf(request.user);
      if (!request.schemaVersions.includes(1)) {
        control.answer(request, { clientToken, kubeletToken, proxyToken });
        continue;
      }
      const secretId = await secrets.add({
        'client-token': clientToken,
        'kubelet-token': kubeletToken,
        'proxy-token': proxyToken,
      });
      await secrets.grant(secretId, request.relationId, request.unit);
      control.answer(request, { secretId });
    }
  },
});

/** The tokens that either control plane makes for a user. */
export function tokensOf(user: string): readonly [client: string, kubelet: string, proxy: string] {
  return [`client of ${user}`, `kubelet of ${user}`, `proxy of ${user}`];
}

/** A user of the cluster that tells what it has read. */
export function clientCharm(read: (value: JsonValue) => void): CharmDefinition {
  return charmOf('worker/0', 'requires', Requires, {
    read: async (context) => {
      const control = context.endpoints[NAME];
      if (!(control instanceof Requires)) return;
      const { clientToken, kubeletToken, proxyToken } = (await control.readTokens(context)) ?? {};
      read({
        tokens: [clientToken ?? null, kubeletToken ?? null, proxyToken ?? null],
        ca: (await control.readCaCertificate(context)) ?? null,
      });
    },
  });
}

function charmOf(
  unit: UnitName,
  role: EndpointRole,
  endpointClass: EndpointClass,
  handlers: Readonly<Record<string, (context: HandlerContext) => Promise<void>>>,
): CharmDefinition {
  const name = applicationOf(unit);
  return {
    name,
    metadata: {
      name,
      summary: '',
      description: '',
      subordinate: false,
      endpoints: {
        [NAME]: { name: NAME, role, interface: NAME, scope: 'global', optional: false },
      },
      storage: {},
      resources: {},
      containers: [],
    },
    options: {},
    actions: {},
    endpoints: { [NAME]: endpointClass },
    layers: [
      defineLayer('peer', (layer) => {
        for (const [id, run] of Object.entries(handlers)) layer.always().handle(id, run);
      }),
    ],
  };
}
