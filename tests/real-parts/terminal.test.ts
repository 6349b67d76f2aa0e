import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { packShellCharm } from '../deployment/support/shell-charm.ts';
import { localModel } from '../support/local-model.ts';
import type { LocalModel } from '../support/local-model.ts';
import { ROOT } from '../support/programs.ts';
import { openTerminal } from './support/terminal.ts';
import type { Terminal } from './support/terminal.ts';

/** What a person sees of commands that draw on a terminal. Needs tmux. */

const CHARM = {
  name: 'web',
  config: 'options:\n  title: {type: string, default: none}\n  seconds: {type: int, default: 0}\n',
  script: 'sleep "$(config-get seconds)"\nstatus-set active "$(config-get title)"\n',
};

jest.setTimeout(120_000);

let folder = '';
let model: LocalModel;
let terminal: Terminal;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'terminal-'));
  model = localModel(join(folder, 'model'), { cwd: folder });
  await packShellCharm(join(folder, 'web.charm'), CHARM);
  await model.juju('deploy', './web.charm');
});

beforeEach(async () => {
  terminal = await openTerminal(folder, {
    cwd: folder,
    columns: 100,
    environment: {
      HOME: folder,
      TERM: 'xterm-256color',
      LANG: 'C.UTF-8',
      JUJU_LOCAL_DIR: model.directory,
      PATH: [join(ROOT, 'node_modules/.bin'), process.env['PATH']].join(delimiter),
    },
  });
});

afterEach(() => terminal.close());

afterAll(async () => {
  await model.run('destroy-model', '--no-prompt');
  await rm(folder, { recursive: true, force: true });
});

it('status --watch draws in place until q, and gives the terminal back', async () => {
  await terminal.type('juju-local status --watch 200ms; echo "code $?"');
  await terminal.see(/^Every 0.2s, .*; q ends$/m);
  await model.juju('config', 'web', 'title=changed');
  await terminal.see(/web\/0\*.*changed/);
  expect((await terminal.screen()).match(/^Every/gm)).toHaveLength(1);
  await terminal.press('q');
  expect(await terminal.see('code 0')).not.toContain('Every');
});

it('status --watch ends with Ctrl-C too', async () => {
  await terminal.type('juju-local status --watch 1s; echo "code $?"');
  await terminal.see('q ends');
  await terminal.press('C-c');
  await terminal.see('code 0');
});

it('a running hook is shown with its time, and leaves no trace', async () => {
  await terminal.type('juju-local config web seconds=3; echo "code $?"');
  await terminal.see(/hooks? done, running:\n {2}web\/0 {2}config-changed {2}[1-3]\.\ds/);
  expect(await terminal.see('code 0')).not.toContain('running:');
  await model.juju('config', 'web', 'seconds=0');
});

it('debug-log follows the log on a terminal until Ctrl-C', async () => {
  await terminal.type('juju-local debug-log --include-module unit; echo "code $?"');
  await model.juju('exec', '--unit', 'web/0', 'juju-log followed');
  await terminal.see('unit.web/0.juju-log followed');
  await terminal.press('C-c');
  await terminal.see('code 130');
});

it('agents run until Ctrl-C, and leave the model free for other commands', async () => {
  await terminal.type('juju-local agents; echo "code $?"');
  await terminal.see('agents are at work');
  await model.juju('config', 'web', 'title=meanwhile');
  expect((await model.units())['web/0']?.message).toBe('meanwhile');
  await terminal.press('C-c');
  await terminal.see('code 0');
});

it('ssh is a shell in the machine, whose exit code is that of the command', async () => {
  await terminal.type('juju-local ssh web/0; echo "code $?"');
  await terminal.see('root@');
  await terminal.type('cat /etc/hostname');
  await terminal.see(/^juju-\S*0$/m);
  await terminal.type('exit 4');
  await terminal.see('code 4');
});

it('bash completes names of the model', async () => {
  await terminal.type('source <(juju-local completion bash)');
  await terminal.press('juju-local debug-hooks web/0 upg', 'Tab');
  await terminal.see('juju-local debug-hooks web/0 upgrade-charm');
});
