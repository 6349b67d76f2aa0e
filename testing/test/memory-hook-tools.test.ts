import type { HookTools } from '@reactive-charms/juju';
import {
  createMemoryHookTools,
  freshUnit,
  relationState,
  secretState,
} from '@reactive-charms/testing';
import type { MemoryHookTools, UnitState } from '@reactive-charms/testing';

const URI = 'secret:9m4e2mr0ui3e8a215n4g';

function toolsOf(more: Partial<UnitState> = {}): MemoryHookTools {
  return createMemoryHookTools(freshUnit('wordpress/0', more));
}

describe('what a failed hook leaves behind', () => {
  it('C28 status, leader data and version stay; databags, ports, secrets and state do not', async () => {
    const relations = { 'db:1': relationState('mysql') };
    const tools = toolsOf({ isLeader: true, relations });
    await tools.relationSet('db:1', { a: 'b' });
    await tools.openPort('80/tcp');
    await tools.secretAdd({ token: 'a' }, {});
    await tools.stateSet({ key: 'value' });
    await tools.statusSet('waiting', 'for mysql');
    await tools.applicationStatusSet('waiting', 'for mysql');
    await tools.applicationVersionSet('1.0');
    await tools.leaderSet({ password: 'p' });
    expect(tools.state()).toMatchObject({
      relations: { 'db:1': { published: { a: 'b' } } },
      openPorts: ['80/tcp'],
      controllerState: { key: 'value' },
      status: { status: 'waiting' },
    });
    expect(tools.stateAfterFailure()).toEqual(
      freshUnit('wordpress/0', {
        isLeader: true,
        relations,
        status: { status: 'waiting', message: 'for mysql' },
        applicationStatus: { status: 'waiting', message: 'for mysql' },
        applicationVersion: '1.0',
        leaderData: { password: 'p' },
      }),
    );
  });

  it('C27 C93 the hook itself sees what it wrote', async () => {
    const tools = toolsOf({ relations: { 'db:1': relationState('mysql') } });
    await tools.relationSet('db:1', { a: 'b' });
    await tools.stateSet({ a: '', b: 'c' });
    await tools.stateSet({ b: null });
    expect(await tools.relationGet('db:1', 'wordpress/0')).toEqual({ a: 'b' });
    expect(await tools.stateGet()).toEqual({ a: '' });
  });

  it('C102 which revision of a secret is read stays too', async () => {
    const secret = secretState({ key: '1' }, { revisions: { 1: { key: '1' }, 2: { key: '2' } } });
    const tools = toolsOf({ secrets: { [URI]: { ...secret, tracked: 1 } } });
    await tools.secretGet({ uri: URI }, 'refresh');
    expect(tools.stateAfterFailure().secrets?.[URI]?.tracked).toBe(2);
  });
});

