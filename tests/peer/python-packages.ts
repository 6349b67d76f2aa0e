/**
 * The peers, and the libraries that they stand on, as PyPI has them. Python 3.12 and later bring no
 * setuptools, of which charms.reactive needs `pkg_resources`.
 */
export const PYTHON_PEERS: readonly string[] = [
  'charms.reactive==1.5.3',
  'charmhelpers==1.2.1',
  'setuptools==75.3.2',
  'ops==3.9.0',
  'ops-scenario==8.9.0',
  'ops.interface_kube_control==0.3.3',
];
