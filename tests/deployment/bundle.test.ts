import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSession, requestUpdateStatus } from '../../emulator/src/index.ts';
import { findLeaks, watchCommandLines } from '../support/secrecy.ts';
import type { CommandLines } from '../support/secrecy.ts';
import { CNI_ENV, kubemanagerEnv, parseBag, parseEnv } from './support/contract.ts';
import type { Cluster } from './support/contract.ts';
import { prepareBundle, REGISTRY_PASSWORD } from './support/contrail-bundle.ts';
import { contrailModel, MASTER, MASTER_ENV, NODE, NODE_ENV } from './support/contrail-model.ts';
import type { ContrailModel } from './support/contrail-model.ts';
import { machineContainers, masterContainers, NODE_CONTAINERS } from './support/containers.ts';

/** One deployment, to which things happen in the order of this file. */

const KEYSTONE_PASSWORD = 'planted-keystone-password';

jest.setTimeout(240_000);

let folder = '';
let model: ContrailModel;
let commandLines: CommandLines;
let cluster: Cluster;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bundle-'));
  model = contrailModel(join(folder, 'model'), folder);
  const deploy = await prepareBundle(folder);
  commandLines = watchCommandLines();
  await model.juju('deploy', ...deploy);
  cluster = {
    token: (await model.leaderData())['kube_manager_token'] ?? '',
    podSubnets: '10.32.0.0/12',
    masters: { [`${MASTER}/0`]: '10.0.12.20' },
    workers: ['10.0.12.20', '10.0.12.30'],
  };
});

afterAll(async () => {
  commandLines.stop();
  await model.run('destroy-model', '--no-prompt');
  await rm(folder, { recursive: true, force: true });
});

