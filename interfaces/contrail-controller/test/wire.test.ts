import { join } from 'node:path';
import { fakeEndpoint, findInterfaceFaults } from '@reactive-charms/testing';
import * as fc from 'fast-check';
import { clientSchema, controllerSchema, definition, Provides, Requires } from '../index.ts';
import type { AuthInfo, ClientPublication } from '../index.ts';

const W = String.raw`"[\"10.0.12.20\", \"10.0.12.30\"]"`;
const OI =
  '{"cloud_orchestrator": "kubernetes", "kube_manager_token": "T", "kubernetes_api_server": "10.0.12.20", "kubernetes_api_secure_port": "6443"}';
const K8S = `{"pod_subnets": "10.32.0.0/12", "kubernetes_workers": ${W}, "cluster_name": "k8s"}`;
const COI =
  '{"kube_manager_token": "T", "kubernetes_api_server": "10.0.12.20", "kubernetes_api_secure_port": "6443", "cloud_orchestrators": ["kubernetes"], "cloud_orchestrator": "kubernetes"}';
const AGENTS = `{"k8s_info": {"k8s": {"pod_subnets": "10.32.0.0/12", "kubernetes_workers": ${W}}}}`;

const master: ClientPublication = {
  unitType: 'kubernetes',
  orchestratorInfo: {
    cloudOrchestrator: 'kubernetes',
    kubeManagerToken: 'T',
    kubernetesApiServer: '10.0.12.20',
    kubernetesApiSecurePort: '6443',
  },
  clusterInfo: {
    podSubnets: '10.32.0.0/12',
    kubernetesWorkers: ['10.0.12.20', '10.0.12.30'],
    clusterName: 'k8s',
  },
};

function publishedBy(client: ClientPublication): Record<string, string> {
  const requires = fakeEndpoint(Requires, { 'controller:0': { published: { ziu: '1' } } });
  requires.publish(client);
  return { ...requires.relations[0]?.published };
}

describe('the wire of a master', () => {
  it('is that of the Python charm, byte for byte (2.8a)', () => {
    expect(publishedBy(master)).toEqual({
      'unit-type': 'kubernetes',
      'orchestrator-info': OI,
      k8s_info: K8S,
    });
  });

  it('leaves out what is not known yet and has null for workers (2.8b)', () => {
    expect(
      publishedBy({
        unitType: 'kubernetes',
        orchestratorInfo: { cloudOrchestrator: 'kubernetes', kubeManagerToken: undefined },
        clusterInfo: { podSubnets: '10.32.0.0/12', clusterName: 'k8s' },
      }),
    ).toEqual({
      'unit-type': 'kubernetes',
      'orchestrator-info': '{"cloud_orchestrator": "kubernetes"}',
      k8s_info:
        '{"pod_subnets": "10.32.0.0/12", "kubernetes_workers": null, "cluster_name": "k8s"}',
    });
  });

  it('tells finished stages of an upgrade and always removes ziu (2.8f)', () => {
    expect(publishedBy({ ziuDone: 2 })).toEqual({ ziu_done: '2' });
    expect(publishedBy({ ziuDone: 0 })).toEqual({ ziu_done: '0' });
    expect(publishedBy({})).toEqual({});
  });
});

