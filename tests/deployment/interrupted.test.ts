import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { localModel } from '../support/local-model.ts';
import type { LocalModel } from '../support/local-model.ts';
import { ROOT } from '../support/programs.ts';
import type { Outcome } from '../support/programs.ts';
import { packShellCharm } from './support/shell-charm.ts';

/** A person who presses Ctrl-C, or starts a second command, while a hook is running. */

// The hook waits until its test lets it go on, or for good.
const CHARM = {
  name: 'slow',
  config: 'options:\n  round: {type: int, default: 0}\n',
  script: `
round=$(config-get round)
[ "$round" = 0 ] && exit 0
touch "/tmp/began-$round"
while [ ! -e "/tmp/go-$round" ]; do sleep 0.05; done
status-set active "round $round"
`,
};

jest.setTimeout(60_000);

let folder = '';
let model: LocalModel;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'interrupted-'));
  model = localModel(join(folder, 'model'), { cwd: folder });
  await packShellCharm(join(folder, 'slow.charm'), CHARM);
  await model.juju('deploy', './slow.charm');
});

afterAll(async () => {
  await model.run('destroy-model', '--no-prompt');
  await rm(folder, { recursive: true, force: true });
});

it('lets a running hook come to its end after Ctrl-C, and keeps what it did', async () => {
  const command = start('config', 'slow', 'round=1');
  await appears('/tmp/began-1');
  command.interrupt();
  await command.says('ends when the running hooks have ended');
  await model.juju('ssh', '0', 'touch /tmp/go-1');
  const { code, stderr } = await command.end;
  expect(code).toBe(130);
  expect(stderr).toContain('interrupted; "juju-local agents" goes on');
  expect((await model.units())['slow/0']).toMatchObject({ message: 'round 1', agent: 'idle' });
});

it('ends at once after a second Ctrl-C, and the hook is run again by the next command', async () => {
  const command = start('config', 'slow', 'round=2');
  await appears('/tmp/began-2');
  command.interrupt();
  await command.says('ends when the running hooks have ended');
  command.interrupt();
  expect((await command.end).code).toBe(130);
  expect((await model.units())['slow/0']?.message).toBe('round 1');
  await model.juju('ssh', '0', 'touch /tmp/go-2');
  await model.juju('wait');
  expect((await model.units())['slow/0']).toMatchObject({ message: 'round 2', agent: 'idle' });
});

it('refuses a second command with one message, and changes nothing for it', async () => {
  const command = start('config', 'slow', 'round=3');
  await appears('/tmp/began-3');
  const { code, stderr } = await model.run('config', 'slow', 'round=0');
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^error: process \d+ is at work on the model in \S+ \[MODEL_LOCKED\]\n {2}fix: .+\n$/,
  );
  await model.juju('ssh', '0', 'touch /tmp/go-3');
  expect((await command.end).code).toBe(0);
  expect((await model.units())['slow/0']?.message).toBe('round 3');
});

interface Running {
  interrupt(): void;
  /** Waits until standard error holds a text. */
  says(text: string): Promise<void>;
  readonly end: Promise<Outcome>;
}

function start(...args: readonly string[]): Running {
  const child = spawn(join(ROOT, 'node_modules/.bin/juju-local'), args, {
    cwd: folder,
    env: { ...process.env, NO_COLOR: '1', JUJU_LOCAL_DIR: model.directory },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      written[stream] += text;
    });
  }
  return {
    interrupt: () => child.kill('SIGINT'),
    says: async (text) => {
      while (!written.stderr.includes(text)) await sleep(20);
    },
    end: new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve({ code: code ?? 128, ...written }));
    }),
  };
}

async function appears(inside: string): Promise<void> {
  const path = model.path('0', inside);
  for (;;) {
    const found = await readFile(path).catch(() => undefined);
    if (found !== undefined) return;
    await sleep(20);
  }
}