describe('the bundle, once settled', () => {
  it('has every unit active and idle', async () => {
    const units = await model.units();
    expect(Object.keys(units)).toHaveLength(6);
    expect(await model.unsettled()).toEqual([]);
  });

  it('has the databags of contract section 2.8(a) on both sides of every relation', async () => {
    expect(cluster.token).toMatch(/^[\w-]{32}$/);
    await model.expectDatabags(cluster);
    const principal = await model.relations('kubernetes-control-plane/0');
    const api = { hostname: '10.0.12.20', port: '6443' };
    expect(principal['kube-api-endpoint']?.map(({ local }) => local)).toEqual([api, api]);
    expect(principal['cni']?.[0]?.local).toEqual({ is_master: 'True' });
    const worker = await model.relations('kubernetes-worker/0');
    const kubelet = { is_master: 'False', kubeconfig_path: '/root/cdk/kubeconfig' };
    expect(worker['cni']?.[0]?.local).toEqual(kubelet);
    const master = await model.relations(`${MASTER}/0`);
    expect(master['kube-api-endpoint']?.[0]?.local).toEqual({});
    // While a master is alone it has nobody to tell its address to.
    expect(master['kubernetes-master-cluster']?.[0]).toMatchObject({ local: {}, remote: {} });
  });

  it('shows the same by show-unit, and what the leader shares by exec', async () => {
    const text = await model.quietly('show-unit', `${NODE}/0`, '--format', 'json');
    expect(text).toContain('"cni-conf-file":"/etc/cni/net.d/10-contrail.conf"');
    await expectSharedData();
  });

  it('has the env files of contract sections 4.1 and 4.2, for root only', async () => {
    await model.expectMasterFiles(cluster);
    for (const machine of ['1', '2']) {
      const file = await model.file(machine, NODE_ENV);
      expect(file?.mode).toBe(0o600);
      expect(parseEnv(file?.text ?? '')).toEqual(CNI_ENV);
    }
  });

  it('has the containers of contract sections 4.3 and 4.4', async () => {
    const worker = await model.nodeOn('2');
    const found = await machineContainers(model, [`${MASTER}/0`, worker]);
    expect(found[`${MASTER}/0`]).toEqual({
      ...masterContainers(kubemanagerEnv(cluster, '10.0.12.20')),
      ...NODE_CONTAINERS,
    });
    expect(found[worker]).toEqual(NODE_CONTAINERS);
  });

  it('has run the hooks of a leader and of a follower in the order of contract juju.md 3.1', async () => {
    const endpoints = [
      'contrail-controller',
      'contrail-kubernetes-config',
      'kube-api-endpoint',
      'kubernetes-master-cluster',
    ];
    const leader = await model.hooksOf(`${MASTER}/0`);
    expectStart(leader, { endpoints, leadership: 'leader-elected' });
    const nodes = Object.entries(await model.units()).filter(([name]) => name.startsWith(NODE));
    const [follower = ''] = nodes.find(([, { isLeader }]) => !isLeader) ?? [];
    expectStart(await model.hooksOf(follower), {
      endpoints: ['cni', 'contrail-kubernetes-config'],
      leadership: 'leader-settings-changed',
    });
    for (const endpoint of endpoints.slice(0, 3)) {
      const of = leader.filter((hook) => hook.startsWith(`${endpoint}-relation-`));
      expect(of.slice(0, 3).map((hook) => hook.split('-').at(-1))).toEqual([
        'created',
        'joined',
        'changed',
      ]);
    }
  });

  it('asks Juju for nothing but leadership in an update-status in which nothing is new', async () => {
    const calls = new Map<string, Readonly<Record<string, number>>>();
    const session = await openSession({
      directory: model.directory,
      onEvent: (event) => {
        if (event.kind === 'hook-finished') calls.set(event.unit, event.toolCalls);
      },
    });
    // The first reads back once what the hook before it has published.
    for (let round = 0; round < 2; round += 1) {
      const units = Object.values(session.model.units).map(({ name }) => name);
      session.update(requestUpdateStatus(units.filter((name) => name.startsWith('contrail-kub'))));
      await session.settle();
      const counts = [...calls.values()].map((made) => Object.values(made).length);
      expect(Math.max(...counts)).toBeLessThanOrEqual(3);
    }
    await session.close();
    expect([...calls.values()]).toEqual(Array.from({ length: 3 }, () => ({ 'is-leader': 1 })));
  });
});

describe('an option', () => {
  it("reaches the nodes' cni data, the controller and the environment of kube-manager", async () => {
    await model.juju('config', MASTER, 'pod_subnets=10.40.0.0/12');
    cluster = { ...cluster, podSubnets: '10.40.0.0/12' };
    await model.expectDatabags(cluster);
    await model.expectMasterFiles(cluster);
    const { [`${MASTER}/0`]: found } = await machineContainers(model, [`${MASTER}/0`]);
    expect(found?.[`${MASTER}_kubemanager_1`]).toMatchObject({
      state: 'running',
      environment: { KUBERNETES_POD_SUBNETS: '10.40.0.0/12' },
    });
    expect(await model.unsettled()).toEqual([]);
  });

  it('with a fault blocks with its name and the fault, and leaves what was good in force', async () => {
    const before = await model.file('1', MASTER_ENV);
    const options = {
      pod_subnets: '10.50.0.0/33',
      nested_mode_config: `{"KEYSTONE_AUTH_ADMIN_PASSWORD": "${KEYSTONE_PASSWORD}`,
    };
    const file = join(folder, 'options.json');
    await writeFile(file, JSON.stringify({ [MASTER]: options }), { mode: 0o600 });
    await model.juju('config', MASTER, '--file', file);
    const { [`${MASTER}/0`]: master } = await model.units();
    expect(master?.workload).toBe('blocked');
    expect(master?.message).toMatch(/pod_subnets .*10\.50\.0\.0\/33/);
    expect(master?.message).toMatch(/nested_mode_config/);
    expect(master?.message).not.toContain(KEYSTONE_PASSWORD);
    expect(await model.file('1', MASTER_ENV)).toEqual(before);
    await model.expectDatabags(cluster);
  });

  it('that is reset heals the unit', async () => {
    await model.juju('config', MASTER, '--reset', 'pod_subnets,nested_mode_config');
    cluster = { ...cluster, podSubnets: '10.32.0.0/12' };
    expect(await model.unsettled()).toEqual([]);
    await model.expectDatabags(cluster);
    await model.expectMasterFiles(cluster);
  });
});

