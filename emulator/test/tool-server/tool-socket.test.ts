import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, stat, symlink } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ToolAnswer } from '../../src/tool-context.ts';
import { createToolSocket, installTools } from '../../src/tool-server/index.ts';
import type { ServedContext, ToolRun, ToolSocket } from '../../src/tool-server/index.ts';
import { BadRequestError } from '../../src/tools/index.ts';
import { spawnTool } from './spawn-tool.ts';
import type { Outcome } from './spawn-tool.ts';

const NAMES = ['is-leader', 'relation-set', 'foo'];
const wantsGo = process.env['TEST_GO'] === '1' && spawnSync('go', ['version']).status === 0;

describe.each([
  ['our own hook tools', true],
  ['a hook tool in Go (needs TEST_GO=1 and Go on PATH)', wantsGo],
] as const)("the socket of a unit's agent, by %s", (name, possible) => {
  const claim = possible ? it : it.skip;
  let folder: string;
  let socket: ToolSocket;
  const path = (file: string): string => join(folder, file);

  const call = (context: string, args: readonly string[], stdin = ''): Promise<Outcome> => {
    const env = {
      JUJU_CONTEXT_ID: context,
      JUJU_AGENT_SOCKET_ADDRESS: path('agent.socket'),
      JUJU_AGENT_SOCKET_NETWORK: 'unix',
    };
    return spawnTool(folder, args, { env, stdin });
  };
  const context = (
    contextId: string,
    runTool: (run: ToolRun) => Promise<ToolAnswer> = async ({ tool }) => {
      if (tool === 'foo') throw new BadRequestError('unknown command: foo');
      return { code: 0, stdout: 'True\n', stderr: '' };
    },
  ): ServedContext => ({ contextId, runTool });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tool-socket-'));
    if (!possible) return;
    if (!name.includes('Go')) {
      await installTools(path('tools'), NAMES);
      return;
    }
    await mkdir(path('tools'));
    const source = join(__dirname, 'fixtures/jujuc.go');
    await promisify(execFile)('go', ['build', '-o', path('tools/jujuc'), source], { cwd: folder });
    for (const tool of NAMES) await symlink('jujuc', path(`tools/${tool}`));
  }, 180_000);
  beforeEach(() => {
    socket = createToolSocket({
      socketPath: path('agent.socket'),
      hiddenPath: path('hidden/unit-mysql-0'),
    });
  });
  afterEach(() => socket.close());
  afterAll(() => rm(folder, { recursive: true }));

  claim('is there for the time of a context, for its owner alone', async () => {
    for (const id of ['mysql/0-install-1', 'mysql/0-start-2']) {
      const server = await socket.serve(context(id));
      expect((await stat(path('agent.socket'))).mode & 0o777).toBe(0o700);
      expect(await call(id, ['is-leader'])).toEqual({ code: 0, stdout: 'True\n', stderr: '' });
      await server.close();
      expect(existsSync(path('agent.socket'))).toBe(false);
      const { code, stderr } = await call(id, ['is-leader']);
      expect({ code, told: stderr.includes('no such file or directory') }).toEqual({
        code: 1,
        told: true,
      });
    }
  });

  claim('C113 refuses a call of a context that is over', async () => {
    await (await socket.serve(context('mysql/0-install-1'))).close();
    const server = await socket.serve(context('mysql/0-start-2'));
    expect(await call('mysql/0-install-1', ['is-leader'])).toEqual({
      code: 1,
      stdout: '',
      stderr: 'ERROR bad request: expected context id "mysql/0-start-2", got "mysql/0-install-1"\n',
    });
    await server.close();
  });

  claim('C114 refuses a tool that it does not know', async () => {
    const server = await socket.serve(context('c'));
    expect(await call('c', ['foo'])).toEqual({
      code: 1,
      stdout: '',
      stderr: 'ERROR bad request: unknown command: foo\n',
    });
    await server.close();
  });

  claim('C115 runs tools that are started together one after the other', async () => {
    let running = 0;
    let most = 0;
    const server = await socket.serve(
      context('c', async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setTimeout(resolve, 30));
        running -= 1;
        return { code: 0, stdout: 'True\n', stderr: '' };
      }),
    );
    const outcomes = await Promise.all([1, 2, 3].map(() => call('c', ['is-leader'])));
    await server.close();
    expect({ codes: outcomes.map(({ code }) => code), most }).toEqual({
      codes: [0, 0, 0],
      most: 1,
    });
  });

  claim('carries a mebibyte in and out, once the tool has asked for it', async () => {
    const server = await socket.serve(
      context('c', async ({ stdin }) =>
        stdin === undefined
          ? { code: 0, stdout: '', stderr: '', needsStdin: true }
          : { code: 0, stdout: stdin, stderr: '' },
      ),
    );
    const text = 'y'.repeat(1 << 20);
    const outcome = await call('c', ['relation-set', '--file', '-'], text);
    await server.close();
    expect(outcome.stdout === text).toBe(true);
    expect(outcome.code).toBe(0);
  });

  claim('lets the next context of a unit wait until the one before is over', async () => {
    const first = await socket.serve(context('one'));
    const second = socket.serve(context('two'));
    expect(await call('one', ['is-leader'])).toMatchObject({ code: 0 });
    await first.close();
    const server = await second;
    expect(await call('two', ['is-leader'])).toMatchObject({ code: 0 });
    await server.close();
  });

  claim('drops connections that are held open beyond their context', async () => {
    const server = await socket.serve(context('c'));
    const held = connect(path('agent.socket'));
    await new Promise((resolve) => held.once('connect', resolve));
    const dropped = new Promise((resolve) => held.once('close', resolve));
    await call('c', ['is-leader']);
    await server.close();
    await dropped;
  });
});
