import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hookFiles } from '../../src/debug/hook-files.ts';
import { startDebugSession } from '../../src/debug/start-session.ts';
import { deployApplication } from '../../src/transitions/applications.ts';
import { FakeModels, MYSQL, emptyModel, run } from './support.ts';

const model = deployApplication({ name: 'mysql', charm: MYSQL })(emptyModel());

describe('juju-local debug-hooks', () => {
  it.each(['debug-hooks', 'debug-code'])(
    '%s knows the hooks and actions of the charm',
    async (verb) => {
      const models = new FakeModels(model);
      const { code, stderr } = await run(models, [verb, 'mysql/0', 'start', 'db-relation-joined']);
      expect(code).toBe(1);
      expect(stderr).toContain(
        'unit "mysql/0" contains neither hook nor action "db-relation-joined"',
      );
      expect(stderr).toContain('server-relation-joined');
      expect(models.opened).toEqual([]);
    },
  );

  it('needs a terminal', async () => {
    const { code, stderr } = await run(new FakeModels(model), ['debug-hooks', 'mysql/leader']);
    expect(code).toBe(1);
    expect(stderr).toContain('debug-hooks needs a terminal');
  });

  it('says how to install tmux where it is missing', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'debug-'));
    try {
      const terminal = { self: [], run: async () => 0, onKey: () => () => undefined };
      const place = { directory, cwd: directory, environment: { PATH: directory }, terminal };
      await expect(startDebugSession({ unit: 'mysql/0', names: [] }, place)).rejects.toThrow(
        /tmux is not installed[^]*apt-get install tmux/,
      );
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it("opens windows with the person's own shell, whatever its name", async () => {
    const directory = await mkdtemp(join(tmpdir(), 'debug-'));
    try {
      await writeFile(join(directory, 'tmux'), '#!/bin/sh\n', { mode: 0o755 });
      const configs: string[] = [];
      const terminal = {
        self: [],
        run: async (_program: string, args: readonly string[]) => {
          configs.push(await readFile(args[args.indexOf('-f') + 1] ?? '', 'utf8'));
          return 0;
        },
        onKey: () => () => undefined,
      };
      const environment = { PATH: directory, SHELL: '/opt/my "$hell"' };
      const place = { directory, cwd: directory, environment, terminal };
      await startDebugSession({ unit: 'mysql/0', names: [] }, place);
      expect(configs.join('')).toContain(
        `set-option -g default-command "exec '/opt/my \\"\\$hell\\"'"\n`,
      );
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it('makes the files of Juju for a hook', () => {
    const environment = { JUJU_UNIT_NAME: 'mysql/0', JUJU_DISPATCH_PATH: 'hooks/start', V: "it's" };
    const files = hookFiles({ environment, program: '/charm/dispatch', args: [], runsCode: false });
    expect(Object.keys(files)).toEqual(['env.sh', 'welcome.msg', 'init.sh', 'hook.sh']);
    expect(files['env.sh']).toContain(`export V='it'\\''s'\n`);
    expect(files['welcome.msg']).toContain('./dispatch');
  });
});
