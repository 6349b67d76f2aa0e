import type { Sparse } from '@reactive-charms/reactive';
import type { PluginFields } from '@reactive-charms/interface-kubernetes-cni';
import type { NodeFacts } from './facts.ts';
import { CNI_CONFIGURATION } from './services.ts';

/**
 * What the node tells its principal. Nothing while the subnets of the pods are unknown, or no longer
 * known: the principal must not set its kubelet up by half. Source: contract contrail.md section 2.4
 * with rows 16 and 35 of section 7.
 */
export function cniPublication({ cluster }: NodeFacts): Sparse<PluginFields> {
  const cidr = cluster?.podSubnets;
  return { cidr, confFile: cidr === undefined ? undefined : CNI_CONFIGURATION };
}
