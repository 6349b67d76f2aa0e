import fc from 'fast-check';
import { parse } from 'yaml';
import type { HookTools } from '../src/hook-tools.ts';
import { HookToolError } from '../src/tool-call.ts';
import type { ToolResult } from '../src/tool-call.ts';
import { answering, json, linesOf } from './support/answering-tools.ts';

describe('command lines', () => {
  it.each<[string, (tools: HookTools) => Promise<unknown>, unknown, string]>([
    ['configGet', (tools) => tools.configGet(), {}, 'config-get --format=json'],
    ['isLeader', (tools) => tools.isLeader(), true, 'is-leader --format=json'],
    ['leaderGet', (tools) => tools.leaderGet(), {}, 'leader-get --format=json'],
    ['leaderSet', (tools) => tools.leaderSet({ a: 'b', c: null }), '', 'leader-set a=b c='],
    ['relationIds', (tools) => tools.relationIds('db'), [], 'relation-ids --format=json db'],
    [
      'relationList',
      (tools) => tools.relationList('db:1'),
      [],
      'relation-list --format=json -r db:1',
    ],
    [
      'relationApplication',
      (tools) => tools.relationApplication('db:1'),
      'mysql',
      'relation-list --format=json --app -r db:1',
    ],
    [
      'relationGet of a unit',
      (tools) => tools.relationGet('db:1', 'mysql/0'),
      {},
      'relation-get --format=json -r db:1 - mysql/0',
    ],
    [
      'C23 relationGet of an application',
      (tools) => tools.relationGet('db:1', { application: 'mysql' }),
      {},
      'relation-get --format=json -r db:1 --app - mysql',
    ],
    [
      'relationSet',
      (tools) => tools.relationSet('db:1', { a: 'b' }),
      '',
      'relation-set -r db:1 --file -',
    ],
    [
      'relationSet for the application',
      (tools) => tools.relationSet('db:1', { a: 'b' }, { application: true }),
      '',
      'relation-set -r db:1 --app --file -',
    ],
    [
      'statusSet',
      (tools) => tools.statusSet('active', 'All is well'),
      '',
      'status-set active All is well',
    ],
    [
      'statusSet with a message that looks like a flag',
      (tools) => tools.statusSet('active', '--all is well'),
      '',
      'status-set -- active --all is well',
    ],
    [
      'applicationVersionSet',
      (tools) => tools.applicationVersionSet('1.2'),
      '',
      'application-version-set 1.2',
    ],
    [
      'privateAddress',
      (tools) => tools.privateAddress(),
      '10.0.0.1',
      'unit-get --format=json private-address',
    ],
    [
      'ingressAddress',
      (tools) => tools.ingressAddress('db'),
      '10.0.0.1',
      'network-get --format=json db --ingress-address',
    ],
    ['log', (tools) => tools.log('INFO', '-x'), '', 'juju-log --log-level INFO -- -x'],
    ['actionGet', (tools) => tools.actionGet(), {}, 'action-get --format=json'],
    ['actionSet', (tools) => tools.actionSet({ a: 'b' }), '', 'action-set a=b'],
    ['actionFail', (tools) => tools.actionFail('-x'), '', 'action-fail -- -x'],
    ['actionLog', (tools) => tools.actionLog('-x'), '', 'action-log -- -x'],
    [
      'applicationStatusSet',
      (tools) => tools.applicationStatusSet('waiting', 'for peers'),
      '',
      'status-set --application waiting for peers',
    ],
    [
      'applicationStatusSet with a message that looks like a flag',
      (tools) => tools.applicationStatusSet('active', '-1'),
      '',
      'status-set --application -- active -1',
    ],
    [
      'addMetric',
      (tools) => tools.addMetric({ users: 3, load: 0.5 }, {}),
      '',
      'add-metric users=3 load=0.5',
    ],
    [
      'addMetric with labels',
      (tools) => tools.addMetric({ users: 3 }, { zone: 'a', tier: 'web' }),
      '',
      'add-metric -l zone=a,tier=web users=3',
    ],
    ['openedPorts', (tools) => tools.openedPorts(), [], 'opened-ports --format=json'],
    ['C79 openPort', (tools) => tools.openPort('80/tcp'), '', 'open-port 80/tcp'],
    ['closePort', (tools) => tools.closePort('icmp'), '', 'close-port icmp'],
    ['C95 goalState', (tools) => tools.goalState(), {}, 'goal-state --format=json'],
    ['storageList', (tools) => tools.storageList(), [], 'storage-list --format=json'],
    [
      'C90 storageGet',
      (tools) => tools.storageGet('data/0'),
      { kind: 'filesystem', location: '/srv' },
      'storage-get --format=json -s data/0',
    ],
  ])('%s', async (_method, use, answer, line) => {
    const { tools, calls } = answering(json(answer));
    await use(tools);
    expect(linesOf(calls)).toEqual([line]);
  });

  it('say which of them hold secrets', async () => {
    const { tools, calls } = answering();
    await tools.leaderSet({ token: 'hunter2' });
    await tools.actionSet({ password: 'hunter2' });
    await tools.relationSet('db:1', { password: 'hunter2' });
    expect(calls.filter(({ secret }) => secret).map(({ tool }) => tool)).toEqual([
      'leader-set',
      'action-set',
    ]);
    expect(calls[2]?.args.join()).not.toContain('hunter2');
  });
});

