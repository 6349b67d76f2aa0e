import { createMemoryEngine } from '@reactive-charms/container/testing';
import { relationState } from '@reactive-charms/testing';
import { MASTER_BAG, plainNode, relationsWith, runWith } from './support/sample-charm.ts';

const ENV_FILE = '/etc/contrail/common_cni.env';
const CONTAINER = 'contrail-kubernetes-node_vrouter-cni_1';

describe('a plain deployment', () => {
  it('2.8(a) tells the principal its subnets and its configuration file', async () => {
    const { state } = await runWith(createMemoryEngine(), 'config-changed', {
      state: plainNode(),
    });
    expect(state.relations['cni:1']?.published).toEqual({
      cidr: '10.32.0.0/12',
      'cni-conf-file': '/etc/cni/net.d/10-contrail.conf',
    });
    expect(state.relations['contrail-kubernetes-config:2']?.published).toEqual({});
    expect(state.status).toEqual({ status: 'active', message: 'Unit is ready' });
  });

  it('4.2 and 4.4 runs the container once from an env file that only root can read', async () => {
    const engine = createMemoryEngine();
    const { state } = await runWith(engine, 'config-changed', { state: plainNode() });
    expect(state.files[ENV_FILE]).toEqual({
      content: 'LOG_LEVEL=SYS_NOTICE\nLOG_DIR=/var/log\nKUBERNETES_CLUSTER_NAME=k8s\n',
      mode: 0o600,
    });
    expect(engine.requests().get(CONTAINER)?.body.Env).toEqual([
      'KUBERNETES_CLUSTER_NAME=k8s',
      'LOG_DIR=/var/log',
      'LOG_LEVEL=SYS_NOTICE',
    ]);
    engine.exit(CONTAINER, 0);
    const before = engine.changes.length;
    await runWith(engine, 'update-status', { state });
    expect(engine.changes).toHaveLength(before);
  });

  it('row 36: runs the container again when it is gone', async () => {
    const engine = createMemoryEngine();
    const { state } = await runWith(engine, 'config-changed', { state: plainNode() });
    await engine.removeContainer(CONTAINER);
    await runWith(engine, 'update-status', { state });
    expect(engine.requests().has(CONTAINER)).toBe(true);
  });
});

describe('while something is missing', () => {
  it('row 35: is blocked without relations and runs nothing', async () => {
    const engine = createMemoryEngine();
    const { state, statusHistory } = await runWith(engine, 'install', {
      state: plainNode({ relations: {} }),
    });
    expect(statusHistory[0]).toEqual({ status: 'maintenance', message: 'Installing...' });
    expect(state.status?.message).toBe(
      'Missing or incomplete relations: cni, contrail-kubernetes-config',
    );
    expect(engine.changes).toEqual([]);
  });

  it('row 35: tells the principal nothing before it knows the subnets', async () => {
    const { state } = await runWith(createMemoryEngine(), 'config-changed', {
      state: plainNode({ relations: relationsWith({}) }),
    });
    expect(state.relations['cni:1']?.published).toEqual({});
    expect(state.status?.status).toBe('waiting');
  });

  it('row 16: takes back what it told when the masters are gone', async () => {
    const engine = createMemoryEngine();
    const { state } = await runWith(engine, 'config-changed', { state: plainNode() });
    const relations = {
      ...state.relations,
      'contrail-kubernetes-config:2': relationState('contrail-kubernetes-master'),
    };
    const after = await runWith(engine, 'contrail-kubernetes-config-relation-departed', {
      state: { ...state, relations },
      remoteUnit: 'contrail-kubernetes-master/0',
    });
    expect(after.state.relations['cni:1']?.published).toEqual({});
  });
});

describe('changes', () => {
  it('of the subnets reach the principal', async () => {
    const engine = createMemoryEngine();
    const { state } = await runWith(engine, 'config-changed', { state: plainNode() });
    const { 'contrail-kubernetes-config:2': changed } = relationsWith({
      ...MASTER_BAG,
      pod_subnets: '10.40.0.0/12',
    });
    if (changed === undefined) throw new Error('the sample has no such relation');
    const after = await runWith(engine, 'contrail-kubernetes-config-relation-changed', {
      state: {
        ...state,
        relations: { ...state.relations, 'contrail-kubernetes-config:2': changed },
      },
      remoteUnit: 'contrail-kubernetes-master/0',
    });
    expect(after.state.relations['cni:1']?.published['cidr']).toBe('10.40.0.0/12');
  });

  it('row 17: a faulty log level is shown, and the last good one stays in force', async () => {
    const engine = createMemoryEngine();
    const { state } = await runWith(engine, 'config-changed', { state: plainNode() });
    const config = { ...state.config, 'log-level': 'LOUD' };
    const after = await runWith(engine, 'config-changed', { state: { ...state, config } });
    expect(after.state.status?.message).toContain('log-level "LOUD" is not one of');
    expect(after.state.files[ENV_FILE]?.content).toContain('LOG_LEVEL=SYS_NOTICE');
  });
});

describe('malformed data of a master', () => {
  it('blocks the unit with the sentence, and leaves everything as it was', async () => {
    const engine = createMemoryEngine();
    const { state } = await runWith(engine, 'config-changed', { state: plainNode() });
    const before = engine.changes.length;
    const { 'cni:1': _, ...garbled } = relationsWith({ ...MASTER_BAG, nested_mode: 'perhaps' });
    const after = await runWith(engine, 'contrail-kubernetes-config-relation-changed', {
      state: { ...state, relations: { ...state.relations, ...garbled } },
      remoteUnit: 'contrail-kubernetes-master/0',
    });
    expect(after.state.status).toEqual({
      status: 'blocked',
      message:
        'contrail-kubernetes-master/0 publishes a malformed nested_mode in relation contrail-kubernetes-config:2: expected True or False',
    });
    expect(after.state.relations['cni:1']?.published['cidr']).toBe('10.32.0.0/12');
    expect(engine.changes).toHaveLength(before);
    const mended = await runWith(engine, 'contrail-kubernetes-config-relation-changed', {
      state: { ...after.state, relations: { ...state.relations } },
      remoteUnit: 'contrail-kubernetes-master/0',
    });
    expect(mended.state.status).toEqual({ status: 'active', message: 'Unit is ready' });
  });
});

describe('leaving', () => {
  it('row 16: takes back what the principal was told', async () => {
    const engine = createMemoryEngine();
    const { state } = await runWith(engine, 'config-changed', { state: plainNode() });
    const after = await runWith(engine, 'cni-relation-departed', {
      state,
      remoteUnit: 'kubernetes-worker/0',
      departingUnit: 'contrail-kubernetes-node/0',
    });
    expect(after.state.relations['cni:1']?.published).toEqual({});
  });

  it('row 19: takes files and containers away, and is content when they are gone', async () => {
    const engine = createMemoryEngine();
    const { state } = await runWith(engine, 'config-changed', { state: plainNode() });
    const stopped = await runWith(engine, 'stop', { state });
    expect(Object.keys(stopped.state.files)).toEqual(['/charm/files/logrotate']);
    expect(engine.requests().size).toBe(0);
    await runWith(engine, 'stop', { state: stopped.state });
  });
});
