/** A request and its answer on the wire, with dummies for PEM texts (contract contrail.md section 2.8e). */
export const UNIT = 'contrail-kubernetes-master/0';

export const REQUEST = {
  unit_name: 'contrail-kubernetes-master_0',
  common_name: 'juju-m2',
  certificate_name: 'juju-m2',
  sans: '["juju-m2.lxd", "juju-m2", "10.0.12.20", "127.0.0.1"]',
} as const;

export const ANSWER = {
  ca: 'CA',
  'client.cert': 'CLIENT',
  'client.key': 'CLIENT KEY',
  'contrail-kubernetes-master_0.server.cert': 'SERVER',
  'contrail-kubernetes-master_0.server.key': 'SERVER KEY',
} as const;
