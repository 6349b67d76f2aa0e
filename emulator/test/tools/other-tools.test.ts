import type { ActionRun, Purpose } from '../../src/tools/index.ts';
import type { Simulation } from '../support/simulation.ts';
import { createRun } from '../support/simulation.ts';
import { CHANGED, benchModel, callTools, describeRows } from '../support/tool-bench.ts';

const ACTION: ActionRun = {
  name: 'dump',
  id: '7',
  params: { a: { b: 1 } },
  results: {},
  failed: false,
  message: '',
  progress: [],
};

describeRows('arguments and answers', [
  { row: 'C66', call: 'action-get', code: 1, err: 'ERROR not running an action\n' },
  { row: 'C72', call: 'is-leader', out: 'True\n' },
  { row: 'C72', call: 'is-leader --format=json', out: 'true\n' },
  {
    row: 'C73',
    call: 'status-set foo',
    code: 2,
    err: 'ERROR invalid status "foo", expected one of [maintenance blocked waiting active]\n',
  },
  {
    row: 'C74',
    call: 'status-set',
    code: 2,
    err: 'ERROR invalid args, require <status> [message]\n',
  },
  { row: 'C80', call: 'open-port', code: 2, err: 'ERROR no port or range specified\n' },
  {
    row: 'C80',
    call: 'open-port 80/foo',
    code: 2,
    err: 'ERROR invalid protocol "foo", expected "tcp", "udp", or "icmp"\n',
  },
  {
    row: 'open-port',
    call: 'open-port x',
    code: 2,
    err: 'ERROR invalid port "x": strconv.Atoi: parsing "x": invalid syntax\n',
  },
  {
    row: 'open-port',
    call: 'open-port 90-80',
    code: 2,
    err: 'ERROR invalid port range 90-80/tcp\n',
  },
  { row: 'C82', call: 'opened-ports --format=json', out: '[]\n' },
  { row: 'C85', call: 'network-get', code: 2, err: 'ERROR no arguments specified\n' },
  { row: 'C85', call: "network-get ''", code: 2, err: 'ERROR no binding name specified\n' },
  {
    row: 'C85',
    call: 'network-get unknown',
    code: 1,
    err: 'ERROR no network config found for binding "unknown"\n',
  },
  { row: 'C86', call: 'network-get db --ingress-address', out: '10.0.12.10\n' },
  {
    row: 'C86',
    call: 'network-get db --ingress-address --bind-address',
    out: 'bind-address: 10.0.12.10\ningress-address: 10.0.12.10\n',
  },
  {
    row: 'C87',
    call: 'network-get db',
    out: [
      'bind-addresses:',
      '- mac-address: fa:16:0a:00:0c:0a',
      '  interface-name: eth0',
      '  addresses:',
      '  - hostname: ""',
      '    value: 10.0.12.10',
      '    cidr: 10.0.12.0/24',
      '    address: 10.0.12.10',
      '  macaddress: fa:16:0a:00:0c:0a',
      '  interfacename: eth0',
      'egress-subnets:',
      '- 10.0.12.10/32',
      'ingress-addresses:',
      '- 10.0.12.10',
      '',
    ].join('\n'),
  },
  {
    row: 'C87',
    call: 'network-get db --format=json',
    out: '{"bind-addresses":[{"mac-address":"fa:16:0a:00:0c:0a","interface-name":"eth0","addresses":[{"hostname":"","value":"10.0.12.10","cidr":"10.0.12.0/24"}]}],"egress-subnets":["10.0.12.10/32"],"ingress-addresses":["10.0.12.10"]}\n',
  },
  { row: 'C88', call: 'unit-get foo', code: 2, err: 'ERROR unknown setting "foo"\n' },
  { row: 'unit-get', call: 'unit-get private-address', out: '10.0.12.10\n' },
  { row: 'C89', call: 'resource-get', code: 2, err: 'ERROR missing required resource name\n' },
  { row: 'C90', call: 'storage-get', code: 2, err: 'ERROR no storage instance specified\n' },
  { row: 'C91', call: 'storage-list' },
  { row: 'C91', call: 'storage-list --format=json', out: '[]\n' },
  { row: 'C92', call: 'state-get k' },
  { row: 'C92', call: 'state-get k --format=json', out: '""\n' },
  { row: 'C92', call: 'state-get k --strict', code: 1, err: 'ERROR "k" not found\n' },
  { row: 'state-get', call: 'state-get --format=json', out: '{}\n' },
  {
    row: 'C95',
    call: 'goal-state --format=smart',
    code: 2,
    err: 'ERROR invalid value "smart" for option --format: unknown format "smart"\n',
  },
  {
    row: 'C95',
    call: 'goal-state',
    out: [
      'units:',
      '  u/0:',
      '    status: unknown',
      '    since: 2026-11-23 10:00:00Z',
      '  u/1:',
      '    status: unknown',
      '    since: 2026-11-23 10:00:00Z',
      'relations:',
      '  db:',
      '    app:',
      '      status: joined',
      '      since: 2026-11-23 10:00:00Z',
      '    app/0:',
      '      status: unknown',
      '      since: 2026-11-23 10:00:00Z',
      '',
    ].join('\n'),
  },
  {
    row: 'C101',
    call: 'secret-get',
    code: 2,
    err: 'ERROR require either a secret URI or label\n',
  },
  { row: 'C104', call: 'secret-ids --format=json', out: 'null\n' },
  { row: 'C106', call: 'juju-log', code: 2, err: 'ERROR no message specified\n' },
  {
    row: 'application-version-set',
    call: 'application-version-set',
    code: 2,
    err: 'ERROR no version specified\n',
  },
  { row: 'leader-get', call: 'leader-get a=b', code: 2, err: 'ERROR invalid key "a=b"\n' },
]);

