/** What a control plane has on the wire, as a test of ops.interface-kube-control shows it; dummies for secrets. */
export const CLUSTER = {
  'api-endpoints': '["https://10.246.154.7:6443"]',
  'cluster-tag': 'kubernetes-4ypsk',
  'cohort-keys': '{"kubectl": "", "kubelet": "dummy-cohort"}',
  creds:
    '{"test/0": {"client_token": "admin::dummy", "kubelet_token": "test/0::dummy", "proxy_token": "kube-proxy::dummy", "scope": "test/0"}}',
  'default-cni': '""',
  domain: 'cluster.local',
  'enable-kube-dns': 'True',
  'has-xcp': 'false',
  port: '53',
  'registry-location': 'rocks.canonical.com:443/cdk',
  'sdn-ip': '10.152.183.20',
} as const;

/** The credentials of a user whose tokens are in a secret of Juju. */
export const IN_SECRET =
  '{"system:node:node-2": {"client_token": "", "kubelet_token": "", "proxy_token": "", "scope": "requirer/1", "secret-id": "secret:9m4e2mr0ui3e8a215n4g"}}';
