import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readlink, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildForwarder } from '../../src/tool-server/build-forwarder.ts';
import { BadRequestError } from '../../src/tools/index.ts';
import { installTools, serveTools } from '../../src/tool-server/index.ts';
import type { ToolAnswer } from '../../src/tool-context.ts';
import type { ToolRun, ToolServer } from '../../src/tool-server/index.ts';
import { spawnTool } from './spawn-tool.ts';
import type { Outcome } from './spawn-tool.ts';

const hasCompiler = spawnSync('cc', ['--version']).status === 0;
const NAMES = ['is-leader', 'relation-set', 'juju-log', 'foo'];

describe.each([
  ['native', hasCompiler],
  ['node', true],
] as const)('%s forwarder', (kind, possible) => {
  const claim = possible ? it : it.skip;
  let folder = '';
  let server: ToolServer;
  let calls: ToolRun[] = [];
  let answer: (call: ToolRun) => Promise<ToolAnswer>;

  beforeAll(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'forwarder-')));
    if (!possible) return;
    await mkdir(join(folder, 'tools'));
    await buildForwarder(join(folder, 'tools'), kind);
    await installTools(join(folder, 'tools'), NAMES, { kind });
  });

  beforeEach(async () => {
    calls = [];
    answer = async () => ({ code: 0, stdout: '', stderr: '' });
    server = await serveTools({
      socketPath: join(folder, 'agent.socket'),
      contextId: 'mysql/0-install-1',
      runTool: (call) => {
        calls.push(call);
        return answer(call);
      },
    });
  });

  afterEach(() => server.close());
  afterAll(() => rm(folder, { recursive: true }));

  const environment = (more: Record<string, string> = {}): Record<string, string> => ({
    JUJU_CONTEXT_ID: 'mysql/0-install-1',
    JUJU_AGENT_SOCKET_ADDRESS: join(folder, 'agent.socket'),
    JUJU_AGENT_SOCKET_NETWORK: 'unix',
    ...more,
  });

  const run = (
    args: readonly string[],
    { env = environment(), stdin = '' }: { env?: Record<string, string>; stdin?: string } = {},
  ): Promise<Outcome> => spawnTool(folder, args, { env, stdin });

  claim('prints what the tool answers and exits with its code', async () => {
    answer = async () => ({ code: 2, stdout: 'True\n', stderr: 'ERROR no\n' });
    expect(await run(['is-leader', '--format', 'json', '', 'ä b'])).toEqual({
      code: 2,
      stdout: 'True\n',
      stderr: 'ERROR no\n',
    });
    expect(calls).toEqual([
      { tool: 'is-leader', args: ['--format', 'json', '', 'ä b'], directory: folder },
    ]);
  });

  claim('sends standard input only when the tool asks for it', async () => {
    answer = async (call) =>
      call.stdin === undefined
        ? { code: 0, stdout: '', stderr: '', needsStdin: true }
        : { code: 0, stdout: call.stdin, stderr: '' };
    const stdin = JSON.stringify({ big: 'x'.repeat(300_000) });
    expect(await run(['relation-set', '--file', '-'], { stdin })).toEqual({
      code: 0,
      stdout: stdin,
      stderr: '',
    });
    expect(calls.map((call) => call.stdin?.length)).toEqual([undefined, stdin.length]);
    expect(await run(['relation-set', '--file', '-'])).toMatchObject({ code: 0, stdout: '' });
    expect(calls).toHaveLength(4);
  });

  claim('carries answers and arguments that are long', async () => {
    const bytes = Buffer.alloc(3_000_000, 'y\n');
    answer = async () => ({ code: 0, stdout: bytes, stderr: '' });
    const { stdout } = await run(['juju-log', 'a'.repeat(131_000)]);
    expect(stdout.length).toBe(bytes.length);
    expect(calls[0]?.args[0]?.length).toBe(131_000);
  });

  claim('C113 reports a context that is over', async () => {
    expect(await run(['is-leader'], { env: environment({ JUJU_CONTEXT_ID: 'old' }) })).toEqual({
      code: 1,
      stdout: '',
      stderr: 'ERROR bad request: expected context id "mysql/0-install-1", got "old"\n',
    });
    expect(calls).toEqual([]);
  });

  claim.each(['JUJU_CONTEXT_ID', 'JUJU_AGENT_SOCKET_ADDRESS', 'JUJU_AGENT_SOCKET_NETWORK'])(
    'C113 reports that %s is not set',
    async (variable) => {
      expect(await run(['is-leader'], { env: environment({ [variable]: '' }) })).toEqual({
        code: 1,
        stdout: '',
        stderr: `ERROR ${variable} not set\n`,
      });
    },
  );

  claim('C114 reports a tool that the agent does not know', async () => {
    answer = async ({ tool }) => {
      throw new BadRequestError(`unknown command: ${tool}`);
    };
    expect(await run(['foo'])).toMatchObject({
      code: 1,
      stderr: 'ERROR bad request: unknown command: foo\n',
    });
  });

  claim('C115 tools started together run one after the other', async () => {
    let running = 0;
    let most = 0;
    answer = async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running -= 1;
      return { code: 0, stdout: '', stderr: '' };
    };
    const outcomes = await Promise.all([1, 2, 3, 4].map((n) => run(['juju-log', String(n)])));
    expect(outcomes.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    expect(calls).toHaveLength(4);
    expect(most).toBe(1);
  });

  claim('says what Go says when nobody listens', async () => {
    const address = join(folder, 'gone.socket');
    const env = environment({ JUJU_AGENT_SOCKET_ADDRESS: address });
    expect(await run(['is-leader'], { env })).toEqual({
      code: 1,
      stdout: '',
      stderr: `ERROR dial unix ${address}: connect: no such file or directory\n`,
    });
  });

  claim('reaches a socket whose path is longer than the kernel takes', async () => {
    const deep = join(folder, 'x'.repeat(60), 'y'.repeat(60));
    await mkdir(deep, { recursive: true });
    const socketPath = join(deep, 'agent.socket');
    const far = await serveTools({
      socketPath,
      contextId: 'c',
      runTool: async ({ directory }) => ({ code: 0, stdout: directory, stderr: '' }),
    });
    const env = environment({ JUJU_CONTEXT_ID: 'c', JUJU_AGENT_SOCKET_ADDRESS: socketPath });
    expect(await run(['is-leader'], { env })).toMatchObject({ code: 0, stdout: folder });
    expect((await stat(socketPath)).mode & 0o777).toBe(0o700);
    await far.close();
    await expect(stat(socketPath)).rejects.toThrow('ENOENT');
  });

  claim('installs links that stay when the tools are installed again', async () => {
    const link = join(folder, 'tools', 'is-leader');
    const before = await stat(link);
    await installTools(join(folder, 'tools'), NAMES, { kind });
    expect((await stat(link)).ino).toBe(before.ino);
    await rm(link);
    await writeFile(link, 'something else');
    await installTools(join(folder, 'tools'), NAMES, { kind });
    expect(await readlink(link)).toMatch(/^jujuc/);
  });
});