describe('a relation that is removed', () => {
  const cni = [`${NODE}:cni`, 'kubernetes-worker:cni'];
  const controller = [`${MASTER}:contrail-controller`, 'contrail-controller:contrail-controller'];

  it('leaves neither a unit nor its files, containers and addresses behind', async () => {
    const engine = 'kubernetes-worker/0';
    await model.juju('remove-relation', ...cni);
    cluster = { ...cluster, workers: ['10.0.12.20'] };
    expect(Object.keys(await model.units()).filter((it) => it.startsWith(NODE))).toHaveLength(1);
    expect((await machineContainers(model, [engine]))[engine]).toEqual({});
    for (const path of [NODE_ENV, '/etc/logrotate.d/contrail']) {
      expect(await model.file('2', path)).toBeUndefined();
    }
    expect(existsSync(model.path('2', `/var/lib/juju/agents/unit-${NODE}-1`))).toBe(false);
    await model.expectDatabags(cluster);
    expect(parseBag(await model.leaderData())).toMatchObject({
      kubernetes_workers: ['10.0.12.20'],
    });
  });

  it('blocks a master without controller, which keeps its containers', async () => {
    await model.juju('remove-relation', ...controller);
    const units = await model.units();
    expect(units[`${MASTER}/0`]).toMatchObject({
      workload: 'blocked',
      message: 'Missing or incomplete relations: contrail-controller',
    });
    await model.expectMasterFiles(cluster);
    const { [`${MASTER}/0`]: found } = await machineContainers(model, [`${MASTER}/0`]);
    expect(found?.[`${MASTER}_kubemanager_1`]?.state).toBe('running');
  });

  it('comes to the same state again when it is made again', async () => {
    await model.juju('integrate', ...controller);
    await model.juju('integrate', ...cni);
    cluster = { ...cluster, workers: ['10.0.12.20', '10.0.12.30'] };
    expect(await model.unsettled()).toEqual([]);
    await model.expectDatabags(cluster);
    await model.expectMasterFiles(cluster);
    expect(parseEnv((await model.file('2', NODE_ENV))?.text ?? '')).toEqual(CNI_ENV);
  });
});

