/** Files that this charm writes on the machine. Source: contract contrail.md section 4. */
export const PATHS = {
  env: '/etc/contrail/common_kubemanager.env',
  /** The Python charm kept its compose file here; it holds the token. */
  project: '/etc/contrail/contrail-kubernetes-master',
  logrotate: '/etc/logrotate.d/contrail',
  certificates: '/etc/contrail/ssl/kubernetes-master',
  keystoneCa: '/etc/contrail/ssl/kubernetes-master/keystone-ca-cert.pem',
} as const;
