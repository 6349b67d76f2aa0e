import { Provides, Requires } from '@reactive-charms/interface-kube-control';
import type { ClusterFields } from '@reactive-charms/interface-kube-control';
import type { Databag } from '@reactive-charms/juju';
import type { JsonValue, Sparse } from '@reactive-charms/reactive';
import { OpsCharm } from './ops-charm.ts';
import type { Call, OpsHook, OpsOutcome, OpsRelation, OpsSecret } from './ops-charm.ts';
import { ourEnd, publishedBy } from './our-end.ts';
import type { Bags } from './python-charm.ts';

/** The user that a worker asks credentials for. */
export const USER: string = 'system:node:worker-0';

/** Both ends of kube-control as PyPI's ops.interface_kube_control has them. */
export class PythonKubeControl {
  readonly #ops: OpsCharm;

  private constructor(ops: OpsCharm) {
    this.#ops = ops;
  }

  static async start(): Promise<PythonKubeControl> {
    return new PythonKubeControl(await OpsCharm.start());
  }

  close(): void {
    this.#ops.close();
  }

  /** A hook of a Python charm in one relation. */
  async hook(
    side: OpsHook['side'],
    relation: Partial<OpsRelation>,
    calls: readonly Call[],
    more: Partial<OpsHook> = {},
  ): Promise<OpsOutcome & { readonly bag: Databag }> {
    const isProvider = side === 'provides';
    const outcome = await this.#ops.run({
      side,
      unit: isProvider ? 'control-plane/0' : 'worker/0',
      leader: isProvider,
      relations: [
        {
          id: 3,
          application: isProvider ? 'worker' : 'control-plane',
          units: {},
          published: {},
          ...relation,
        },
      ],
      secrets: [],
      calls,
      ...more,
    });
    return { ...outcome, bag: outcome.published['3'] ?? {} };
  }

  /** What a Python requirer makes of the databags of the control plane. */
  async reads(
    units: Bags,
    secrets: readonly OpsSecret[] = [],
    side: 'requires' | 'requires-0' = 'requires',
  ): Promise<Record<string, JsonValue>> {
    const calls: Call[] = [
      ['is_ready'],
      ['get_auth_credentials', USER],
      ['get_ca_certificate'],
      ['get_dns'],
      ['dns_ready'],
      ['get_api_endpoints'],
      ['get_cluster_tag'],
      ['get_registry_location'],
      ['cohort_keys'],
      ['get_default_cni'],
      ['has_xcp'],
      ['get_controller_taints'],
      ['get_controller_labels'],
    ];
    const { answers } = await this.hook(side, { units }, calls, {
      secrets: secrets.map((secret) => ({ ...secret, owned: false, label: null, grants: {} })),
    });
    return Object.fromEntries(calls.map(([name], index) => [name, answers[index] ?? null]));
  }
}

/** What the cluster is like, in our words and as calls of the Python provider. */
export const CLUSTER: Sparse<ClusterFields> = {
  apiEndpoints: ['https://10.0.12.20:6443', 'https://api.example:443/k8s'],
  clusterTag: 'kubernetes-1f',
  defaultCni: 'calico',
  dnsDomain: 'cluster.local',
  isDnsEnabled: true,
  dnsPort: 53,
  dnsAddress: '10.152.183.10',
  hasExternalCloudProvider: false,
  registryLocation: 'rocks.canonical.com:443/cdk',
  taints: ['node-role.kubernetes.io/control-plane:NoSchedule', 'a=b:NoExecute'],
  labels: ['juju-application=control-plane', 'zone='],
};

/** The calls by which a Python control plane tells that. */
export function settersOf(cluster: Sparse<ClusterFields>): Call[] {
  const setters: (readonly [string, JsonValue | undefined])[] = [
    ['set_api_endpoints', cluster.apiEndpoints],
    ['set_cluster_name', cluster.clusterTag],
    ['set_default_cni', cluster.defaultCni ?? ''],
    ['set_dns_domain', cluster.dnsDomain],
    ['set_dns_enabled', cluster.isDnsEnabled],
    ['set_dns_port', cluster.dnsPort],
    ['set_dns_address', cluster.dnsAddress],
    ['set_has_external_cloud_provider', cluster.hasExternalCloudProvider],
    ['set_image_registry', cluster.registryLocation],
    ['set_taints', cluster.taints],
    ['set_labels', cluster.labels],
  ];
  return setters.flatMap(([name, value]): Call[] => (value === undefined ? [] : [[name, value]]));
}

/** The databag of our control plane, which has signed nothing. */
export function ourBag(cluster: Sparse<ClusterFields>): Databag {
  const end = ourEnd(Provides, {}, 'provides');
  end.publish(cluster);
  return publishedBy(end);
}

/** The databag of our worker that asks for credentials. */
export function ourRequest(
  schemaVersions: readonly number[] | undefined,
  user: string = USER,
): Databag {
  const end = ourEnd(Requires);
  end.publish({ user, group: 'system:nodes', schemaVersions });
  return publishedBy(end);
}
