import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scopeOf } from '../../../src/docker/proxy/machine-scope.ts';
import { rewriteAnswer } from '../../../src/docker/proxy/rewrite-answer.ts';
import { rewriteCreate } from '../../../src/docker/proxy/rewrite-create.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'proxy-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

const scope = () =>
  scopeOf('0123456789abcdef', {
    id: '1/lxd/0',
    socketPath: '',
    hostPath: (inside) => join(directory, inside),
  });
const resolve = async (reference: string): Promise<string> => `resolved-${reference}`;

describe('rewriteCreate', () => {
  it('leads binds into the machine, and leaves what is the host itself', async () => {
    const Binds = ['/srv/a:/a:ro', '/usr/bin/x:/x', '/dev/net:/dev/net', 'data:/data'];
    const { HostConfig } = await rewriteCreate({ HostConfig: { Binds } }, scope(), resolve);
    expect(HostConfig).toMatchObject({
      Binds: [
        `${directory}/srv/a:/a:ro`,
        `${directory}/usr/local/bin/x:/x`,
        '/dev/net:/dev/net',
        '01234567-m1-lxd-0-data:/data',
      ],
    });
    expect(existsSync(join(directory, 'srv/a'))).toBe(true);
  });

  it('leads mounts into the machine too', async () => {
    const Mounts = [
      { Type: 'bind', Source: '/srv', Target: '/srv' },
      { Type: 'volume', Source: 'data', Target: '/data' },
      { Type: 'tmpfs', Target: '/tmp' },
    ];
    const { HostConfig } = await rewriteCreate({ HostConfig: { Mounts } }, scope(), resolve);
    expect(HostConfig).toMatchObject({
      Mounts: [
        { Source: `${directory}/srv` },
        { Source: '01234567-m1-lxd-0-data' },
        { Type: 'tmpfs', Target: '/tmp' },
      ],
    });
  });

  it('names other containers as the Engine knows them', async () => {
    const asked = {
      VolumesFrom: ['files:ro', 'more'],
      NetworkMode: 'container:web',
      PidMode: 'host',
    };
    const { HostConfig } = await rewriteCreate({ HostConfig: asked }, scope(), resolve);
    expect(HostConfig).toMatchObject({
      VolumesFrom: ['resolved-files:ro', 'resolved-more'],
      NetworkMode: 'container:resolved-web',
      PidMode: 'host',
    });
  });

  it('marks whose container it is', async () => {
    const { Labels } = await rewriteCreate({ Labels: { team: 'shop' } }, scope(), resolve);
    expect(Labels).toEqual({
      team: 'shop',
      'juju-local.model': '0123456789abcdef',
      'juju-local.machine': '1/lxd/0',
      'juju-local.binds': '[]',
    });
  });
});

describe('rewriteAnswer', () => {
  it('gives back what was asked for', async () => {
    const Binds = ['/usr/bin:/host/bin:rw'];
    const { Labels, HostConfig } = await rewriteCreate({ HostConfig: { Binds } }, scope(), resolve);
    const answer = {
      Name: '/01234567-m1-lxd-0-web',
      Config: { Labels },
      HostConfig,
      Mounts: [{ Source: `${directory}/usr/local/bin`, Destination: '/host/bin' }],
    };
    expect(rewriteAnswer(answer, scope())).toEqual({
      Name: '/web',
      Config: { Labels: {} },
      HostConfig: expect.objectContaining({ Binds }),
      Mounts: [{ Source: '/usr/bin', Destination: '/host/bin' }],
    });
  });

  it('takes the prefix out of errors', () => {
    const message = 'The container name "/01234567-m1-lxd-0-web" is in use';
    expect(rewriteAnswer({ message }, scope())).toEqual({
      message: 'The container name "/web" is in use',
    });
  });
});
