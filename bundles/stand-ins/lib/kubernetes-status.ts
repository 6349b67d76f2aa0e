import type { Provides as CniProvides } from '@reactive-charms/interface-kubernetes-cni';
import type { WorkloadStatus } from '@reactive-charms/juju';
import type { UnitFlags } from '@reactive-charms/reactive';

/** What the status of a Kubernetes stand-in is made from. */
export interface CniFacts {
  readonly endpoints: { readonly cni: CniProvides };
  readonly flags: UnitFlags;
}

/** The status of a Kubernetes stand-in: like the real charms, it is not ready without networking. */
export function kubernetesStatus({ endpoints, flags }: CniFacts, part: string): WorkloadStatus {
  const { cni } = endpoints;
  if (cni.plugins.length === 0) return { status: 'blocked', message: 'Missing CNI plug-in' };
  return flags.isSet(cni.flag('available'))
    ? { status: 'active', message: `${part} running (stand-in)` }
    : { status: 'waiting', message: 'Waiting for the CNI plug-in' };
}