describeRows(
  'a follower',
  [
    { row: 'C72', call: 'is-leader', out: 'False\n' },
    {
      row: 'C75',
      call: 'status-set --application active',
      code: 1,
      err: 'ERROR this unit is not the leader\n',
    },
    {
      row: 'leader-set',
      call: 'leader-set a=1',
      code: 1,
      err: 'ERROR cannot write leadership settings: cannot write settings: not the leader\n',
    },
    {
      row: 'status-get',
      call: 'status-get --application',
      code: 1,
      err: 'ERROR finding application status: this unit is not the leader\n',
    },
  ],
  { unit: 'u/1' },
);

describeRows(
  'an action',
  [
    { row: 'C67', call: 'action-get a.b', out: '1\n' },
    { row: 'C67', call: 'action-get a.x --format=json', out: 'null\n' },
    {
      row: 'C69',
      call: 'action-set stdout=x',
      code: 2,
      err: 'ERROR cannot set reserved action key "stdout"\n',
    },
    {
      row: 'C70',
      call: 'action-set foo',
      code: 2,
      err: 'ERROR argument "foo" must be of the form key...=value\n',
    },
  ],
  { purpose: { kind: 'action', action: ACTION } },
);

describe('status', () => {
  it('C76 prints the status, and the message with the data', () => {
    const { model } = benchModel();
    const set = 'status-set active ok';

    expect(callTools(model, {}, set, 'status-get').stdout).toBe('active\n');
    expect(callTools(model, {}, set, 'status-get --format=json').stdout).toBe(
      '{"status":"active"}\n',
    );
    expect(callTools(model, {}, set, 'status-get --include-data --format=json').stdout).toBe(
      '{"message":"ok","status":"active","status-data":{}}\n',
    );
  });

  it('C77 reads the same status in one hook, once it was read', () => {
    const { model } = benchModel();
    const [set, change] = ['status-set active', 'status-set blocked'];

    expect(callTools(model, {}, set, 'status-get', change, 'status-get').stdout).toBe('active\n');
    expect(callTools(model, {}, set, change, 'status-get').stdout).toBe('blocked\n');
  });

  it('shows the units of an application to its leader', () => {
    const { model } = benchModel();
    const outcome = callTools(
      model,
      {},
      'status-set --application active',
      'status-get --application --format=json',
    );

    expect(JSON.parse(outcome.stdout)).toEqual({
      'application-status': {
        status: 'active',
        units: { 'u/0': { status: 'unknown' }, 'u/1': { status: 'unknown' } },
      },
    });
  });
});

