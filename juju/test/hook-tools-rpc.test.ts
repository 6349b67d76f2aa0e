import { chmod, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readHookContext } from '../src/hook-context.ts';
import { createRpcRunner } from '../src/hook-tools-rpc.ts';
import { createToolRunner } from '../src/tool-runner.ts';
import type { ToolCall } from '../src/tool-call.ts';
import { STDIN_REQUIRED, createToolServerCodec } from '../src/wire.ts';
import type { ToolRequest } from '../src/wire.ts';

let folder = '';
let server: Server | undefined;
let requests: ToolRequest[] = [];
let connections = 0;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rpc-'));
  requests = [];
  connections = 0;
});
afterEach(async () => {
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
  server = undefined;
  await rm(folder, { recursive: true });
});

/** An agent whose tool `read` wants standard input and whose tool `foo` does not exist. */
async function listen(): Promise<string> {
  const address = join(folder, 'agent.socket');
  server = createServer((connection) => {
    connections += 1;
    const codec = createToolServerCodec();
    connection.on('data', (chunk: Buffer) => {
      for (const call of codec.push(chunk)) {
        const { tool, stdin } = call.request;
        requests.push(call.request);
        const stdout = stdin ?? Buffer.from('from the socket\n');
        if (tool === 'foo')
          connection.write(codec.refuse(call, 'bad request: unknown command: foo'));
        else if (tool === 'read' && !stdin) connection.write(codec.refuse(call, STDIN_REQUIRED));
        else connection.write(codec.answer(call, { code: 0, stdout, stderr: Buffer.from('e') }));
      }
    });
  });
  await new Promise<void>((resolve) => server?.listen(address, resolve));
  return address;
}

const fallbackCalls: ToolCall[] = [];
beforeEach(() => fallbackCalls.splice(0));

function runnerFor(address: string, network = 'unix'): ReturnType<typeof createRpcRunner> {
  return createRpcRunner({
    address,
    network,
    contextId: 'mysql/0-install-1',
    directory: '/tmp',
    timeoutSeconds: 0.2,
    fallback: async (call) => {
      fallbackCalls.push(call);
      return { code: 0, stdout: 'from the fallback\n', stderr: '' };
    },
  });
}

describe('createRpcRunner', () => {
  it('runs a call on the socket and closes the connection', async () => {
    const run = runnerFor(await listen());
    const closed = new Promise((resolve) =>
      server?.once('connection', (connection) => connection.once('close', resolve)),
    );
    expect(await run({ tool: 'leader-set', args: ['token=ä'] })).toEqual({
      code: 0,
      stdout: 'from the socket\n',
      stderr: 'e',
    });
    expect(requests).toEqual([
      { contextId: 'mysql/0-install-1', directory: '/tmp', tool: 'leader-set', args: ['token=ä'] },
    ]);
    await closed;
  });

  it('sends standard input at once when the call has one', async () => {
    const run = runnerFor(await listen());
    expect(await run({ tool: 'read', args: [], stdin: 'a' })).toMatchObject({ stdout: 'a' });
    expect(requests).toHaveLength(1);
  });

  it('calls again on the same connection when the tool wants standard input', async () => {
    const run = runnerFor(await listen());
    expect(await run({ tool: 'read', args: [] })).toMatchObject({ code: 0, stdout: '' });
    expect([requests.length, connections]).toEqual([2, 1]);
  });

  it('C114 gives the words and code of the executables for an error of the protocol', async () => {
    const run = runnerFor(await listen());
    expect(await run({ tool: 'foo', args: [] })).toEqual({
      code: 1,
      stdout: '',
      stderr: 'ERROR bad request: unknown command: foo\n',
    });
  });

  it('uses the fallback when there is no socket', async () => {
    const run = runnerFor(join(folder, 'nothing'));
    const call = { tool: 'leader-set', args: ['a=b'], stdin: 'c' };
    expect(await run(call)).toMatchObject({ stdout: 'from the fallback\n' });
    expect(fallbackCalls).toEqual([call]);
    const far = runnerFor(join(folder, 'x'.repeat(120), 'agent.socket'));
    expect(await far(call)).toMatchObject({ stdout: 'from the fallback\n' });
  });

  it('fails when nobody answers in time, because the call may have been run', async () => {
    const address = join(folder, 'mute.socket');
    server = createServer((connection) => connection.resume());
    await new Promise<void>((resolve) => server?.listen(address, resolve));
    const result = runnerFor(address)({ tool: 'leader-set', args: [] });
    await expect(result).rejects.toThrow("the agent's socket gave no answer within 0.2 seconds");
    expect(fallbackCalls).toEqual([]);
  });

  it('uses the fallback when the connection ends, or speaks something else', async () => {
    const address = join(folder, 'rude.socket');
    const answers = ['', '\xfb\x7f\xff\xff\xff\xff'];
    server = createServer((connection) => {
      connection.resume().end(Buffer.from(answers[fallbackCalls.length] ?? '', 'latin1'));
    });
    await new Promise<void>((resolve) => server?.listen(address, resolve));
    for (const round of answers.keys()) {
      await runnerFor(address)({ tool: 'leader-set', args: [] });
      expect(fallbackCalls).toHaveLength(round + 1);
    }
  });

  it('uses the fallback for networks that it does not speak', async () => {
    const result = await runnerFor('127.0.0.1:1', 'tcp')({ tool: 'leader-set', args: [] });
    expect(result).toMatchObject({ stdout: 'from the fallback\n' });
  });

  it('reaches a socket whose path is longer than the kernel takes', async () => {
    const address = await listen();
    const deep = join(folder, 'x'.repeat(80), 'y'.repeat(80));
    await mkdir(deep, { recursive: true });
    await rename(address, join(deep, 'agent.socket'));
    const run = runnerFor(join(deep, 'agent.socket'));
    expect(await run({ tool: 'is-leader', args: [] })).toMatchObject({ code: 0 });
    expect(fallbackCalls).toEqual([]);
    await rename(join(deep, 'agent.socket'), address);
  });
});

describe('createToolRunner', () => {
  it('keeps secrets out of command lines while the socket answers', async () => {
    const address = await listen();
    const bin = join(folder, 'bin');
    await mkdir(bin);
    await writeFile(join(bin, 'leader-set'), '#!/bin/sh\necho executable "$@"\n');
    await chmod(join(bin, 'leader-set'), 0o755);
    const environment = {
      PATH: `${bin}:/usr/bin:/bin`,
      JUJU_UNIT_NAME: 'mysql/0',
      JUJU_CHARM_DIR: folder,
      JUJU_CONTEXT_ID: 'mysql/0-install-1',
      JUJU_AGENT_SOCKET_ADDRESS: address,
      JUJU_AGENT_SOCKET_NETWORK: 'unix',
    };
    const run = createToolRunner(environment, readHookContext(environment));
    const call = { tool: 'leader-set', args: ['a=b'] };
    expect(await run(call)).toMatchObject({ stdout: 'executable a=b\n' });
    expect(await run({ ...call, secret: true })).toMatchObject({ stdout: 'from the socket\n' });
    expect(requests).toHaveLength(1);
    const without = createToolRunner(environment, {
      ...readHookContext(environment),
      agentSocket: { network: 'unix', address: join(folder, 'gone') },
    });
    expect(await without({ ...call, secret: true })).toMatchObject({ stdout: 'executable a=b\n' });
  });
});