describe('relation-set', () => {
  it('C29 C36 gives the changes on standard input, a removed key as an empty text', async () => {
    const { tools, calls } = answering();
    await tools.relationSet('db:1', { a: ' x ', b: null });
    expect(calls[0]?.stdin).toBe('{"a":" x ","b":""}');
  });

  it('C33 gives a YAML document with exactly these texts', async () => {
    const hard = fc.oneof(
      fc.string(),
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('1.50', 'null', 'yes', '\u0085', '\u2028', '\ufeff', '\u007f', '\t', '# a'),
    );
    const changes = fc.dictionary(
      hard,
      hard.filter((text) => text !== ''),
    );
    await fc.assert(
      fc.asyncProperty(changes, async (given) => {
        const { tools, calls } = answering();
        await tools.relationSet('db:1', given);
        const stdin = calls[0]?.stdin ?? '';
        expect(parse(stdin)).toEqual(given);
        // Characters that Go's YAML reader refuses or folds must not stand bare.
        expect(stdin).not.toMatch(/[\u007f-\u009f\u2028\u2029\ufeff]/);
      }),
    );
  });
});

describe('answers', () => {
  it('C4 options without a value are absent', async () => {
    const { tools } = answering(json({ port: 80, title: '', theme: null, debug: false }));
    expect(await tools.configGet()).toEqual({ port: 80, title: '', debug: false });
  });

  it.each([
    ['no text at all', ''],
    ['null', 'null\n'],
    ['an empty map', '{}\n'],
  ])('C25 %s is an empty databag', async (_case, stdout) => {
    expect(await answering({ stdout }).tools.leaderGet()).toEqual({});
    expect(await answering({ stdout }).tools.relationGet('db:1', 'a/0')).toEqual({});
  });

  it.each([
    ['C40 C42 an empty list', '[]\n'],
    ['null', 'null\n'],
  ])('%s is no relation and no unit', async (_case, stdout) => {
    expect(await answering({ stdout }).tools.relationIds('db')).toEqual([]);
    expect(await answering({ stdout }).tools.relationList('db:1')).toEqual([]);
  });

  it('C39 relation IDs come in the order of the tool', async () => {
    const { tools } = answering(json(['db:1', 'db:10', 'db:2']));
    expect(await tools.relationIds('db')).toEqual(['db:1', 'db:10', 'db:2']);
  });

  it('warnings beside an answer do not matter', async () => {
    const { tools } = answering({ ...json(true), stderr: 'WARNING the agent is slow\n' });
    expect(await tools.isLeader()).toBe(true);
  });

  it('keep keys such as __proto__ as they are', async () => {
    const { tools } = answering({ stdout: '{"__proto__": "a", "constructor": "b"}' });
    const bag = await tools.relationGet('db:1', 'a/0');
    expect(Object.entries(bag)).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
  });

  it.each<[string, (tools: HookTools) => Promise<unknown>, unknown, string]>([
    ['a list for a databag', (tools) => tools.relationGet('db:1', 'a/0'), ['hunter2'], 'a list'],
    [
      'a map within a databag',
      (tools) => tools.leaderGet(),
      { token: { value: 'hunter2' } },
      'leader-get answered a map, expected a text for key token',
    ],
    [
      'a list for an option',
      (tools) => tools.configGet(),
      { port: ['hunter2'] },
      'config-get answered a list, expected a scalar for option port',
    ],
    ['a text for a list', (tools) => tools.relationIds('db'), 'x', 'relation-ids answered a text'],
    [
      'a name that is no unit',
      (tools) => tools.relationList('db:1'),
      ['mysql'],
      'relation-list answered "mysql", which is no proper name',
    ],
    ['a number for a truth', (tools) => tools.isLeader(), 1, 'is-leader answered a number'],
    ['an empty address', (tools) => tools.privateAddress(), '', 'answered an empty text'],
    ['null for an address', (tools) => tools.privateAddress(), null, 'answered nothing'],
  ])('of the wrong kind are named without their content: %s', async (_case, use, answer, text) => {
    const { tools } = answering(json(answer));
    const error: unknown = await use(tools).catch((caught: unknown) => caught);
    expect(String(error)).toContain(text);
    expect(String(error)).not.toContain('hunter2');
  });

  it('that are not JSON are not quoted', async () => {
    const { tools } = answering({ stdout: 'token: hunter2\n' });
    await expect(tools.leaderGet()).rejects.toThrow(
      'leader-get answered 15 characters that are not JSON',
    );
  });
});

