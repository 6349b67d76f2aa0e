import type { Provides as CniProvides } from '@reactive-charms/interface-kubernetes-cni';
import type { WorkloadStatus } from '@reactive-charms/juju';

/** The status of a Kubernetes stand-in: like the real charms, it is not ready without networking. */
export function kubernetesStatus(cni: CniProvides, part: string): WorkloadStatus {
  if (cni.plugins.length === 0) return { status: 'blocked', message: 'Missing CNI plug-in' };
  return cni.isAvailable
    ? { status: 'active', message: `${part} running (stand-in)` }
    : { status: 'waiting', message: 'Waiting for the CNI plug-in' };
}
