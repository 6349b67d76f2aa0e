import type { ClientPublication } from '@reactive-charms/interface-contrail-controller';
import type { ClusterConfig } from '@reactive-charms/interface-contrail-kubernetes-config';
import type { MasterFacts } from './facts.ts';

/** What every master tells the controllers. Source: contract contrail.md section 2.1. */
export function controllerPublication(facts: MasterFacts): ClientPublication {
  const { options, api, token, workers } = facts;
  return {
    unitType: 'kubernetes',
    orchestratorInfo: {
      cloudOrchestrator: 'kubernetes',
      kubeManagerToken: token,
      kubernetesApiServer: api?.hostname,
      kubernetesApiSecurePort: api?.port,
    },
    clusterInfo: {
      podSubnets: options.cluster.podSubnets,
      kubernetesWorkers: workers,
      clusterName: options.cluster.name,
    },
  };
}

/** What every master tells the nodes. Source: contract contrail.md section 2.3. */
export function nodePublication({ options }: MasterFacts): ClusterConfig {
  return {
    clusterName: options.cluster.name,
    podSubnets: options.cluster.podSubnets,
    nestedMode: options.nestedMode,
    nestedModeConfig: options.nestedModeConfig,
  };
}
