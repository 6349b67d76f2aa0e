import type {
  ClientPublication,
  ControllerFields,
  OrchestratorInfo,
} from '@reactive-charms/interface-contrail-controller';
import type { Databag } from '@reactive-charms/juju';
import type { JsonMap, Sparse } from '@reactive-charms/reactive';

/** The databags of masters and controllers that contract contrail.md section 2.8 works out. */

const WORKERS = ['10.0.12.20', '10.0.12.30'];
/** A JSON list in a text inside JSON: what masters and controllers put into one another's hands. */
const W = String.raw`"[\"10.0.12.20\", \"10.0.12.30\"]"`;

const OI =
  '{"cloud_orchestrator": "kubernetes", "kube_manager_token": "T", "kubernetes_api_server": "10.0.12.20", "kubernetes_api_secure_port": "6443"}';
const K8S = `{"pod_subnets": "10.32.0.0/12", "kubernetes_workers": ${W}, "cluster_name": "k8s"}`;
export const COI: string =
  '{"kube_manager_token": "T", "kubernetes_api_server": "10.0.12.20", "kubernetes_api_secure_port": "6443", "cloud_orchestrators": ["kubernetes"], "cloud_orchestrator": "kubernetes"}';
export const AGENTS: string = `{"k8s_info": {"k8s": {"pod_subnets": "10.32.0.0/12", "kubernetes_workers": ${W}}}}`;

/** A master's databag, what the master holds in Python's words and in ours. */
export interface MasterBag {
  readonly title: string;
  readonly bag: Databag;
  readonly python: JsonMap;
  readonly ours: ClientPublication;
}

const orchestrator = {
  cloud_orchestrator: 'kubernetes',
  kube_manager_token: 'T',
  kubernetes_api_server: '10.0.12.20',
  kubernetes_api_secure_port: '6443',
};
const cluster = {
  pod_subnets: '10.32.0.0/12',
  kubernetes_workers: WORKERS,
  cluster_name: 'k8s',
};
/** What a master tells of its orchestrator, in our words. */
export const ORCHESTRATOR_INFO: OrchestratorInfo = {
  cloudOrchestrator: 'kubernetes',
  kubeManagerToken: 'T',
  kubernetesApiServer: '10.0.12.20',
  kubernetesApiSecurePort: '6443',
};
const clusterInfo = {
  podSubnets: '10.32.0.0/12',
  kubernetesWorkers: WORKERS,
  clusterName: 'k8s',
};
export const PLAIN_MASTER: MasterBag = {
  title: '(a) the leader',
  bag: { 'unit-type': 'kubernetes', 'orchestrator-info': OI, k8s_info: K8S },
  python: { orchestrator, cluster },
  ours: { unitType: 'kubernetes', orchestratorInfo: ORCHESTRATOR_INFO, clusterInfo },
};

export const MASTERS: readonly MasterBag[] = [
  PLAIN_MASTER,
  {
    title: '(b) the leader of three, with the workers of all',
    bag: {
      ...PLAIN_MASTER.bag,
      k8s_info: String.raw`{"pod_subnets": "10.32.0.0/12", "kubernetes_workers": "[\"10.0.12.20\", \"10.0.12.30\", \"10.0.12.21\", \"10.0.12.22\"]", "cluster_name": "k8s"}`,
    },
    python: {
      orchestrator,
      cluster: { ...cluster, kubernetes_workers: [...WORKERS, '10.0.12.21', '10.0.12.22'] },
    },
    ours: {
      ...PLAIN_MASTER.ours,
      clusterInfo: { ...clusterInfo, kubernetesWorkers: [...WORKERS, '10.0.12.21', '10.0.12.22'] },
    },
  },
  {
    title: '(b) a follower, with its own API server',
    bag: { ...PLAIN_MASTER.bag, 'orchestrator-info': OI.replace('12.20', '12.21') },
    python: { orchestrator: { ...orchestrator, kubernetes_api_server: '10.0.12.21' }, cluster },
    ours: {
      ...PLAIN_MASTER.ours,
      orchestratorInfo: { ...ORCHESTRATOR_INFO, kubernetesApiServer: '10.0.12.21' },
    },
  },
  {
    title: '(b) a follower that has not heard of token and workers',
    bag: {
      'unit-type': 'kubernetes',
      'orchestrator-info':
        '{"cloud_orchestrator": "kubernetes", "kubernetes_api_server": "10.0.12.21", "kubernetes_api_secure_port": "6443"}',
      k8s_info:
        '{"pod_subnets": "10.32.0.0/12", "kubernetes_workers": null, "cluster_name": "k8s"}',
    },
    python: {
      orchestrator: {
        ...orchestrator,
        kube_manager_token: null,
        kubernetes_api_server: '10.0.12.21',
      },
      cluster: { ...cluster, kubernetes_workers: null },
    },
    ours: {
      unitType: 'kubernetes',
      orchestratorInfo: {
        cloudOrchestrator: 'kubernetes',
        kubernetesApiServer: '10.0.12.21',
        kubernetesApiSecurePort: '6443',
      },
      clusterInfo: { podSubnets: '10.32.0.0/12', clusterName: 'k8s' },
    },
  },
  {
    title: '(f) stage 2 of an upgrade is done',
    bag: { ...PLAIN_MASTER.bag, ziu_done: '2' },
    python: { orchestrator, cluster, ziu_done: 2 },
    ours: { ...PLAIN_MASTER.ours, ziuDone: 2 },
  },
];

