import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
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

  it('keeps compiled code from hook to hook of a kind, but not over an upgrade', async () => {
    const files = await buildFiles(workspace);
    workspace.write(Object.fromEntries([...files].map(([path, file]) => [`unit/${path}`, file])));
    const folder = join(workspace.root, 'unit');
    const cache = join(folder, '.compile-cache');
    const run = (hook: string): string[] => {
      expect(runIn(folder, ['dispatch'], { JUJU_DISPATCH_PATH: `hooks/${hook}` })).toMatchObject({
        name: 'wordpress',
      });
      return readdirSync(cache).map((name) => name.split('_v')[0] ?? '');
    };
    expect(run('start')).toEqual(['hooks_start']);
    const written = statSync(join(cache, readdirSync(cache)[0] ?? ''));
    expect(written.mode & 0o777).toBe(0o600);
    expect(run('start')).toEqual(['hooks_start']);
    expect(statSync(join(cache, readdirSync(cache)[0] ?? '')).mtimeMs).toBe(written.mtimeMs);
    expect(run('update-status')).toEqual(['hooks_start', 'hooks_update-status']);
    expect(run('upgrade-charm')).toEqual(['hooks_upgrade-charm']);
  });

  it('runs all the same where compiled code is damaged, or is of other code', async () => {
    const files = await buildFiles(workspace);
    workspace.write(Object.fromEntries([...files].map(([path, file]) => [`unit/${path}`, file])));
    const folder = join(workspace.root, 'unit');
    const cache = join(folder, '.compile-cache');
    const run = (): unknown => runIn(folder, ['dispatch'], { JUJU_DISPATCH_PATH: 'hooks/start' });
    run();
    const [name = ''] = readdirSync(cache);
    writeFileSync(join(cache, name), 'damaged');
    expect(run()).toMatchObject({ name: 'wordpress' });
    expect(statSync(join(cache, name)).size).toBeGreaterThan(1_000);
    const code = join(folder, 'charm-code.js');
    const text = readFileSync(code, 'utf8');
    // As long as before, which is all that V8 looks at.
    writeFileSync(code, text.replace('name:"wordpress"', 'name:"wortpress"'));
    expect(run()).toMatchObject({ name: 'wortpress' });
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