describe('leader settings', () => {
  it('C28 take effect at once and reach the followers', () => {
    const simulation = benchModel();
    const run = createRun(simulation.model, 'u/0', { kind: 'commands' });
    run.call('leader-set a=1 b=2');
    simulation.update(() => run.model);

    expect(simulation.settle()).toEqual(['u/1 leader-settings-changed']);
    expect(callTools(simulation.model, { unit: 'u/1' }, 'leader-get a').stdout).toBe('1\n');
  });
});

describe('ports', () => {
  const opened = (...calls: string[]): Simulation => {
    const simulation = benchModel();
    simulation.exec('u/0', calls);
    return simulation;
  };

  it('C79 C82 open with the commit, in the order of protocol and number', () => {
    const { model } = opened('open-port 8080/udp', 'open-port 80', 'open-port ICMP');

    expect(callTools(model, {}, 'opened-ports').stdout).toBe('icmp\n80/tcp\n8080/udp\n');
  });

  it('C81 refuse a range that overlaps another', () => {
    const { model } = opened('open-port 80-90/tcp');

    expect(callTools(model, {}, 'open-port 85')).toMatchObject({
      code: 1,
      stderr:
        'ERROR cannot open 85/tcp (unit "u/0"): port range conflicts with 80-90/tcp (unit "u/0")\n',
    });
    expect(callTools(model, {}, 'open-port 80-90/tcp').code).toBe(0);
  });

  it('C83 name the endpoints that they are open to', () => {
    const { model } = opened('open-port 80', 'open-port 81 --endpoints b,a');

    expect(callTools(model, {}, 'opened-ports --endpoints').stdout).toBe(
      '80/tcp (*)\n81/tcp (a, b)\n',
    );
  });

  it('C84 do not change when one hook opens and closes the same', () => {
    const { model } = opened('open-port 80', 'close-port 80');

    expect(model.units['u/0']?.ports).toEqual([]);
  });
});

describe('state', () => {
  it('C93 reads what the hook has set, and keeps it with the commit', () => {
    const simulation = benchModel();
    const [, read] = simulation.exec('u/0', ['state-set k=v', 'state-get k']);

    expect(read?.stdout).toBe('v\n');
    expect(simulation.model.units['u/0']?.state).toEqual({ k: 'v' });
  });

  it('finds no key that is not there', () => {
    const { model } = benchModel();

    expect(callTools(model, {}, 'state-get --strict constructor').code).toBe(1);
    expect(callTools(model, {}, 'leader-get constructor').stdout).toBe('');
  });

  it('C94 refuses long keys and values', () => {
    const { model } = benchModel();

    expect(callTools(model, {}, `state-set ${'k'.repeat(257)}=v`).code).toBe(1);
    expect(callTools(model, {}, `state-set k=${'v'.repeat(65_537)}`).code).toBe(1);
    expect(callTools(model, {}, `state-set ${'k'.repeat(256)}=${'v'.repeat(65_536)}`).code).toBe(0);
  });
});

describe('actions', () => {
  const purpose: Purpose = { kind: 'action', action: ACTION };

  it('C65 C71 nest their results and keep the reason of a failure', () => {
    const run = createRun(benchModel().model, 'u/0', purpose);
    run.call('action-set a.b=1 a.c=2');
    run.call('action-fail');

    expect(run.run.purpose).toMatchObject({
      action: {
        results: { a: { b: '1', c: '2' } },
        failed: true,
        message: 'action failed without reason given, check action for errors',
      },
    });
  });

  it('C68 print an empty map without parameters', () => {
    const empty: Purpose = { kind: 'action', action: { ...ACTION, params: {} } };

    expect(
      callTools(benchModel().model, { purpose: empty }, 'action-get --format=json').stdout,
    ).toBe('{}\n');
  });
});

describe('juju-log', () => {
  it('C106 writes one record, with the relation in front', () => {
    const purpose: Purpose = { kind: 'hook', hook: CHANGED };

    expect(callTools(benchModel().model, { purpose }, 'juju-log a b').log).toEqual([
      { level: 'INFO', message: 'db:1: a b' },
    ]);
  });

  it('C107 warns of a level that it does not know', () => {
    const { code, log } = callTools(benchModel().model, {}, 'juju-log -l NOPE x');

    expect(code).toBe(0);
    expect(log.map(({ level }) => level)).toEqual(['WARNING', 'INFO']);
  });
});