/** A controller's databag, likewise. */
export interface ControllerBag {
  readonly title: string;
  readonly bag: Databag;
  readonly python: JsonMap;
  readonly ours: Sparse<ControllerFields>;
  /** What a Python master takes of it, where it is not what it takes of the plain one. */
  readonly heard?: JsonMap;
}

export const ADDRESSES: readonly string[] = ['10.0.12.10'];
const coi: JsonMap = JSON.parse(COI);
const agents: JsonMap = JSON.parse(AGENTS);
export const PLAIN_CONTROLLER: ControllerBag = {
  title: '(a) plain',
  bag: {
    'auth-mode': 'no-auth',
    controller_ips: '["10.0.12.10"]',
    controller_data_ips: '["10.0.12.10"]',
    'analytics-server': '["10.0.12.10"]',
    'orchestrator-info': COI,
    'agents-info': AGENTS,
  },
  python: {
    addresses: ADDRESSES,
    'auth-mode': 'no-auth',
    'orchestrator-info': coi,
    'agents-info': agents,
  },
  ours: {
    authMode: 'no-auth',
    controllerIps: ADDRESSES,
    controllerDataIps: ADDRESSES,
    analyticsServers: ADDRESSES,
    orchestratorInfo: { ...ORCHESTRATOR_INFO, cloudOrchestrators: ['kubernetes'] },
    agentsInfo: {
      clusters: { k8s: { podSubnets: '10.32.0.0/12', kubernetesWorkers: WORKERS } },
    },
  },
};
/** What a Python master takes of the plain controller. */
export const HEARD_OF_PLAIN: JsonMap = {
  controller_ips: ADDRESSES,
  controller_data_ips: ADDRESSES,
  analytics_servers: ADDRESSES,
  orchestrator_info: coi,
  auth_info: null,
  maintenance: null,
  ziu: null,
};

export const AUTH: string =
  '{"keystone_protocol": "https", "keystone_ip": "10.0.12.122", "keystone_public_port": "5000", "keystone_admin_user": "admin", "keystone_admin_password": "...", "keystone_admin_tenant": "admin", "keystone_api_version": 3, "keystone_api_suffix": "v3", "keystone_api_tokens": "v3/auth/tokens", "keystone_user_domain_name": "admin_domain", "keystone_project_domain_name": "admin_domain", "keystone_project_name": "admin", "keystone_ssl_ca": null, "keystone_region": "RegionOne"}';
