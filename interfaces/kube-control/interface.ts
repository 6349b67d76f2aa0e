import type { InterfaceDefinition } from '@reactive-charms/reactive';
import { providesFlags, requiresFlags } from './flags.ts';
import { Provides } from './provides.ts';
import { Requires } from './requires.ts';
import { describeProvider, requestSchema } from './schema.ts';

/** The interface as a value, for tools. */
export const definition: InterfaceDefinition = {
  provides: {
    endpoint: Provides,
    flags: providesFlags,
    unit: {
      schema: describeProvider(),
      example: {
        'api-endpoints': '["https://10.0.12.20:6443"]',
        'ca-certificate-secret-id': 'secret:dummy0dummy0dummy0dd',
        'cluster-tag': 'kubernetes-dummy-tag',
        'cohort-keys': '{"kubelet": "dummy-cohort-key"}',
        creds:
          '{"system:node:worker-1": {"client_token": "dummy-client-token", "kubelet_token": "dummy-kubelet-token", "proxy_token": "dummy-proxy-token", "scope": "kubernetes-worker/0"}, "kube-manager": {"client_token": "", "kubelet_token": "", "proxy_token": "", "scope": "kube-manager/0", "secret-id": "secret:dummy1dummy1dummy1dd"}}',
        'default-cni': '""',
        domain: 'cluster.local',
        'enable-kube-dns': 'True',
        'has-xcp': 'false',
        port: '53',
        'sdn-ip': '10.96.0.10',
        'registry-location': 'registry.example/cdk',
        taints: '["node-role.kubernetes.io/control-plane=:NoSchedule"]',
        labels: '["node-role.kubernetes.io/control-plane="]',
      },
    },
  },
  requires: {
    endpoint: Requires,
    flags: requiresFlags,
    unit: {
      schema: requestSchema.schema,
      example: {
        kubelet_user: 'kube-manager',
        auth_group: 'system:masters',
        schema_vers: '[0, 1]',
        gpu: 'False',
      },
    },
  },
};
