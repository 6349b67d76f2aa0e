import { relationState } from '@reactive-charms/testing';
import type { UnitState } from '@reactive-charms/testing';
import {
  CONTROLLER_BAG,
  PLAIN_RELATIONS,
  plainLeader,
  runOn,
  sampleMachine,
  TOKEN,
} from './support/sample-charm.ts';

const ENV_FILE = '/etc/contrail/common_kubemanager.env';

describe('a plain deployment', () => {
  it('2.8(a) publishes from the first hook on what the Python charm does', async () => {
    const { state } = await runOn(sampleMachine(), 'config-changed', { state: plainLeader() });
    expect(state.leaderData).toEqual({
      cluster_info: '{"contrail-kubernetes-master/0": "10.0.12.20"}',
      kube_manager_token: TOKEN,
      kubernetes_workers: '["10.0.12.20", "10.0.12.30"]',
    });
    expect(state.relations['contrail-controller:2']?.published).toEqual({
      'unit-type': 'kubernetes',
      'orchestrator-info': `{"cloud_orchestrator": "kubernetes", "kube_manager_token": "${TOKEN}", "kubernetes_api_server": "10.0.12.20", "kubernetes_api_secure_port": "6443"}`,
      k8s_info: String.raw`{"pod_subnets": "10.32.0.0/12", "kubernetes_workers": "[\"10.0.12.20\", \"10.0.12.30\"]", "cluster_name": "k8s"}`,
    });
    expect(state.relations['contrail-kubernetes-config:3']?.published).toEqual({
      cluster_name: 'k8s',
      pod_subnets: '10.32.0.0/12',
      nested_mode: 'False',
      nested_mode_config: '{}',
    });
    expect(state.relations['kubernetes-master-cluster:0']?.published).toEqual({});
    expect(state.relations['kube-api-endpoint:1']?.published).toEqual({});
  });

  it('4.1 and 4.3 runs kube-manager from an env file that only root can read', async () => {
    const machine = sampleMachine();
    const { state } = await runOn(machine, 'config-changed', { state: plainLeader() });
    const env = state.files[ENV_FILE];
    expect(env?.mode).toBe(0o600);
    expect(env?.content.split('\n')).toEqual(
      expect.arrayContaining([`K8S_TOKEN=${TOKEN}`, 'KUBEMANAGER_NODES=10.0.12.20']),
    );
    expect(env?.content).toMatch(/^CONTROLLER_NODES=10.0.12.10\n[^]*[^\n]\n$/);
    const request = machine.engine.requests().get('contrail-kubernetes-master_kubemanager_1');
    expect(request?.body.Env).toContain(`K8S_TOKEN=${TOKEN}`);
    expect(machine.engine.changes).toContain('create contrail-kubernetes-master_node-init_1');
    expect(state.status).toEqual({ status: 'active', message: 'Unit is ready' });
  });

  it('changes nothing in a second hook', async () => {
    const machine = sampleMachine();
    const first = await runOn(machine, 'config-changed', { state: plainLeader() });
    machine.engine.exit('contrail-kubernetes-master_node-init_1', 0);
    const before = machine.engine.changes.length;
    const second = await runOn(machine, 'update-status', { state: first.state });
    expect(machine.engine.changes).toHaveLength(before);
    expect(second.state.files).toEqual(first.state.files);
    expect(second.calls.filter((call) => /^(?:relation|leader)-set/.test(call))).toEqual([]);
  });

  it('row 9: writes no token to the log', async () => {
    const { logLines } = await runOn(sampleMachine(), 'config-changed', { state: plainLeader() });
    expect(JSON.stringify(logLines)).not.toContain(TOKEN);
  });

  it('6 shows the version of the images', async () => {
    const machine = sampleMachine();
    machine.engine.push('opencontrailnightly/contrail-node-init:latest', {
      labels: { version: '21.4' },
    });
    const { state } = await runOn(machine, 'config-changed', { state: plainLeader() });
    expect(state.applicationVersion).toBe('21.4');
  });
});