const auth: JsonMap = JSON.parse(AUTH);
const authInfo = {
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
const hybrid: JsonMap = {
  ...coi,
  cloud_orchestrators: ['openstack', 'kubernetes'],
  cloud_orchestrator: 'openstack',
  metadata_shared_secret: 's3cret',
  compute_service_ip: '10.0.12.121',
};
const ourHybrid = {
  ...ORCHESTRATOR_INFO,
  cloudOrchestrator: 'openstack',
  cloudOrchestrators: ['openstack', 'kubernetes'],
  others: { metadata_shared_secret: 's3cret', compute_service_ip: '10.0.12.121' },
};
const hybridController: ControllerBag = {
  title: '(d) with OpenStack and Keystone v3',
  bag: {
    ...PLAIN_CONTROLLER.bag,
    'auth-mode': 'rbac',
    'orchestrator-info':
      '{"kube_manager_token": "T", "kubernetes_api_server": "10.0.12.20", "kubernetes_api_secure_port": "6443", "cloud_orchestrators": ["openstack", "kubernetes"], "cloud_orchestrator": "openstack", "metadata_shared_secret": "s3cret", "compute_service_ip": "10.0.12.121"}',
    'auth-info': AUTH,
  },
  python: {
    ...PLAIN_CONTROLLER.python,
    'auth-mode': 'rbac',
    'orchestrator-info': hybrid,
    'auth-info': auth,
  },
  ours: { ...PLAIN_CONTROLLER.ours, authMode: 'rbac', orchestratorInfo: ourHybrid, authInfo },
  heard: { orchestrator_info: hybrid, auth_info: auth },
};
const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';

export const CONTROLLERS: readonly ControllerBag[] = [
  PLAIN_CONTROLLER,
  {
    title: '(b) with the API server of the last master',
    bag: { ...PLAIN_CONTROLLER.bag, 'orchestrator-info': COI.replace('12.20', '12.22') },
    python: {
      ...PLAIN_CONTROLLER.python,
      'orchestrator-info': { ...coi, kubernetes_api_server: '10.0.12.22' },
    },
    ours: {
      ...PLAIN_CONTROLLER.ours,
      orchestratorInfo: {
        ...ORCHESTRATOR_INFO,
        kubernetesApiServer: '10.0.12.22',
        cloudOrchestrators: ['kubernetes'],
      },
    },
    heard: { orchestrator_info: { ...coi, kubernetes_api_server: '10.0.12.22' } },
  },
  hybridController,
  {
    ...hybridController,
    title: "(d) with Keystone's certificate, and TLS of its own",
    bag: {
      ...hybridController.bag,
      'auth-info': AUTH.replace(
        '"keystone_ssl_ca": null',
        `"keystone_ssl_ca": ${JSON.stringify(PEM)}`,
      ),
      'ssl-enabled': 'True',
      'ca-cert': PEM,
    },
    python: {
      ...hybridController.python,
      'auth-info': { ...auth, keystone_ssl_ca: PEM },
      'ssl-enabled': true,
      'ca-cert': PEM,
    },
    ours: {
      ...hybridController.ours,
      authInfo: { ...authInfo, keystoneSslCa: PEM },
      sslEnabled: true,
      caCertificate: PEM,
    },
    heard: { ...hybridController.heard, auth_info: { ...auth, keystone_ssl_ca: PEM } },
  },
  {
    title: '(f) stage 2 of an upgrade',
    bag: { ...PLAIN_CONTROLLER.bag, ziu: '2', ziu_done: '2' },
    python: { ...PLAIN_CONTROLLER.python, ziu: 2, ziu_done: 2 },
    ours: { ...PLAIN_CONTROLLER.ours, ziu: 2, ziuDone: 2 },
    heard: { ziu: 2 },
  },
  {
    title: '(f) stage 6, the last',
    bag: { ...PLAIN_CONTROLLER.bag, ziu: '6' },
    python: { ...PLAIN_CONTROLLER.python, ziu: 6, ziu_done: null },
    ours: { ...PLAIN_CONTROLLER.ours, ziu: 6 },
    heard: { ziu: 6 },
  },
  {
    title: '(g) in maintenance',
    bag: { ...PLAIN_CONTROLLER.bag, maintenance: 'issu' },
    python: { ...PLAIN_CONTROLLER.python, maintenance: 'issu' },
    ours: { ...PLAIN_CONTROLLER.ours, maintenance: 'issu' },
    heard: { maintenance: 'issu' },
  },
  {
    title: 'fewer controllers than the cluster needs, and no orchestrator yet',
    bag: {
      controller_ips: '[]',
      controller_data_ips: '[]',
      'analytics-server': '[]',
      'orchestrator-info': '{"cloud_orchestrators": [], "cloud_orchestrator": null}',
    },
    python: {
      addresses: [],
      'orchestrator-info': { cloud_orchestrators: [], cloud_orchestrator: null },
    },
    ours: {
      controllerIps: [],
      controllerDataIps: [],
      analyticsServers: [],
      orchestratorInfo: { cloudOrchestrators: [] },
    },
    heard: {
      controller_ips: [],
      controller_data_ips: [],
      analytics_servers: [],
      orchestrator_info: { cloud_orchestrators: [], cloud_orchestrator: null },
    },
  },
];
