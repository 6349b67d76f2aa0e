import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DiagnosticsError } from '@reactive-charms/juju';
import { openContainerEngine } from '../../src/docker/index.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'engine-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

describe('openContainerEngine', () => {
  it('takes the stand-in when no Docker Engine answers, and says so', async () => {
    const dockerHost = `unix://${directory}/none.sock`;
    const engine = await openContainerEngine({
      way: 'auto',
      directory,
      modelUuid: 'm',
      dockerHost,
    });
    expect(engine.kind).toBe('stand-in');
    expect(engine.notice).toBe(
      `no Docker Engine answers at ${dockerHost} (connect ENOENT ${directory}/none.sock); ` +
        'the embedded stand-in serves, and runs no programs',
    );
    await engine.close();
  });

  it('does not wait for ever for an engine that is silent', async () => {
    const silent = createServer((socket) => socket.resume());
    const path = join(directory, 'silent.sock');
    await new Promise<void>((resolve) => silent.listen(path, resolve));
    const dockerHost = `unix://${path}`;
    const engine = await openContainerEngine({
      way: 'auto',
      directory,
      modelUuid: 'm',
      dockerHost,
    });
    expect(engine.notice).toContain('nothing came within 1500 ms');
    await new Promise((resolve) => silent.close(resolve));
  });

  it('names the socket and the fix when Docker is asked for and none answers', async () => {
    const dockerHost = `unix://${directory}/none.sock`;
    const opening = openContainerEngine({ way: 'docker', directory, modelUuid: 'm', dockerHost });
    await expect(opening).rejects.toThrow(DiagnosticsError);
    await expect(opening).rejects.toThrow(
      `error: no Docker Engine answers at ${dockerHost} (connect ENOENT ${directory}/none.sock) ` +
        '[DOCKER_UNREACHABLE]\n  fix: start Docker, set DOCKER_HOST to where it listens, or use ' +
        '--containers stand-in',
    );
  });

  it('refuses a DOCKER_HOST that cannot be used', async () => {
    const dockerHost = 'ssh://somewhere';
    const opening = openContainerEngine({ way: 'auto', directory, modelUuid: 'm', dockerHost });
    await expect(opening).rejects.toThrow('DOCKER_HOST_UNSUPPORTED');
  });

  it('has nothing to say when the stand-in was asked for', async () => {
    const engine = await openContainerEngine({ way: 'stand-in', directory, modelUuid: 'm' });
    expect([engine.kind, engine.notice]).toEqual(['stand-in', undefined]);
  });
});