describe('a tool that fails', () => {
  it('is named with its code and what it said, never with its arguments', async () => {
    const { tools } = answering({ code: 1, stderr: 'ERROR cannot write leadership settings\n' });
    const error: unknown = await tools.leaderSet({ token: 'hunter2' }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(HookToolError);
    expect(error).toMatchObject({ tool: 'leader-set', code: 1 });
    expect(String(error)).toBe(
      'HookToolError: leader-set failed with exit code 1: ERROR cannot write leadership settings',
    );
  });

  it('is named even if it said nothing', async () => {
    await expect(answering({ code: 3 }).tools.isLeader()).rejects.toThrow(
      'is-leader failed with exit code 3: no message',
    );
  });
});

describe('Juju 4.0, which has no leader data', () => {
  it.each<[string, Partial<ToolResult>]>([
    ['no executable', { code: 127, stderr: 'leader-get is not on PATH' }],
    [
      'an agent that does not know it',
      { code: 1, stderr: 'ERROR bad request: unknown hook command: leader-get\n' },
    ],
    ['an older wording', { code: 1, stderr: 'ERROR bad request: unknown command: leader-get\n' }],
  ])('has none to read, and says what to do instead of sharing some: %s', async (_case, answer) => {
    expect(await answering(answer).tools.leaderGet()).toEqual({});
    await expect(answering(answer).tools.leaderSet({ a: 'b' })).rejects.toThrow(
      'this Juju has no leader settings (they ended with Juju 4.0), and the charm has no peer endpoint to share leader data by',
    );
  });

  it('is not mistaken for a tool that fails otherwise', async () => {
    const { tools } = answering({ code: 1, stderr: 'ERROR connection is shut down\n' });
    await expect(tools.leaderGet()).rejects.toThrow('connection is shut down');
    await expect(tools.leaderSet({ a: 'b' })).rejects.toThrow('connection is shut down');
  });
});

describe('juju-log', () => {
  it('cuts what is too long for a command line, between characters, and loses nothing', async () => {
    const { tools, calls } = answering();
    const message = '€😀'.repeat(50_000);
    await tools.log('DEBUG', message);
    const texts = calls.map(({ args }) => args.at(-1) ?? '');
    expect(texts.join('')).toBe(message);
    expect(texts.length).toBeGreaterThan(3);
    for (const text of texts) {
      expect(Buffer.byteLength(text)).toBeLessThan(131_072);
      expect(Buffer.from(text).toString()).toBe(text);
    }
  });

  it('sends an empty message too', async () => {
    const { tools, calls } = answering();
    await tools.log('INFO', '');
    expect(calls).toHaveLength(1);
  });
});
