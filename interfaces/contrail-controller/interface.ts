import type { InterfaceDefinition } from '@reactive-charms/reactive';
import { providesFlags, requiresFlags } from './flags.ts';
import { Provides } from './provides.ts';
import { Requires } from './requires.ts';
import { clientSchema, controllerSchema } from './schema.ts';

const WORKERS = String.raw`"[\"10.0.12.20\", \"10.0.12.30\"]"`;

/** The interface as a value, for tools. */
export const definition: InterfaceDefinition = {
  provides: {
    endpoint: Provides,
    flags: providesFlags,
    unit: {
      schema: controllerSchema.schema,
      example: {
        'auth-mode': 'no-auth',
        controller_ips: '["10.0.12.10"]',
        controller_data_ips: '["10.0.12.10"]',
        'analytics-server': '["10.0.12.10"]',
        'orchestrator-info':
          '{"kube_manager_token": "dummy-token", "kubernetes_api_server": "10.0.12.20", "kubernetes_api_secure_port": "6443", "cloud_orchestrators": ["kubernetes"], "cloud_orchestrator": "kubernetes"}',
        'agents-info': `{"k8s_info": {"k8s": {"pod_subnets": "10.32.0.0/12", "kubernetes_workers": ${WORKERS}}}}`,
      },
    },
  },
  requires: {
    endpoint: Requires,
    flags: requiresFlags,
    unit: {
      schema: clientSchema.schema,
      example: {
        'unit-type': 'kubernetes',
        'orchestrator-info':
          '{"cloud_orchestrator": "kubernetes", "kube_manager_token": "dummy-token", "kubernetes_api_server": "10.0.12.20", "kubernetes_api_secure_port": "6443"}',
        k8s_info: `{"pod_subnets": "10.32.0.0/12", "kubernetes_workers": ${WORKERS}, "cluster_name": "k8s"}`,
      },
    },
  },
};