describe('while something is missing', () => {
  it('5.1 row 3: is blocked without relations, in the install hook already', async () => {
    const { state, statusHistory } = await runOn(sampleMachine(), 'install', {
      state: plainLeader({ relations: {} }),
    });
    expect(statusHistory[0]).toEqual({ status: 'maintenance', message: 'Installing...' });
    expect(state.status).toEqual({
      status: 'blocked',
      message: 'Missing or incomplete relations: contrail-controller, kube-api-endpoint',
    });
  });

  it('5.1 row 5: waits for the token and asks again in the next hook', async () => {
    const machine = sampleMachine();
    const { '/snap/bin/kubectl': working, ...without } = machine.programs;
    const early = await runOn({ ...machine, programs: without }, 'install', {
      state: plainLeader(),
    });
    expect(early.state.status?.message).toBe(
      'Kube manager token is absent. Wait for token from kubectl run.',
    );
    expect(working).toBeDefined();
    const later = await runOn(machine, 'update-status', { state: early.state });
    expect(later.state.leaderData['kube_manager_token']).toBe(TOKEN);
    expect(later.state.status?.status).toBe('active');
  });

  it('3 asks for no token where it is not the leader', async () => {
    const state = plainLeader({ isLeader: false });
    const { programs } = await runOn(sampleMachine(), 'update-status', { state });
    expect(programs).toEqual([]);
  });

  it('5.3 shows that the container engine refuses, without failing', async () => {
    const machine = sampleMachine();
    machine.engine.setReachable(false);
    const { state } = await runOn(machine, 'config-changed', { state: plainLeader() });
    expect(state.status?.status).toBe('blocked');
  });

  it('5.3 gives kube-manager a moment to start', async () => {
    const machine = sampleMachine();
    let asked = 0;
    machine.programs['contrail-status'] = () => {
      asked += 1;
      const state = asked < 3 ? 'initializing' : 'active';
      return {
        code: 0,
        stdout: `{"pods": {"kubernetes": [{"kube-manager": "${state}"}]}}`,
        stderr: '',
      };
    };
    const { state } = await runOn(machine, 'config-changed', { state: plainLeader() });
    expect(state.status?.status).toBe('active');
  });
});

describe('malformed data', () => {
  const controllerSays = (bag: Readonly<Record<string, string>>): UnitState['relations'] => ({
    'contrail-controller:2': relationState('contrail-controller', {
      units: { 'contrail-controller/0': { ...CONTROLLER_BAG, ...bag } },
    }),
  });

  it('of the controller blocks the unit with the sentence, and leaves everything as it was', async () => {
    const machine = sampleMachine();
    const { state } = await runOn(machine, 'config-changed', { state: plainLeader() });
    const before = machine.engine.changes.length;
    const relations = { ...state.relations, ...controllerSays({ controller_ips: 'none' }) };
    const after = await runOn(machine, 'contrail-controller-relation-changed', {
      state: { ...state, relations },
      remoteUnit: 'contrail-controller/0',
    });
    expect(after.state.status).toEqual({
      status: 'blocked',
      message:
        'contrail-controller/0 publishes a malformed controller_ips in relation contrail-controller:2: expected JSON',
    });
    expect(after.state.files).toEqual(state.files);
    expect(machine.engine.changes).toHaveLength(before);
  });

  it('that is meant for agents does not matter', async () => {
    const machine = sampleMachine();
    const state = plainLeader();
    const relations = { ...state.relations, ...controllerSays({ 'agents-info': '{' }) };
    const after = await runOn(machine, 'config-changed', { state: { ...state, relations } });
    expect(after.state.status).toEqual({ status: 'active', message: 'Unit is ready' });
  });
});

