import { mkdir, mkdtemp, open, readdir, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRpcRunner } from '@reactive-charms/juju/wire';
import { serveTools } from '../../src/tool-server/index.ts';
import type { ToolRun, ToolServer } from '../../src/tool-server/index.ts';

let folder = '';
let server: ToolServer;
let calls: ToolRun[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'server-'));
  calls = [];
  server = await serveTools({
    socketPath: join(folder, 'agent.socket'),
    contextId: 'c',
    runTool: async (call) => {
      calls.push(call);
      if (call.tool === 'broken') throw new Error('the model is gone');
      if (call.tool === 'slow') await new Promise((resolve) => setTimeout(resolve, 100));
      return { code: 0, stdout: call.tool, stderr: '' };
    },
  });
});
afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const run = (tool: string, more: { directory?: string } = {}): Promise<unknown> =>
  createRpcRunner({
    address: join(folder, 'agent.socket'),
    network: 'unix',
    contextId: 'c',
    directory: more.directory ?? '/tmp',
    fallback: () => Promise.reject(new Error('nobody listens')),
  })({ tool, args: [] });

describe('serveTools', () => {
  it('refuses a call without a tool or with a relative directory', async () => {
    expect(await run('')).toMatchObject({ stderr: 'ERROR bad request: command not specified\n' });
    expect(await run('is-leader', { directory: 'tmp' })).toMatchObject({
      stderr: 'ERROR bad request: Dir is not absolute\n',
    });
    expect(calls).toEqual([]);
  });

  it('reports a failure of the model as an error of the protocol and serves on', async () => {
    expect(await run('broken')).toMatchObject({ code: 1, stderr: 'ERROR the model is gone\n' });
    expect(await run('is-leader')).toMatchObject({ code: 0, stdout: 'is-leader' });
  });

  it('drops a connection that speaks something else and serves on', async () => {
    const socket = await dial();
    socket.write(`GET /${'x'.repeat(100)} HTTP/1.1\r\n\r\n`);
    await new Promise((resolve) => socket.once('close', resolve));
    expect(await run('is-leader')).toMatchObject({ code: 0 });
  });

  it('answers the call that is running before it closes, and leaves no file', async () => {
    const answer = run('slow');
    while (calls.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const idle = await dial();
    await server.close();
    expect(await answer).toMatchObject({ stdout: 'slow' });
    expect(await readdir(folder)).toEqual([]);
    idle.destroy();
    await expect(run('is-leader')).rejects.toThrow('nobody listens');
  });

  it('survives a caller that goes away while its tool runs', async () => {
    const caller = await dial();
    caller.destroy();
    expect(await run('is-leader')).toMatchObject({ code: 0 });
  });

  it('replaces a socket that was left behind', async () => {
    const again = await serveTools({
      socketPath: join(folder, 'agent.socket'),
      contextId: 'c',
      runTool: async () => ({ code: 5, stdout: '', stderr: '' }),
    });
    expect(await run('is-leader')).toMatchObject({ code: 5 });
    await again.close();
  });

  it('leaves sockets of others alone when it closes, however long its own path', async () => {
    const long = join(folder, 'l'.repeat(120));
    const next = join(folder, 'next');
    for (const path of [long, next]) await mkdir(path);
    const server = await serveTools({
      socketPath: join(long, 'agent.socket'),
      contextId: 'c',
      runTool: async () => ({ code: 0, stdout: '', stderr: '' }),
    });
    await writeFile(join(next, 'agent.socket'), '');
    // Takes the lowest descriptors, so that one that was given back too early would be among them.
    const folders = await Promise.all(Array.from({ length: 8 }, async () => open(next)));
    await server.close();
    expect(await readdir(next)).toEqual(['agent.socket']);
    for (const opened of folders) await opened.close();
  });
});

function dial(): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(join(folder, 'agent.socket'), () => resolve(socket));
    socket.on('error', reject);
  });
}