describe('the wire of a controller', () => {
  const merged = (bag: Record<string, string>): Provides =>
    fakeEndpoint(Provides, { 'controller:0': { units: { 'master/0': bag } } }, 'provides');

  it('is that of the Python charm, byte for byte (2.8a)', () => {
    const provides = merged(publishedBy(master));
    provides.publish({
      authMode: 'no-auth',
      controllerIps: ['10.0.12.10'],
      controllerDataIps: ['10.0.12.10'],
      analyticsServers: ['10.0.12.10'],
      orchestratorInfo: provides.orchestratorInfo,
      agentsInfo: provides.agentsInfo,
    });
    expect(provides.relations[0]?.published).toEqual({
      'auth-mode': 'no-auth',
      controller_ips: '["10.0.12.10"]',
      controller_data_ips: '["10.0.12.10"]',
      'analytics-server': '["10.0.12.10"]',
      'orchestrator-info': COI,
      'agents-info': AGENTS,
    });
  });

  it('has no orchestrator while there is none', () => {
    const provides = merged({});
    provides.publish({
      orchestratorInfo: provides.orchestratorInfo,
      agentsInfo: provides.agentsInfo,
    });
    expect(provides.relations[0]?.published).toEqual({
      'orchestrator-info': '{"cloud_orchestrators": [], "cloud_orchestrator": null}',
    });
  });

  it('carries Keystone with null for what is not known (2.8d)', () => {
    const authInfo: AuthInfo = {
      keystoneProtocol: 'https',
      keystoneIp: '10.0.12.122',
      keystonePublicPort: '5000',
      keystoneAdminUser: 'admin',
      keystoneAdminPassword: '...',
      keystoneAdminTenant: 'admin',
      keystoneApiVersion: 3,
      keystoneApiSuffix: 'v3',
      keystoneApiTokens: 'v3/auth/tokens',
      keystoneUserDomainName: 'admin_domain',
      keystoneProjectDomainName: 'admin_domain',
      keystoneProjectName: 'admin',
      keystoneRegion: 'RegionOne',
    };
    const provides = merged({});
    provides.publish({ authMode: 'rbac', authInfo });
    expect(provides.relations[0]?.published).toEqual({
      'auth-mode': 'rbac',
      'auth-info':
        '{"keystone_protocol": "https", "keystone_ip": "10.0.12.122", "keystone_public_port": "5000", "keystone_admin_user": "admin", "keystone_admin_password": "...", "keystone_admin_tenant": "admin", "keystone_api_version": 3, "keystone_api_suffix": "v3", "keystone_api_tokens": "v3/auth/tokens", "keystone_user_domain_name": "admin_domain", "keystone_project_domain_name": "admin_domain", "keystone_project_name": "admin", "keystone_ssl_ca": null, "keystone_region": "RegionOne"}',
    });
    expect(controllerSchema.decode(provides.relations[0]?.published ?? {}).values.authInfo).toEqual(
      authInfo,
    );
  });
});

describe('what is on the wire', () => {
  const requiresFrom = (bag: Record<string, string>): Requires =>
    fakeEndpoint(Requires, { 'controller:0': { units: { 'controller/0': bag } } });

  it('of a controller is read by a master (2.8a)', () => {
    const requires = requiresFrom({
      'auth-mode': 'no-auth',
      controller_ips: '["10.0.12.10"]',
      controller_data_ips: '["10.1.12.10"]',
      'analytics-server': '["10.0.12.11"]',
      'orchestrator-info': COI,
      'agents-info': AGENTS,
    });
    expect(requires.controllerIps).toEqual(['10.0.12.10']);
    expect(requires.controllerDataIps).toEqual(['10.1.12.10']);
    expect(requires.analyticsServers).toEqual(['10.0.12.11']);
    expect(requires.authMode).toBe('no-auth');
    expect(requires.orchestratorInfo).toEqual({
      kubeManagerToken: 'T',
      kubernetesApiServer: '10.0.12.20',
      kubernetesApiSecurePort: '6443',
      cloudOrchestrators: ['kubernetes'],
      cloudOrchestrator: 'kubernetes',
    });
    expect(requires.agentsInfo).toEqual({
      clusters: {
        k8s: { podSubnets: '10.32.0.0/12', kubernetesWorkers: ['10.0.12.20', '10.0.12.30'] },
      },
    });
    expect(requires.problems).toEqual([]);
  });

  it('during upgrades is read by a master (2.8f, 2.8g)', () => {
    expect(requiresFrom({ ziu: '2', ziu_done: '2' }).ziu).toBe(2);
    const issu = requiresFrom({
      maintenance: 'issu',
      issu_controller_ips: '["10.0.12.40"]',
      issu_controller_data_ips: '["10.0.12.40"]',
      issu_analytics_ips: '["10.0.12.40"]',
      rabbitmq_connection_details: '{"rabbitmq": {"cluster_info": {}}}',
    });
    expect(issu.maintenance).toBe('issu');
    expect(issu.problems).toEqual([]);
  });

  it('is read in every spelling that the Python charms have shown', () => {
    const { values, faults } = controllerSchema.decode({
      'ssl-enabled': 'true',
      'auth-info':
        '{"keystone_ip": null, "keystone_public_port": 5000, "keystone_api_version": "3"}',
      'orchestrator-info': '{"cloud_orchestrators": null, "cloud_orchestrator": null}',
      'agents-info':
        '{"k8s_info": {"k8s": {"pod_subnets": null, "kubernetes_workers": ["10.0.12.4"]}, "gone": null}}',
      controller_ips: 'null',
      ziu: 'None',
      'a key': 'that nobody knows',
    });
    expect(values).toEqual({
      sslEnabled: true,
      authInfo: { keystonePublicPort: '5000', keystoneApiVersion: 3 },
      orchestratorInfo: {},
      agentsInfo: { clusters: { k8s: { kubernetesWorkers: ['10.0.12.4'] } } },
    });
    expect(faults).toEqual([]);
    expect(controllerSchema.decode({ 'ssl-enabled': 'False' }).values).toEqual({
      sslEnabled: false,
    });
  });

  it('is described with its list in a text in a text', () => {
    expect(clientSchema.schema.properties?.['k8s_info']?.contentSchema).toEqual({
      type: 'object',
      properties: {
        pod_subnets: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        kubernetes_workers: {
          anyOf: [
            {
              type: 'string',
              contentMediaType: 'application/json',
              contentSchema: { type: 'array', items: { type: 'string' } },
            },
            { type: 'null' },
          ],
        },
        cluster_name: { anyOf: [{ type: 'string' }, { type: 'null' }] },
      },
      required: ['pod_subnets', 'kubernetes_workers', 'cluster_name'],
    });
  });
});