describe('options', () => {
  it('row 17: a fault is shown, and the last good options stay in force', async () => {
    const machine = sampleMachine();
    const good = await runOn(machine, 'config-changed', { state: plainLeader() });
    const config = { ...good.state.config, pod_subnets: '10.40.0.0' };
    const bad = await runOn(machine, 'config-changed', { state: { ...good.state, config } });
    expect(bad.state.status?.status).toBe('blocked');
    expect(bad.state.status?.message).toContain('pod_subnets "10.40.0.0" is not a network');
    expect(bad.state.files[ENV_FILE]).toEqual(good.state.files[ENV_FILE]);
    expect(bad.state.relations).toEqual(good.state.relations);
  });

  it('reach nodes, controllers and containers', async () => {
    const machine = sampleMachine();
    const { state } = await runOn(machine, 'config-changed', { state: plainLeader() });
    const config = { ...state.config, pod_subnets: '10.40.0.0/12' };
    const after = await runOn(machine, 'config-changed', { state: { ...state, config } });
    const { relations, files } = after.state;
    expect(relations['contrail-kubernetes-config:3']?.published['pod_subnets']).toBe(
      '10.40.0.0/12',
    );
    expect(relations['contrail-controller:2']?.published['k8s_info']).toContain('10.40.0.0/12');
    expect(files[ENV_FILE]?.content).toContain('KUBERNETES_POD_SUBNETS=10.40.0.0/12');
    expect(machine.engine.changes).toContain('stop contrail-kubernetes-master_kubemanager_1');
  });

  it('row 18: nested_mode cannot change, and the unit says the way back', async () => {
    const machine = sampleMachine();
    const { state } = await runOn(machine, 'config-changed', { state: plainLeader() });
    const config = { ...state.config, nested_mode: true };
    const after = await runOn(machine, 'config-changed', { state: { ...state, config } });
    expect(after.state.status?.message).toContain('set it back to false');
  });

  it('row 3: nested mode needs no controller', async () => {
    const { 'contrail-controller:2': _gone, ...relations } = PLAIN_RELATIONS;
    const config = { nested_mode: true, nested_mode_config: '{"AUTH_MODE": "keystone"}' };
    const { state } = await runOn(sampleMachine(), 'config-changed', {
      state: plainLeader({ relations, config }),
    });
    expect(state.status).toEqual({ status: 'active', message: 'Unit is ready' });
    expect(state.files[ENV_FILE]?.content).toMatch(
      /^KUBEMANAGER_NESTED_MODE=1\nAUTH_MODE=keystone\n/,
    );
  });
});

describe('several masters', () => {
  const peers = relationState('contrail-kubernetes-master', {
    units: {
      'contrail-kubernetes-master/2': { 'unit-address': '10.0.12.22' },
      'contrail-kubernetes-master/1': { 'unit-address': '10.0.12.21' },
      'contrail-kubernetes-master/3': {},
    },
  });
  const relations = { ...PLAIN_RELATIONS, 'kubernetes-master-cluster:0': peers } as const;

  it('2.8(b) know each other', async () => {
    const { state } = await runOn(sampleMachine(), 'config-changed', {
      state: plainLeader({ relations }),
    });
    expect(state.leaderData['cluster_info']).toBe(
      '{"contrail-kubernetes-master/0": "10.0.12.20", "contrail-kubernetes-master/1": "10.0.12.21", "contrail-kubernetes-master/2": "10.0.12.22"}',
    );
    expect(state.relations['kubernetes-master-cluster:0']?.published).toEqual({
      'unit-address': '10.0.12.20',
    });
    expect(state.files[ENV_FILE]?.content).toContain(
      'KUBEMANAGER_NODES=10.0.12.20,10.0.12.21,10.0.12.22\n',
    );
  });

  it('row 2: publish the token and the workers from every unit', async () => {
    const leaderData = { kube_manager_token: TOKEN, kubernetes_workers: '["10.0.12.30"]' };
    const { state } = await runOn(sampleMachine(), 'leader-settings-changed', {
      state: plainLeader({ isLeader: false, relations, leaderData }),
    });
    const bag = state.relations['contrail-controller:2']?.published;
    expect(bag?.['orchestrator-info']).toContain(TOKEN);
    expect(bag?.['k8s_info']).toContain('10.0.12.30');
  });

  it('row 40: a leaving leader leaves the shared data as they are', async () => {
    const machine = sampleMachine();
    const before = await runOn(machine, 'config-changed', { state: plainLeader({ relations }) });
    const departed = await runOn(machine, 'kubernetes-master-cluster-relation-departed', {
      state: { ...before.state, relations: PLAIN_RELATIONS },
      remoteUnit: 'contrail-kubernetes-master/1',
      departingUnit: 'contrail-kubernetes-master/0',
    });
    expect(departed.state.leaderData).toEqual(before.state.leaderData);
    const nodeGone = await runOn(machine, 'contrail-kubernetes-config-relation-departed', {
      state: departed.state,
      remoteUnit: 'contrail-kubernetes-node/0',
      departingUnit: 'contrail-kubernetes-master/0',
    });
    expect(nodeGone.state.leaderData).toEqual(before.state.leaderData);
  });

  it('row 15: the leader drops a peer that left', async () => {
    const machine = sampleMachine();
    const before = await runOn(machine, 'config-changed', { state: plainLeader({ relations }) });
    const after = await runOn(machine, 'kubernetes-master-cluster-relation-departed', {
      state: { ...before.state, relations: PLAIN_RELATIONS },
      remoteUnit: 'contrail-kubernetes-master/1',
    });
    expect(after.state.leaderData['cluster_info']).toBe(
      '{"contrail-kubernetes-master/0": "10.0.12.20", "contrail-kubernetes-master/2": "10.0.12.22"}',
    );
  });
});

