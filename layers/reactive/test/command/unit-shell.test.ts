import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  commandScript,
  COMMAND_PATH,
  COMPATIBLE_COMMAND_PATH,
} from '../../lib/command/unit-shell.ts';
import { layer } from '../../reactive/reactive.ts';
import { freshUnit, runHook } from '@reactive-charms/testing';
import { composeCharm } from '../support/charms.ts';

let root: string;
let script: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'shell-'));
  script = join(root, 'reactive');
  const agents = join(root, 'agents');
  await mkdir(agents);
  await writeFile(script, commandScript().replace('/var/lib/juju/agents', agents));
});

afterEach(async () => {
  await rm(root, { recursive: true });
});

/** Lays down a charm whose command prints which unit it is of, and what it was given. */
async function addCharm(tag: string, mode = 0o755): Promise<string> {
  const charm = join(root, 'agents', tag, 'charm');
  await mkdir(join(charm, 'bin'), { recursive: true });
  const command = join(charm, 'bin', 'reactive');
  await writeFile(command, `#!/bin/sh\necho "${tag}:$#" "$@"\n`);
  await chmod(command, mode);
  return charm;
}

/** Runs the script with nothing but PATH, and with what else is given. */
function run(args: string[], environment: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync('/bin/sh', [script, ...args], {
    env: { PATH: '/usr/bin:/bin', ...environment },
    encoding: 'utf8',
  });
  return [status, stdout.trim(), stderr.trim()];
}

describe('the command of the machine', () => {
  it('hands over to the only unit, arguments as they are', async () => {
    await addCharm('unit-wordpress-0');
    expect(run(['set', 'a b', '', '*'])).toEqual([0, 'unit-wordpress-0:4 set a b  *', '']);
    expect(run([])).toEqual([0, 'unit-wordpress-0:0', '']);
  });

  it('passes over units of other charms', async () => {
    await addCharm('unit-wordpress-0');
    await addCharm('unit-mysql-0', 0o644);
    await mkdir(join(root, 'agents', 'unit-ntp-1'));
    expect(run(['flags'])).toEqual([0, 'unit-wordpress-0:1 flags', '']);
  });

  it.each([
    [['--unit', 'word-press/11', 'why', 'x'], 'unit-word-press-11:2 why x'],
    [['--unit=word-press/2', 'flags'], 'unit-word-press-2:1 flags'],
  ])('serves the unit that %j names', async (args, output) => {
    await addCharm('unit-word-press-2');
    await addCharm('unit-word-press-11');
    expect(run(args)).toEqual([0, output, '']);
  });

  it('names the units when there are several, as Juju writes them', async () => {
    await addCharm('unit-word-press-2');
    await addCharm('unit-blog-0');
    expect(run(['flags'])).toEqual([
      2,
      '',
      'reactive: several units are here, name one with --unit: blog/0 word-press/2',
    ]);
  });

  it('says so when there is none', () => {
    expect(run(['flags'])).toEqual([
      1,
      '',
      'reactive: no unit on this machine has a charm of this kind',
    ]);
  });

  it('says so when the named unit is not there', async () => {
    await addCharm('unit-wordpress-0');
    expect(run(['--unit', 'mysql/0', 'flags'])).toEqual([
      1,
      '',
      'reactive: unit mysql/0 has no charm of this kind on this machine',
    ]);
  });

  it('fails when --unit is the last word', async () => {
    await addCharm('unit-wordpress-0');
    expect(run(['--unit'])).toEqual([2, '', 'reactive: --unit needs the name of a unit']);
  });

  it('takes nothing of the hook of one unit to another', async () => {
    await writeFile(
      join(await addCharm('unit-blog-0'), 'bin/reactive'),
      '#!/bin/sh\necho "$JUJU_CONTEXT_ID$JUJU_DISPATCH_PATH$REACTIVE_SESSION"\n',
    );
    const hook = { JUJU_CONTEXT_ID: 'c', JUJU_DISPATCH_PATH: 'hooks/start', REACTIVE_SESSION: 's' };
    const other = { ...hook, JUJU_UNIT_NAME: 'mysql/0' };
    expect(run(['--unit', 'blog/0'], other)).toEqual([0, '', '']);
    const same = { ...hook, JUJU_UNIT_NAME: 'blog/0' };
    expect(run(['--unit', 'blog/0'], same)).toEqual([0, 'chooks/starts', '']);
  });

  it('serves the unit of the environment, by its charm directory or its name', async () => {
    await addCharm('unit-blog-0');
    const charm = await addCharm('unit-word-press-2');
    expect(run(['flags'], { JUJU_CHARM_DIR: charm, JUJU_UNIT_NAME: 'word-press/2' })).toEqual([
      0,
      'unit-word-press-2:1 flags',
      '',
    ]);
    expect(run(['flags'], { JUJU_UNIT_NAME: 'blog/0' })).toEqual([0, 'unit-blog-0:1 flags', '']);
    expect(run(['--unit', 'blog/0'], { JUJU_CHARM_DIR: charm })[1]).toBe('unit-blog-0:0');
  });

  it('lies where every shell finds it after install and after an upgrade, and is written once', async () => {
    const charm = composeCharm(layer);
    const first = await runHook(charm, 'install', freshUnit('wordpress/0'));
    expect(first.state.files[COMMAND_PATH]).toEqual({ content: commandScript(), mode: 0o755 });
    expect(first.state.files[COMPATIBLE_COMMAND_PATH]).toMatchObject({ link: COMMAND_PATH });
    const upgraded = await runHook(charm, 'upgrade-charm', freshUnit('wordpress/0'));
    expect(upgraded.state.files[COMMAND_PATH]?.mode).toBe(0o755);
  });
});
