import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { packShellCharm } from '../deployment/support/shell-charm.ts';
import { localModel } from '../support/local-model.ts';
import type { LocalModel } from '../support/local-model.ts';
import { ROOT } from '../support/programs.ts';
import { openTerminal } from './support/terminal.ts';
import type { Terminal } from './support/terminal.ts';

/** A person with one terminal: what is typed in it, and what it shows. Needs tmux. */

const CHARM = {
  name: 'web',
  config: 'options:\n  title: {type: string, default: none}\n',
  script:
    'juju-log "ran by hand"\necho "stops at $JUJU_DEBUG_AT"\n[ -t 1 ] && sleep 1\nstatus-set active "$(config-get title)"\n',
  hooks: ['install', 'start', 'config-changed'],
};

jest.setTimeout(120_000);

for (const way of ['namespace', 'prefix'] as const) {
  describe(`debug-hooks where machines are ${way}s`, () => {
    let folder = '';
    let model: LocalModel;
    let terminal: Terminal;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'debug-'));
      model = localModel(join(folder, 'model'), { cwd: folder });
      await packShellCharm(join(folder, 'web.charm'), CHARM);
      await model.juju('deploy', './web.charm', '--machines', way);
      terminal = await openTerminal(folder, {
        cwd: folder,
        environment: {
          HOME: folder,
          SHELL: '/bin/sh',
          TERM: 'xterm-256color',
          LANG: 'C.UTF-8',
          NO_COLOR: '1',
          JUJU_LOCAL_DIR: model.directory,
          PATH: [join(ROOT, 'node_modules/.bin'), process.env['PATH']].join(delimiter),
        },
      });
    });

    afterAll(async () => {
      await terminal.close();
      await model.run('destroy-model', '--no-prompt');
      await rm(folder, { recursive: true, force: true });
    });

    const begin = async (...args: readonly string[]): Promise<void> => {
      await terminal.press('C-l');
      await terminal.type(`clear; juju-local ${args.join(' ')}`);
      await terminal.see('[web/0] 0:shell');
    };

    const leave = async (): Promise<void> => {
      await terminal.press('C-a', 'd');
      await terminal.see('[detached');
    };

    it('opens a window for a hook that is due, whose shell is the hook (C120)', async () => {
      await begin('debug-hooks', 'web/0', 'config-changed');
      await terminal.type('juju-local config web title=one');
      await terminal.see('web/0:hooks/config-changed %');
      await terminal.see('1:config-changed*');
      await terminal.type(
        'clear; config-get title; echo "$JUJU_HOOK_NAME in $(pwd)"; ls $JUJU_DEBUG',
      );
      const shown = await terminal.see('welcome.msg');
      expect(shown).toMatch(/^one$/m);
      expect(shown).toMatch(/^config-changed in \S*\/var\/lib\/juju\/agents\/unit-web-0\/charm$/m);
      expect(shown).toMatch(/env\.sh +hook\.pid +hook\.sh +init\.sh/);
      await terminal.type('./$JUJU_DISPATCH_PATH');
      await terminal.see('stops at');
      await terminal.type('exit');
      await terminal.see('ran 1 hook');
      await leave();
      expect((await model.units())['web/0']).toMatchObject({ workload: 'active', message: 'one' });
    });

    it('lets the hook fail with the exit status of its shell (C120)', async () => {
      await begin('debug-hooks', 'web/0');
      await terminal.type('juju-local config web title=two');
      await terminal.see('web/0:hooks/config-changed %');
      await terminal.type('exit 3');
      await terminal.see('hook config-changed failed with exit code 3');
      await terminal.type('clear; juju-local resolved web/0');
      await terminal.see('web/0:hooks/config-changed %');
      await terminal.type('./$JUJU_DISPATCH_PATH && exit');
      await terminal.see('ran 1 hook');
      await leave();
      expect((await model.units())['web/0']).toMatchObject({ workload: 'active', message: 'two' });
    });

    it('lets a waiting hook fail, and leaves nothing behind, when the session is closed', async () => {
      await begin('debug-hooks', 'web/0', 'config-changed');
      const config = model.run('config', 'web', 'title=three');
      await terminal.see('web/0:hooks/config-changed %');
      await terminal.type('sleep 1234');
      await leave();
      expect((await config).code).toBe(1);
      expect((await model.units())['web/0']?.workload).toBe('error');
      expect(await readdir(model.path('0', '/tmp'))).toEqual([]);
      expect(await readdir(model.directory)).not.toContain('debug');
      await expect(running('sleep 1234')).resolves.toEqual([]);
      await model.juju('resolved', 'web/0');
    });

    it('opens no window for hooks that were not named, and none for juju exec', async () => {
      await begin('debug-hooks', 'web/0', 'start');
      await model.juju('config', 'web', 'title=four');
      await model.juju('exec', '--unit', 'web/0', 'true');
      expect(await terminal.screen()).not.toContain('1:');
      await leave();
    });

    it('runs the charm with a terminal in debug-code, where it has something for the hook', async () => {
      await begin('debug-code', '--at', 'here', 'web/0');
      const config = model.run('config', 'web', 'title=five');
      await terminal.see('stops at here');
      expect((await config).code).toBe(0);
      await leave();
      expect((await model.units())['web/0']).toMatchObject({ workload: 'active', message: 'five' });
    });
  });
}

async function running(command: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(
    pids.map(async (pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
  );
  return lines.filter((line) => line.split('\0').join(' ').trim() === command);
}
