import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buildFiles } from '../support/build.ts';
import { TINY_CHARM } from '../support/tiny-charm.ts';
import { makeWorkspace, type Workspace } from '../support/workspace.ts';

let workspace: Workspace;

beforeEach(() => {
  workspace = makeWorkspace(TINY_CHARM);
});

afterEach(() => workspace.remove());

describe('a built charm', () => {
  function runIn(folder: string, argv: readonly string[], environment: NodeJS.ProcessEnv): unknown {
    const [program = '', ...args] = argv;
    const { stdout, stderr, status } = spawnSync(join(folder, program), args, {
      cwd: '/',
      env: { PATH: `${join(process.execPath, '..')}:/usr/bin:/bin`, ...environment },
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    return JSON.parse(stdout);
  }

  it.each([
    ['no Node.js', undefined, /there is no node on PATH/],
    ['an old Node.js', 'echo v18.19.0', /needs Node.js 20 or later; .*bin\/node is older/],
  ])('says so when it carries none and the unit has %s', async (_, node, message) => {
    const dispatch = (await buildFiles(workspace)).get('dispatch') ?? { text: '', mode: 0 };
    workspace.write({
      'unit/dispatch': dispatch,
      'unit/bin/other': '',
      ...(node === undefined
        ? {}
        : { 'unit/bin/node': { text: `#!/bin/sh\n${node}\n`, mode: 0o755 } }),
    });
    const folder = join(workspace.root, 'unit');
    const { status, stderr } = spawnSync('/bin/sh', [join(folder, 'dispatch')], {
      env: { PATH: '/nowhere' },
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(message);
  });

  it('keeps compiled code in its folder from hook to hook, but not over an upgrade', async () => {
    const dispatch = (await buildFiles(workspace)).get('dispatch') ?? { text: '', mode: 0 };
    const node =
      '#!/bin/sh\n[ "$1" = --version ] && echo v24.1.0 || echo "$1 $NODE_COMPILE_CACHE"\n';
    workspace.write({
      'unit/dispatch': dispatch,
      'unit/bin/node': { text: node, mode: 0o755 },
      'unit/.compile-cache/x': 'compiled',
    });
    const folder = join(workspace.root, 'unit');
    const cache = join(folder, '.compile-cache');
    const run = (hook: string): string =>
      spawnSync(join(folder, 'dispatch'), {
        env: { PATH: '/usr/bin:/bin', JUJU_DISPATCH_PATH: `hooks/${hook}` },
        encoding: 'utf8',
      }).stdout;
    expect(run('update-status')).toBe(`./charm.cjs ${cache}\n`);
    expect(existsSync(cache)).toBe(true);
    expect(run('upgrade-charm')).toBe(`./charm.cjs ${cache}\n`);
    expect(existsSync(cache)).toBe(false);
  });

  it.each([
    ['update-status', 'true', 'true'],
    ['update-status', 'nonsense', 'nonsense'],
    ['collect-metrics', 'true', 'not asked'],
  ])('asks in %s whether the unit leads, in place of Node.js', async (hook, answer, told) => {
    const dispatch = (await buildFiles(workspace)).get('dispatch') ?? { text: '', mode: 0 };
    const node =
      '#!/bin/sh\n[ "$1" = --version ] && echo v24.1.0 || echo "${CHARM_IS_LEADER-not asked}"\n';
    workspace.write({
      'unit/dispatch': dispatch,
      'unit/bin/node': { text: node, mode: 0o755 },
      'unit/bin/is-leader': { text: `#!/bin/sh\necho ${answer}\n`, mode: 0o755 },
    });
    const { stdout } = spawnSync(join(workspace.root, 'unit/dispatch'), {
      env: { PATH: '/usr/bin:/bin', JUJU_DISPATCH_PATH: `hooks/${hook}` },
      encoding: 'utf8',
    });
    expect(stdout.trim()).toBe(told);
  });

  it('does not hand the cache of compiled code to programs that it starts', async () => {
    const files = await buildFiles(workspace);
    workspace.write(Object.fromEntries([...files].map(([path, file]) => [`unit/${path}`, file])));
    const folder = join(workspace.root, 'unit');
    expect(runIn(folder, ['dispatch'], {})).toMatchObject({ variables: expect.any(Array) });
    expect(Object(runIn(folder, ['dispatch'], {})).variables).not.toContain('NODE_COMPILE_CACHE');
  });

  it('runs dispatch, hooks and the reactive command from wherever it is unpacked', async () => {
    const files = await buildFiles(workspace);
    const below = Object.fromEntries([...files].map(([path, file]) => [`unit/${path}`, file]));
    workspace.write(below);
    const folder = join(workspace.root, 'unit');
    const told = runIn(folder, ['dispatch'], { JUJU_DISPATCH_PATH: 'hooks/install' });
    expect(told).toMatchObject({
      name: 'wordpress',
      layers: ['wordpress'],
      endpoints: { db: 'requires mysql' },
      metadata: {
        name: 'wordpress',
        endpoints: {
          db: { role: 'requires', interface: 'mysql' },
          website: { role: 'provides', interface: 'http' },
        },
      },
      options: { port: { type: 'int', default: 80, description: 'Port.' } },
      actions: { ping: { description: 'Answers.' } },
      run: 'hooks/install',
      args: [],
      cwd: folder,
      path: join(folder, 'bin'),
    });
    expect(runIn(folder, ['hooks/start'], {})).toMatchObject({ run: 'hooks/start', cwd: folder });
    for (const command of ['bin/reactive', 'bin/charms.reactive']) {
      const told = runIn(folder, [command, 'flags', 'a b'], {});
      expect(told).toMatchObject({ args: ['reactive', 'flags', 'a b'] });
    }
  });
});
