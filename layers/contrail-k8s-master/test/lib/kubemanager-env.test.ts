import type { KeystoneFacts } from '../../lib/facts.ts';
import { findBrokenVariables, kubemanagerEnv } from '../../lib/kubemanager-env.ts';
import { PLAIN_CONTROLLER, sampleFacts, sampleOptions } from '../support/sample-facts.ts';

const KEYSTONE_V3: KeystoneFacts = {
  protocol: 'https',
  ip: '10.0.12.122',
  publicPort: '5000',
  adminUser: 'admin',
  adminPassword: 'secret',
  adminTenant: 'admin',
  apiSuffix: 'v3',
  userDomainName: 'admin_domain',
  projectDomainName: 'admin_domain',
  region: 'RegionOne',
};

function hybridFacts(auth: KeystoneFacts): ReturnType<typeof sampleFacts> {
  return sampleFacts({
    controller: {
      ...PLAIN_CONTROLLER,
      cloudOrchestrator: 'openstack',
      cloudOrchestrators: ['openstack', 'kubernetes'],
      auth,
    },
  });
}

describe('kubemanagerEnv', () => {
  it('4.1 gives the plain deployment all its variables', () => {
    expect(kubemanagerEnv(sampleFacts())).toEqual({
      CONTROLLER_NODES: '10.0.12.10',
      CONTROL_NODES: '10.0.12.10',
      ANALYTICS_NODES: '10.0.12.10',
      DIST_SNAT_PROTO_PORT_LIST: 'tcp:1024,udp:1024',
      KEYSTONE_AUTH_ADMIN_TENANT: '',
      KEYSTONE_AUTH_ADMIN_USER: '',
      KEYSTONE_AUTH_ADMIN_PASSWORD: '',
      KEYSTONE_AUTH_URL_VERSION: '/',
      KEYSTONE_AUTH_HOST: '',
      KEYSTONE_AUTH_PROTO: '',
      KEYSTONE_AUTH_PUBLIC_PORT: '',
      KEYSTONE_AUTH_REGION_NAME: '',
      KEYSTONE_AUTH_INSECURE: 'True',
      LOG_LEVEL: 'SYS_NOTICE',
      CLOUD_ORCHESTRATOR: 'kubernetes',
      KUBEMANAGER_NODES: '10.0.12.20',
      SSL_ENABLE: 'False',
      CASSANDRA_SSL_ENABLE: 'False',
      RABBITMQ_USE_SSL: 'False',
      REDIS_SSL_ENABLE: 'False',
      ANALYTICS_API_SSL_ENABLE: 'False',
      CONFIG_API_SSL_ENABLE: 'False',
      K8S_TOKEN: 'T',
      KUBERNETES_API_SERVER: '10.0.12.20',
      KUBERNETES_API_SECURE_PORT: '6443',
      KUBERNETES_CLUSTER_NAME: 'k8s',
      KUBERNETES_CLUSTER_PROJECT: '{}',
      KUBERNETES_CLUSTER_NETWORK: '{}',
      KUBERNETES_POD_SUBNETS: '10.32.0.0/12',
      KUBERNETES_IP_FABRIC_SUBNETS: '10.64.0.0/12',
      KUBERNETES_SERVICE_SUBNETS: '10.96.0.0/12',
      KUBERNETES_IP_FABRIC_FORWARDING: 'False',
      KUBERNETES_IP_FABRIC_SNAT: 'False',
      KUBERNETES_HOST_NETWORK_SERVICE: 'False',
      KUBERNETES_PUBLIC_FIP_POOL: '{}',
    });
  });

  it('4.1 sorts addresses as texts', () => {
    const env = kubemanagerEnv(
      sampleFacts({
        controller: { ...PLAIN_CONTROLLER, controllerIps: ['10.0.12.9', '10.0.12.10'] },
        clusterInfo: { 'master/0': '10.0.12.9', 'master/1': '10.0.12.10' },
      }),
    );
    expect(env['CONTROLLER_NODES']).toBe('10.0.12.10,10.0.12.9');
    expect(env['KUBEMANAGER_NODES']).toBe('10.0.12.10,10.0.12.9');
  });

  it('4.1 names keystone v3 with its domains, and the cluster domain after it', () => {
    expect(kubemanagerEnv(hybridFacts(KEYSTONE_V3))).toMatchObject({
      CLOUD_ORCHESTRATOR: 'openstack',
      KEYSTONE_AUTH_ADMIN_PASSWORD: 'secret',
      KEYSTONE_AUTH_PROJECT_DOMAIN_NAME: 'admin_domain',
      KEYSTONE_AUTH_USER_DOMAIN_NAME: 'admin_domain',
      KEYSTONE_AUTH_URL_VERSION: '/v3',
      KEYSTONE_AUTH_HOST: '10.0.12.122',
      KEYSTONE_AUTH_PROTO: 'https',
      KEYSTONE_AUTH_PUBLIC_PORT: '5000',
      KEYSTONE_AUTH_REGION_NAME: 'RegionOne',
      KUBERNETES_CLUSTER_DOMAIN: 'admin_domain',
    });
  });

  it('4.1 gives keystone v2 no domain lines', () => {
    const { userDomainName: _user, ...rest } = KEYSTONE_V3;
    const env = kubemanagerEnv(
      hybridFacts({ ...rest, apiSuffix: 'v2.0', projectDomainName: undefined }),
    );
    expect(env['KEYSTONE_AUTH_URL_VERSION']).toBe('/v2.0');
    expect(Object.keys(env).filter((name) => name.includes('DOMAIN'))).toEqual([]);
  });

  it('4.1 prefers the option to the project domain of keystone', () => {
    const options = sampleOptions({ kubernetes_cluster_domain: 'mine' });
    const env = kubemanagerEnv({ ...hybridFacts(KEYSTONE_V3), options });
    expect(env['KUBERNETES_CLUSTER_DOMAIN']).toBe('mine');
  });

  it('4.1 trusts keystone by its certificate when there is one', () => {
    expect(kubemanagerEnv(hybridFacts({ ...KEYSTONE_V3, sslCa: 'PEM' }))).toMatchObject({
      KEYSTONE_AUTH_CA_CERTFILE: '/etc/contrail/ssl/keystone-ca-cert.pem',
      KEYSTONE_AUTH_INSECURE: 'False',
    });
  });

  it('4.1 gives nested mode its own variables and none of the control plane', () => {
    const options = sampleOptions({
      nested_mode: true,
      nested_mode_config: '{"AUTH_MODE": "keystone", "LOG_LEVEL": "SYS_DEBUG"}',
    });
    const env = kubemanagerEnv(sampleFacts({ options }));
    expect(env).toMatchObject({ KUBEMANAGER_NESTED_MODE: '1', AUTH_MODE: 'keystone' });
    expect(env).not.toHaveProperty('CONTROLLER_NODES');
    expect(env).not.toHaveProperty('KEYSTONE_AUTH_INSECURE');
    expect(env['LOG_LEVEL']).toBe('SYS_NOTICE');
  });

  it.each([
    ['latest', 'True', 'True'],
    ['1910', 'True', 'True'],
    ['1909', 'True', 'False'],
    ['5.1', 'True', 'False'],
    ['5.0', undefined, 'False'],
  ])('4.1 with certificates and tag %s', (tag, databases, apis) => {
    const certificates = { ca: 'ca', certificate: 'cert', key: 'key' };
    const images = { registry: 'opencontrailnightly', tag };
    const env = kubemanagerEnv(sampleFacts({ tls: { related: true, certificates }, images }));
    expect(env['SSL_ENABLE']).toBe('True');
    expect(env['CASSANDRA_SSL_ENABLE']).toBe(databases);
    expect(env['RABBITMQ_USE_SSL']).toBe(databases);
    expect(env['REDIS_SSL_ENABLE']).toBe(apis);
    expect(env['SERVER_KEYFILE']).toBe('/etc/contrail/ssl/private/server-privkey.pem');
    expect(env['CERTS_HASH']).toMatch(/^[0-9a-f]{96}$/);
  });

  it('row 22: renders what keystone leaves out as empty', () => {
    const env = kubemanagerEnv(hybridFacts({ ip: '10.0.12.122' }));
    expect(env['KEYSTONE_AUTH_ADMIN_USER']).toBe('');
    expect(Object.values(env)).not.toContain('None');
    expect(Object.values(env)).not.toContain('undefined');
  });

  it('row 24: quotes nothing', () => {
    expect(Object.values(kubemanagerEnv(sampleFacts())).join('')).not.toContain('"');
  });
});

describe('findBrokenVariables', () => {
  it('row 23: names a variable whose value has a line break', () => {
    expect(findBrokenVariables({ GOOD: 'a#b c', BAD: 'a\nb', WORSE: 'a\r' })).toEqual([
      'BAD',
      'WORSE',
    ]);
  });
});