describe('certificates', () => {
  const related = (bag: Readonly<Record<string, string>>): ReturnType<typeof plainLeader> =>
    plainLeader({
      relations: {
        ...PLAIN_RELATIONS,
        'tls-certificates:9': relationState('easyrsa', { units: { 'easyrsa/0': bag } }),
      },
    });

  it('2.8(e) are requested, and row 3 shows that they are missing', async () => {
    const { state } = await runOn(sampleMachine(), 'config-changed', { state: related({}) });
    expect(state.relations['tls-certificates:9']?.published).toEqual({
      unit_name: 'contrail-kubernetes-master_0',
      common_name: 'juju-0',
      certificate_name: 'juju-0',
      sans: '["juju-0", "10.0.12.20", "127.0.0.1"]',
    });
    expect(state.status?.message).toBe('Missing or incomplete relations: tls-certificates');
  });

  it('4 reach files and environment', async () => {
    const bag = {
      ca: 'CA',
      'contrail-kubernetes-master_0.server.cert': 'CERT',
      'contrail-kubernetes-master_0.server.key': 'KEY',
    };
    const { state } = await runOn(sampleMachine(), 'config-changed', { state: related(bag) });
    expect(state.files[ENV_FILE]?.content).toContain('SSL_ENABLE=True');
    const key = state.files['/etc/contrail/ssl/kubernetes-master/private/server-privkey.pem'];
    expect(key).toEqual({ content: 'KEY', mode: 0o640 });
    expect(state.status?.status).toBe('active');
  });
});

describe('a keystone authority', () => {
  it('4 has a file of its own, and none when it is gone', async () => {
    const bag = {
      ...CONTROLLER_BAG,
      'auth-info': '{"keystone_ip": "10.0.12.122", "keystone_ssl_ca": "PEM"}',
    };
    const withBag = (units: Readonly<Record<string, string>>): typeof PLAIN_RELATIONS => ({
      ...PLAIN_RELATIONS,
      'contrail-controller:2': relationState('contrail-controller', {
        units: { 'contrail-controller/0': units },
      }),
    });
    const machine = sampleMachine();
    const path = '/etc/contrail/ssl/kubernetes-master/keystone-ca-cert.pem';
    const first = await runOn(machine, 'config-changed', {
      state: plainLeader({ relations: withBag(bag) }),
    });
    expect(first.state.files[path]).toEqual({ content: 'PEM', mode: 0o444 });
    const second = await runOn(machine, 'contrail-controller-relation-changed', {
      state: { ...first.state, relations: withBag(CONTROLLER_BAG) },
      remoteUnit: 'contrail-controller/0',
    });
    expect(second.state.files[path]).toBeUndefined();
  });
});

describe('the stop hook', () => {
  it('row 19: takes files and containers away, and is content when they are gone', async () => {
    const machine = sampleMachine();
    const { state } = await runOn(machine, 'config-changed', { state: plainLeader() });
    const stopped = await runOn(machine, 'stop', { state });
    expect(Object.keys(stopped.state.files)).toEqual(['/charm/files/logrotate']);
    expect(machine.engine.requests().size).toBe(0);
    const again = await runOn(machine, 'stop', { state: stopped.state });
    expect(again.error).toBeUndefined();
  });

  it('row 19: goes on when no container engine answers', async () => {
    const machine = sampleMachine();
    machine.engine.setReachable(false);
    const { error } = await runOn(machine, 'stop', { state: plainLeader({ relations: {} }) });
    expect(error).toBeUndefined();
  });
});