describe('three masters', () => {
  beforeAll(async () => {
    await model.juju('add-unit', 'kubernetes-control-plane', '-n', '2');
    const units = await model.units();
    const second = units[`${MASTER}/1`]?.machine === '3' ? '10.0.12.40' : '10.0.12.50';
    cluster = {
      ...cluster,
      masters: {
        ...cluster.masters,
        [`${MASTER}/1`]: second,
        [`${MASTER}/2`]: second === '10.0.12.40' ? '10.0.12.50' : '10.0.12.40',
      },
      workers: [...cluster.workers, '10.0.12.40', '10.0.12.50'],
    };
  });

  it('are active, share one token and know each other', async () => {
    expect(await model.unsettled()).toEqual([]);
    await expectSharedData();
    await model.expectMasterFiles(cluster);
  });

  it('all publish the same to nodes and controllers, as rows 2 and 14 of section 7 ask for', async () => {
    await model.expectDatabags(cluster);
    const peers = (await model.relations(`${MASTER}/1`))['kubernetes-master-cluster']?.[0];
    const bags = Object.entries({ ...peers?.remote, [`${MASTER}/1`]: peers?.local });
    expect(Object.fromEntries(bags.map(([unit, bag]) => [unit, bag?.['unit-address']]))).toEqual(
      cluster.masters,
    );
  });

  it('become two without a trace of the leader that leaves with its principal', async () => {
    await model.juju('remove-unit', 'kubernetes-control-plane/0');
    const { [`${MASTER}/0`]: gone, ...masters } = cluster.masters;
    const workers = cluster.workers.filter((address) => address !== gone);
    cluster = { ...cluster, masters, workers };
    expect(await model.unsettled()).toEqual([]);
    await expectSharedData();
    await model.expectDatabags(cluster);
    await model.expectMasterFiles(cluster);
    expect(existsSync(model.path('1', '/'))).toBe(false);
    const engine = await readFile(join(model.directory, 'containers.json'), 'utf8');
    expect(engine).toContain('KUBEMANAGER_NODES=10.0.12.40,10.0.12.50');
    expect(engine).not.toContain(gone);
  });

  it('take everything off their machines when they go, and the nodes say what they miss', async () => {
    const principal = 'kubernetes-control-plane:kube-api-endpoint';
    await model.juju('remove-relation', `${MASTER}:kube-api-endpoint`, principal);
    const units = await model.units();
    expect(Object.keys(units).filter((name) => name.startsWith(MASTER))).toEqual([]);
    const node = await model.nodeOn('3');
    expect(await model.file('3', MASTER_ENV)).toBeUndefined();
    expect(existsSync(model.path('3', '/etc/contrail/ssl/kubernetes-master'))).toBe(false);
    expect((await machineContainers(model, [node]))[node]).toEqual(NODE_CONTAINERS);
    expect(units[node]).toMatchObject({
      workload: 'blocked',
      message: 'Missing or incomplete relations: contrail-kubernetes-config',
    });
    const { cni = [] } = await model.relations(node);
    expect(cni.map(({ local }) => local)).toEqual(cni.map(() => ({})));
  });
});

describe('secrets', () => {
  it('are in no output, log, command line, or file that others may read', async () => {
    const secrets = [
      cluster.token,
      Buffer.from(cluster.token).toString('base64'),
      REGISTRY_PASSWORD,
      KEYSTONE_PASSWORD,
    ];
    const log = await model.juju('debug-log', '--replay', '--level', 'TRACE');
    expect(log.split('\n').length).toBeGreaterThan(1000);
    const lines = [...commandLines.seen];
    expect(lines.some((line) => line.includes('charm.cjs'))).toBe(true);
    const texts = [
      ...model.transcript,
      ...lines,
      await readFile(join(model.directory, 'logs/all.jsonl'), 'utf8'),
    ];
    expect(secrets.filter((secret) => texts.some((text) => text.includes(secret)))).toEqual([]);
    expect(await findLeaks(model.directory, secrets)).toEqual([]);
    // The search does find what is there.
    const planted = join(model.directory, 'planted');
    await writeFile(planted, `token: ${cluster.token}\n`);
    expect(await findLeaks(model.directory, secrets)).toEqual([planted]);
  });
});

/** Claims that the leader shares the cluster as it is, and nothing else. */
async function expectSharedData(): Promise<void> {
  expect(parseBag(await model.leaderData())).toEqual({
    cluster_info: cluster.masters,
    kube_manager_token: cluster.token,
    kubernetes_workers: cluster.workers,
  });
}

/** Claims the order in which hooks begin: section 3.1 of contract juju.md. */
function expectStart(
  hooks: readonly string[],
  { endpoints, leadership }: { endpoints: readonly string[]; leadership: string },
): void {
  const created = hooks.slice(1, 1 + endpoints.length).sort();
  const after = hooks.slice(1 + endpoints.length, 4 + endpoints.length);
  expect([hooks[0], ...created, ...after]).toEqual([
    'install',
    ...endpoints.map((endpoint) => `${endpoint}-relation-created`),
    leadership,
    'config-changed',
    'start',
  ]);
}