it('is documented as it is, and reads whatever comes', async () => {
  expect(await findInterfaceFaults({ directory: join(__dirname, '..'), definition })).toEqual([]);
});

const word = fc.string({ minLength: 1 });
const words = fc.array(word);
const stage = fc.integer({ min: 0, max: 6 });
const others = fc.constantFrom(
  { compute_service_ip: '10.0.12.9', nested: [1, null, { a: 'b' }] },
  { constructor: 'a member', toString: null },
);
const orchestrator = {
  cloudOrchestrator: word,
  kubeManagerToken: word,
  kubernetesApiServer: word,
  kubernetesApiSecurePort: word,
  others,
};
const agents = { podSubnets: word, kubernetesWorkers: words };

const optional: { requiredKeys: [] } = { requiredKeys: [] };

describe('every value', () => {
  it('of a client is read as it was written', () => {
    const client = fc.record(
      {
        unitType: word,
        orchestratorInfo: fc.record(orchestrator, optional),
        clusterInfo: fc.record({ ...agents, clusterName: word }, optional),
        ziuDone: stage,
      },
      optional,
    );
    fc.assert(
      fc.property(client, (values) => {
        expect(clientSchema.decode(publishedBy(values))).toEqual({ values, faults: [] });
      }),
    );
  });

  it('of a controller is read as it was written', () => {
    const controller = fc.record(
      {
        authMode: word,
        controllerIps: words,
        controllerDataIps: words,
        analyticsServers: words,
        orchestratorInfo: fc.record({ ...orchestrator, cloudOrchestrators: words }, optional),
        agentsInfo: fc.record(
          { clusters: fc.dictionary(word, fc.record(agents, optional)) },
          optional,
        ),
        authInfo: fc.record(
          {
            keystoneProtocol: word,
            keystoneIp: word,
            keystonePublicPort: word,
            keystoneAdminUser: word,
            keystoneAdminPassword: word,
            keystoneAdminTenant: word,
            keystoneApiVersion: fc.integer(),
            keystoneApiSuffix: word,
            keystoneApiTokens: word,
            keystoneUserDomainName: word,
            keystoneProjectDomainName: word,
            keystoneProjectName: word,
            keystoneSslCa: word,
            keystoneRegion: word,
          },
          optional,
        ),
        maintenance: word,
        ziu: stage,
        ziuDone: stage,
        sslEnabled: fc.boolean(),
        caCertificate: word,
      },
      optional,
    );
    fc.assert(
      fc.property(controller, (values) => {
        const provides = fakeEndpoint(Provides, { 'controller:0': {} }, 'provides');
        provides.publish(values);
        const bag = provides.relations[0]?.published ?? {};
        expect(controllerSchema.decode(bag)).toEqual({ values, faults: [] });
      }),
    );
  });
});
