/** Files that this charm writes on the machine. Source: contract contrail.md section 4. */
export const PATHS = {
  env: '/etc/contrail/common_cni.env',
  /** The Python charm kept its compose file here. */
  project: '/etc/contrail/contrail-kubernetes-node',
  logrotate: '/etc/logrotate.d/contrail',
} as const;
