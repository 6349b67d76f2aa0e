import { execFile, spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createRpcRunner } from '../src/hook-tools-rpc.ts';
import { createToolServerCodec } from '../src/wire.ts';
import type { ToolServerCall } from '../src/wire.ts';

const hasGo = spawnSync('go', ['version']).status === 0;
const wanted = process.env['TEST_GO'] === '1';
const run = promisify(execFile);

(wanted && hasGo ? describe : describe.skip)(
  'hook tool protocol against Go (needs TEST_GO=1 and Go on PATH)',
  () => {
    let folder = '';
    let program = '';

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'go-'));
      program = join(folder, 'jujuc');
      const source = join(__dirname, 'fixtures/jujuc.go');
      await run('go', ['build', '-o', program, source], { cwd: folder });
    }, 180_000);
    afterAll(() => rm(folder, { recursive: true }));

    it('answers a Go client', async () => {
      const socket = join(folder, 'ours.socket');
      const calls: ToolServerCall[] = [];
      const server = createServer((connection) => {
        const codec = createToolServerCodec();
        connection.on('data', (chunk: Buffer) => {
          for (const call of codec.push(chunk)) {
            calls.push(call);
            connection.write(
              call.request.tool === 'foo'
                ? codec.refuse(call, 'bad request: unknown command: foo')
                : codec.answer(call, {
                    code: call.request.args.length,
                    stdout: call.request.stdin ?? Buffer.from('True\n'),
                    stderr: Buffer.alloc(0),
                  }),
            );
          }
        });
      });
      await new Promise<void>((resolve) => server.listen(socket, resolve));
      const { stdout } = await run(program, ['client', socket]);
      server.close();
      expect(
        stdout
          .trim()
          .split('\n')
          .map((line): unknown => JSON.parse(line)),
      ).toEqual([
        { code: 1, stdout: 'True\n', stderr: '', error: '' },
        { code: 0, stdout: '', stderr: '', error: 'bad request: unknown command: foo' },
        { code: 0, stdout: 'ä\n', stderr: '', error: '' },
        { code: 2, stdout: '', stderr: '', error: '' },
      ]);
      expect(calls.map((call) => [call.sequence, call.request.args])).toEqual([
        [0, ['--format=json']],
        [1, []],
        [2, []],
        [3, ['', 'b']],
      ]);
    });

    it('calls a Go server', async () => {
      const address = join(folder, 'go.socket');
      const server: ChildProcess = spawn(program, ['server', address], { stdio: 'pipe' });
      await new Promise((resolve) => server.stdout?.once('data', resolve));
      const call = createRpcRunner({
        address,
        network: 'unix',
        contextId: 'u/0-install-1',
        directory: '/tmp',
        fallback: () => Promise.reject(new Error('the fallback was used')),
      });
      const plain = await call({ tool: 'is-leader', args: ['--format=json', ''] });
      expect({ ...plain, stdout: JSON.parse(plain.stdout) }).toEqual({
        code: 2,
        stderr: 'ERROR no\n',
        stdout: {
          ContextId: 'u/0-install-1',
          Dir: '/tmp',
          CommandName: 'is-leader',
          Args: ['--format=json', ''],
          StdinSet: false,
          Stdin: null,
          Token: '',
        },
      });
      expect((await call({ tool: 'big', args: [] })).stdout).toHaveLength(300_000);
      expect(await call({ tool: 'read', args: [], stdin: 'ä' })).toMatchObject({ stdout: 'ä' });
      expect(await call({ tool: 'read', args: [] })).toMatchObject({ code: 0, stdout: '' });
      expect(await call({ tool: 'foo', args: [] })).toEqual({
        code: 1,
        stdout: '',
        stderr: 'ERROR bad request: unknown command: foo\n',
      });
      server.stdin?.end();
      await new Promise((resolve) => server.once('close', resolve));
    });
  },
);