describe('what Juju refuses', () => {
  const relations = { 'db:1': relationState('mysql'), 'cluster:0': relationState('wordpress') };
  const foreign = secretState({ token: 'a' }, { owner: 'other' });
  it.each<[string, (tools: HookTools) => Promise<unknown>, string]>([
    [
      'C14 a relation that is not there',
      (tools) => tools.relationGet('db:9', 'mysql/0'),
      'exit code 2: ERROR invalid value "db:9" for option -r: relation not found',
    ],
    ['C20 a unit that is not there', (tools) => tools.relationGet('db:1', 'bad/0'), 'exit code 1'],
    [
      "C26 a follower its own application's databag",
      (tools) => tools.relationGet('db:1', { application: 'wordpress' }),
      'ERROR permission denied',
    ],
    [
      'C37 a follower what only the leader writes',
      (tools) => tools.relationSet('db:1', { a: 'b' }, { application: true }),
      'ERROR cannot write relation settings',
    ],
    [
      'leader data of a follower',
      (tools) => tools.leaderSet({ a: 'b' }),
      'cannot write leadership settings',
    ],
    [
      'C75 the status of the application from a follower',
      (tools) => tools.applicationStatusSet('active', ''),
      'ERROR this unit is not the leader',
    ],
    ['C66 parameters outside of an action', (tools) => tools.actionGet(), 'not running an action'],
    [
      'metrics outside of collect-metrics',
      (tools) => tools.addMetric({ users: 1 }, {}),
      'cannot record metric: metrics not allowed in this context',
    ],
    [
      'C80 a port of another protocol',
      (tools) => tools.openPort('80/foo'),
      'ERROR invalid protocol "foo", expected "tcp", "udp", or "icmp"',
    ],
    [
      'C81 a port that is in an open range',
      (tools) => tools.openPort('85/tcp'),
      'port range conflicts with 80-90/tcp (unit "wordpress/0")',
    ],
    [
      'C90 storage that is not attached',
      (tools) => tools.storageGet('data/7'),
      'exit code 2: ERROR invalid value "data/7" for option -s: storage not found',
    ],
    [
      'C94 a long key of state',
      (tools) => tools.stateSet({ ['k'.repeat(257)]: '' }),
      'max allowed key length (256) exceeded (257)',
    ],
    [
      'C94 a long value of state',
      (tools) => tools.stateSet({ key: 'v'.repeat(65_537) }),
      'max allowed value length (65536) exceeded (65537)',
    ],
    ['C97 a secret of nothing', (tools) => tools.secretAdd({}, { owner: 'unit' }), 'exit code 2'],
    [
      'C97 a short key of a secret',
      (tools) => tools.secretAdd({ ab: '1' }, { owner: 'unit' }),
      'ERROR key "ab" not valid',
    ],
    [
      "a follower the application's secret",
      (tools) => tools.secretAdd({ token: '1' }, {}),
      'ERROR this unit is not the leader',
    ],
  ])('%s', async (_what, use, text) => {
    const tools = toolsOf({ relations, openPorts: ['80-90/tcp'], secrets: { [URI]: foreign } });
    await expect(use(tools)).rejects.toThrow(text);
  });

  it('C26 but a follower may read what its leader shares among peers', async () => {
    const shared = relationState('wordpress', { publishedForApplication: { token: 'a' } });
    const tools = toolsOf({ relations: { 'cluster:0': shared } });
    expect(await tools.relationGet('cluster:0', { application: 'wordpress' })).toEqual({
      token: 'a',
    });
  });

  it.each<[string, string, (tools: HookTools) => Promise<unknown>]>([
    ['secret-get', '2.9.50', (tools) => tools.secretGet({ uri: URI })],
    ['add-metric', '3.6.11', (tools) => tools.addMetric({ users: 1 }, {})],
  ])('%s does not exist on Juju %s', async (tool, jujuVersion, use) => {
    const tools = createMemoryHookTools(freshUnit('wordpress/0', { isLeader: true }), {
      jujuVersion,
    });
    await expect(use(tools)).rejects.toMatchObject({ tool, isMissingTool: true });
  });

  it('leader data on Juju 4, and says where they went', async () => {
    const tools = createMemoryHookTools(freshUnit('wordpress/0', { isLeader: true }), {
      jujuVersion: '4.0.1',
    });
    await expect(tools.leaderSet({ a: 'b' })).rejects.toThrow('[LEADER_DATA_HOMELESS]');
    expect(await tools.leaderGet()).toEqual({});
  });

  it("a change of another application's secret, but at the end of the hook only", async () => {
    const tools = toolsOf({ secrets: { [URI]: foreign } });
    await tools.secretSet(URI, { token: 'b' }, {});
    expect(() => tools.state()).toThrow('permission denied');
  });

  it('R76 nearly everything in a restricted hook', async () => {
    const tools = createMemoryHookTools(freshUnit('wordpress/0'), {
      hook: 'collect-metrics',
      jujuVersion: '3.6.9',
    });
    await tools.addMetric({ users: 1 }, { zone: 'a' });
    await tools.log('INFO', 'counted');
    expect(tools.metrics).toEqual([{ values: { users: 1 }, labels: { zone: 'a' } }]);
    await expect(tools.configGet()).rejects.toThrow('not implemented for restricted context');
  });
});

describe('ports', () => {
  it('C79 C82 are listed by protocol and number', async () => {
    const openPorts = ['8080/udp', 'icmp', '80/tcp', '9-10/tcp'];
    expect(await toolsOf({ openPorts }).openedPorts()).toEqual([
      'icmp',
      '9-10/tcp',
      '80/tcp',
      '8080/udp',
    ]);
  });

  it.each([
    ['3.6.11', []],
    ['4.0.1', ['80/tcp']],
  ])('on Juju %s what this hook opens shows as %j', async (agentVersion, ports) => {
    const tools = toolsOf({ agentVersion });
    await tools.openPort('80');
    expect(await tools.openedPorts()).toEqual(ports);
    expect(tools.state().openPorts).toEqual(['80/tcp']);
  });

  it('C84 opened and closed in one hook are not open', async () => {
    const tools = toolsOf({ openPorts: ['22/tcp'] });
    await tools.openPort('80/tcp');
    await tools.closePort('80/tcp');
    expect(tools.state().openPorts).toEqual(['22/tcp']);
  });
});

describe('an action', () => {
  it('C65 C68 has parameters, and notes results, progress and failure', async () => {
    const parameters = { depth: 3 };
    const tools = createMemoryHookTools(freshUnit('wordpress/0'), { action: { parameters } });
    expect(await tools.actionGet()).toEqual(parameters);
    await tools.actionLog('half');
    await tools.actionSet({ 'size.bytes': '1', name: 'a' });
    await tools.actionSet({ name: 'b' });
    expect(tools.action.failure).toBeUndefined();
    await tools.actionFail('disk full');
    expect(tools.action).toMatchObject({
      results: { 'size.bytes': '1', name: 'b' },
      messages: ['half'],
      failure: 'disk full',
    });
  });

  it.each([
    ['C69', 'stdout', 'cannot set reserved action key "stdout"'],
    ['C70', 'Foo', 'key "Foo" must start and end with lowercase alphanumeric'],
  ])('%s has no result called %s', async (_row, key, text) => {
    const tools = createMemoryHookTools(freshUnit('wordpress/0'), { action: { parameters: {} } });
    await expect(tools.actionSet({ [key]: '1' })).rejects.toThrow(text);
  });
});
