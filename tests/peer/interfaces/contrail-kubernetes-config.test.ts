import { Provides, Requires } from '@reactive-charms/interface-contrail-kubernetes-config';
import type { ClusterConfig } from '@reactive-charms/interface-contrail-kubernetes-config';
import type { Databag } from '@reactive-charms/juju';
import type { JsonMap } from '@reactive-charms/reactive';
import * as fc from 'fast-check';
import { ourEnd, publishedBy } from './our-end.ts';
import { PythonCharm } from './python-charm.ts';
import { runs } from './seed.ts';

/** A Kubernetes master and a node, ours and Python's. */

const NESTED =
  '{"CONTROLLER_NODES": "10.0.12.20", "AUTH_MODE": "keystone", "KEYSTONE_AUTH_ADMIN_TENANT": "admin", "KEYSTONE_AUTH_ADMIN_USER": "admin", "KEYSTONE_AUTH_ADMIN_PASSWORD": "...", "KEYSTONE_AUTH_URL_VERSION": "/v2.0", "KEYSTONE_AUTH_HOST": "10.0.12.122", "KEYSTONE_AUTH_PROTO": "http", "KEYSTONE_AUTH_PUBLIC_PORT": "5000", "KEYSTONE_AUTH_REGION_NAME": "RegionOne", "KEYSTONE_AUTH_INSECURE": "True", "KUBERNESTES_NESTED_VROUTER_VIP": "10.10.10.5"}';
const variables: JsonMap = JSON.parse(NESTED);

/** What the operator has set, in Python's words and in ours, and what is in the databag then. */
const CLUSTERS: readonly {
  readonly title: string;
  readonly bag: Databag;
  readonly python: JsonMap;
  readonly ours: ClusterConfig;
  /** What a Python node copies. */
  readonly heard: JsonMap;
}[] = [
  {
    title: '(a) plain',
    bag: {
      cluster_name: 'k8s',
      pod_subnets: '10.32.0.0/12',
      nested_mode: 'False',
      nested_mode_config: '{}',
    },
    python: {
      cluster_name: 'k8s',
      pod_subnets: '10.32.0.0/12',
      nested_mode: false,
      nested_mode_config: '{}',
    },
    ours: {
      clusterName: 'k8s',
      podSubnets: '10.32.0.0/12',
      nestedMode: false,
      nestedModeConfig: '{}',
    },
    heard: {
      cluster_name: 'k8s',
      pod_subnets: '10.32.0.0/12',
      nested_mode: false,
      nested_mode_config: '{}',
      nested_variables: {},
    },
  },
  {
    title: '(c) nested',
    bag: {
      cluster_name: 'k8s',
      pod_subnets: '10.32.0.0/12',
      nested_mode: 'True',
      nested_mode_config: NESTED,
    },
    python: {
      cluster_name: 'k8s',
      pod_subnets: '10.32.0.0/12',
      nested_mode: true,
      nested_mode_config: NESTED,
    },
    ours: {
      clusterName: 'k8s',
      podSubnets: '10.32.0.0/12',
      nestedMode: true,
      nestedModeConfig: NESTED,
    },
    heard: {
      cluster_name: 'k8s',
      pod_subnets: '10.32.0.0/12',
      nested_mode: true,
      nested_mode_config: NESTED,
      nested_variables: variables,
    },
  },
  {
    title: 'without pod subnets and nested mode, which are None',
    bag: { cluster_name: 'k8s' },
    python: { cluster_name: 'k8s', pod_subnets: null, nested_mode: null, nested_mode_config: null },
    ours: { clusterName: 'k8s' },
    heard: { cluster_name: 'k8s' },
  },
];

let python: PythonCharm;
beforeAll(async () => {
  python = await PythonCharm.start();
});
afterAll(() => python.close());

const publish = async (...lives: readonly JsonMap[]): Promise<Databag> =>
  python.publishes(
    ...lives.map((values) => ({ does: 'contrail_kubernetes_config.publish_master', values })),
  );

function ourMaster(config: ClusterConfig): Databag {
  const end = ourEnd(Provides, {}, 'provides');
  end.publish(config);
  return publishedBy(end);
}

describe.each(CLUSTERS)('the databag of a master, $title', ({ bag, python: held, ours, heard }) => {
  it('is written by Python, and read by us as the typed values', async () => {
    const written = await publish(held);
    expect(written).toEqual(bag);
    const end = ourEnd(Requires, { 'contrail-kubernetes-master/0': written });
    expect(end.config).toEqual({ nestedMode: false, ...ours });
    expect(end.nestedVariables).toEqual(heard['nested_variables'] ?? {});
    expect(end.problems).toEqual([]);
  });

  it('is written by us, and read by a Python node as its values', async () => {
    const written = ourMaster(ours);
    expect(written).toEqual(bag);
    const bags = { 'contrail-kubernetes-master/0': written };
    expect(await python.reads({ does: 'contrail_kubernetes_config.read_masters' }, bags)).toEqual(
      heard,
    );
  });
});

it('a Python master takes back what became None, and we do not keep it', async () => {
  const [plain] = CLUSTERS;
  const written = await publish({ ...plain?.python }, { pod_subnets: null, cluster_name: 'other' });
  expect(ourEnd(Requires, { 'contrail-kubernetes-master/0': written }).config).toEqual({
    clusterName: 'other',
    nestedMode: false,
    nestedModeConfig: '{}',
  });
});

it('every boolean that YAML 1.1 knows is the same to a Python node and to ours', async () => {
  const words = ['yes', 'no', 'on', 'off', 'true', 'false'];
  const spellings = words.flatMap((word) => [
    word,
    word.toUpperCase(),
    `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`,
  ]);
  const nothing = ['null', 'Null', 'NULL', '~'];
  const texts = [...spellings, ...nothing];
  const read = await python.reads({ does: 'values.load_yaml', values: { texts } });
  const ours = texts.map(
    (text) => ourEnd(Requires, { 'master/0': { nested_mode: text } }).config?.nestedMode ?? null,
  );
  expect(ours).toEqual(read);
});

it('a Python node reads the variables of nested mode as ours does, whatever texts they are', async () => {
  const texts = fc.dictionary(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }));
  await fc.assert(
    fc.asyncProperty(texts, async (some) => {
      const written = ourMaster({ nestedModeConfig: JSON.stringify(some) });
      const bags = { 'contrail-kubernetes-master/0': written };
      const heard = await python.reads({ does: 'contrail_kubernetes_config.read_masters' }, bags);
      const ours = ourEnd(Requires, bags).nestedVariables;
      expect(heard).toMatchObject({ nested_variables: { ...ours } });
      expect(ours).toEqual(some);
    }),
    runs(40),
  );
});

it('a Python leader counts the nodes that ours counts, and None for those without an address', async () => {
  const nodes = {
    'contrail-kubernetes-node/0': { 'private-address': '10.0.12.20' },
    'contrail-kubernetes-node/1': { 'private-address': '10.0.12.30' },
    'contrail-kubernetes-node/2': {},
  };
  expect(await python.reads({ does: 'contrail_kubernetes_config.read_nodes' }, nodes)).toEqual([
    '10.0.12.20',
    '10.0.12.30',
    null,
  ]);
  expect(ourEnd(Provides, nodes, 'provides').nodeAddresses).toEqual(['10.0.12.20', '10.0.12.30']);
});
