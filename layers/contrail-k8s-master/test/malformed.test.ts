import { relationState } from '@reactive-charms/testing';
import type { HookOptions, HookOutcome, UnitState } from '@reactive-charms/testing';
import { CONTROLLER_BAG, plainLeader, runOn, sampleMachine } from './support/sample-charm.ts';
import type { Machine } from './support/sample-charm.ts';

type Relations = UnitState['relations'];

const CONTROLLER = 'contrail-controller/0';
const API = 'kubernetes-control-plane/0';
const PEER = 'contrail-kubernetes-master/1';

const GARBLED_API: Relations = {
  'kube-api-endpoint:1': relationState('kubernetes-control-plane', {
    units: { [API]: { hostname: '10.0.12.20', port: 'https' } },
  }),
};

const NEW_NODES: Relations = {
  'contrail-kubernetes-config:7': relationState('more-nodes', {
    units: { 'more-nodes/0': { 'private-address': '10.0.12.40' } },
  }),
};

const PEERS: Relations = {
  'kubernetes-master-cluster:0': relationState('contrail-kubernetes-master', {
    units: { [PEER]: { 'unit-address': '10.0.12.21', ziu_done: 'done' } },
  }),
};

let machine: Machine;
let running: UnitState;

beforeEach(async () => {
  machine = sampleMachine();
  const { state } = await runOn(machine, 'config-changed', { state: plainLeader() });
  running = state;
});

/** Runs a hook of the running unit, of which these relations are not as they were. */
async function runWith(
  relations: Relations,
  hook: string,
  event: HookOptions = {},
): Promise<HookOutcome> {
  const outcome = await runOn(machine, hook, {
    state: { ...running, relations: { ...running.relations, ...relations } },
    ...event,
  });
  running = outcome.state;
  return outcome;
}

describe('while the address of the Kubernetes API is malformed', () => {
  it('controllers and containers keep what they have', async () => {
    const { files, relations } = running;
    const { 'contrail-controller:2': told } = relations;
    const before = machine.engine.changes.length;
    await runWith(GARBLED_API, 'kube-api-endpoint-relation-changed', { remoteUnit: API });
    for (const hook of ['upgrade-charm', 'start', 'leader-elected', 'update-status']) {
      const { state } = await runWith({}, hook);
      expect(state.status?.message).toContain(`${API} publishes a malformed port`);
      expect(state.relations['contrail-controller:2']).toEqual(told);
      expect(state.files).toEqual(files);
    }
    expect(machine.engine.changes).toHaveLength(before);
  });

  it('new nodes and peers are told all the same what they need', async () => {
    await runWith(GARBLED_API, 'kube-api-endpoint-relation-changed', { remoteUnit: API });
    const joined = 'contrail-kubernetes-config-relation-joined';
    await runWith(NEW_NODES, joined, {
      relationId: 'contrail-kubernetes-config:7',
      remoteUnit: 'more-nodes/0',
    });
    const { state } = await runWith(PEERS, 'kubernetes-master-cluster-relation-joined', {
      remoteUnit: PEER,
    });
    const { relations, leaderData } = state;
    expect(relations['contrail-kubernetes-config:7']?.published).toEqual(
      relations['contrail-kubernetes-config:3']?.published,
    );
    expect(relations['kubernetes-master-cluster:0']?.published).toEqual({
      'unit-address': '10.0.12.20',
    });
    expect(leaderData['kubernetes_workers']).toContain('10.0.12.40');
    expect(leaderData['cluster_info']).toContain('10.0.12.21');
  });
});

it('the unit does not wait for containers that were started in an earlier hook', async () => {
  machine = { ...sampleMachine(), programs: { ...machine.programs } };
  machine.programs['contrail-status'] = () => ({ code: 1, stdout: '', stderr: '' });
  const slept = ({ programs }: HookOutcome): boolean => JSON.stringify(programs).includes('sleep');
  expect(slept(await runWith({}, 'update-status'))).toBe(true);
  const bag = { ...CONTROLLER_BAG, controller_data_ips: 'none' };
  const garbled = relationState('contrail-controller', { units: { [CONTROLLER]: bag } });
  const relations: Relations = { 'contrail-controller:2': garbled };
  const hook = 'contrail-controller-relation-changed';
  expect(slept(await runWith(relations, hook, { remoteUnit: CONTROLLER }))).toBe(false);
});

describe('malformed data that the charm has no use for', () => {
  it('is what peers say of an upgrade', async () => {
    const { state } = await runWith(PEERS, 'kubernetes-master-cluster-relation-changed', {
      remoteUnit: PEER,
    });
    expect(state.status?.status).toBe('active');
  });

  it('is certificates that it has not asked for', async () => {
    const bag = {
      ca: 'CA',
      'contrail-kubernetes-master_0.server.cert': 'CERT',
      'contrail-kubernetes-master_0.server.key': 'KEY',
      'contrail-kubernetes-master_0.processed_requests': '{',
    };
    const easyrsa = relationState('easyrsa', { units: { 'easyrsa/0': bag } });
    const relations: Relations = { 'tls-certificates:9': easyrsa };
    const { state } = await runWith(relations, 'tls-certificates-relation-changed', {
      remoteUnit: 'easyrsa/0',
    });
    expect(state.status?.status).toBe('active');
    expect(state.files['/etc/contrail/common_kubemanager.env']?.content).toContain(
      'SSL_ENABLE=True',
    );
  });
});
