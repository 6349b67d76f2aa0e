import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleFixture } from '../support/process-unit.ts';
import { ProgramUnit } from '../support/program-unit.ts';

let folder: string;
let bundle: string;
let unit: ProgramUnit;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'programs-'));
  bundle = await bundleFixture('programs-charm', folder);
}, 30_000);

afterAll(async () => rm(folder, { recursive: true }));

afterEach(async () => unit.remove());

/** A unit with a handler in a shell script, which notes how it is called and in which phase. */
async function unitWith(onTest: string, onInvoke = ':'): Promise<void> {
  unit = await ProgramUnit.create(
    bundle,
    `#!/bin/sh
echo "$1" >> ran
is_set() { charms.reactive is_flag_set "$1"; }
case $1 in
  --test) ${onTest} ;;
  --invoke) ${onInvoke} ;;
esac
`,
  );
}

describe('a unit with a handler in another language', () => {
  it('R23 keeps nothing of a hook that fails, whatever the handler has changed before', async () => {
    await unitWith(
      '! is_set backup.made',
      'charms.reactive set_flag backup.made && ! is_set backup.due',
    );
    await unit.command('set', 'explode');
    await unit.command('set', 'backup.due');
    const before = await unit.flags();
    const { code, stdout } = await unit.runHook('config-changed');
    expect(code).toBe(1);
    expect(stdout).toContain('handler blog/explode runs (round 0)');
    expect(await unit.flags()).toEqual(before);
    await unit.command('clear', 'explode');
    expect(await unit.runHook('config-changed')).toMatchObject({ code: 0 });
    expect(await unit.flags()).toEqual(['announced', 'backup.made']);
  }, 30_000);

  it('R23 lets the handler see what handlers before it have changed in the same hook', async () => {
    await unitWith('is_set installed && ! is_set seen', 'charms.reactive set_flag seen');
    await unit.runHook('install');
    expect(await unit.ran()).toEqual(['--test', '--test', '--invoke', '--test']);
    expect(await unit.flags()).toEqual(['installed', 'seen']);
  }, 30_000);

  it('R74 asks it in the phase of hooks too, and runs it there', async () => {
    await unitWith('[ ! -e made ]', 'touch made');
    const { stdout } = await unit.runHook('start');
    expect(stdout).toContain('handler executable/reactive/backup runs (round hook)');
    // In the phase of hooks and in round 0, where it does not want to any more.
    expect(await unit.ran()).toEqual(['--test', '--invoke', '--test']);
  }, 30_000);

  it('R80 asks it once in a round, however many flags change', async () => {
    await unitWith(
      '[ ! -e made ]',
      'touch made; for flag in 1 2 3 4 5; do charms.reactive set_flag "f$flag"; done',
    );
    await unit.runHook('start');
    expect(await unit.ran()).toEqual(['--test', '--invoke', '--test']);
    expect(await unit.flags()).toEqual(['f1', 'f2', 'f3', 'f4', 'f5']);
    await unit.runHook('update-status');
    expect(await unit.ran()).toEqual(['--test', '--test']);
  }, 30_000);

  it('R27 leaves no session and no lock behind, and its memory to itself', async () => {
    await unitWith('! is_set seen', 'charms.reactive set_flag seen');
    await unit.runHook('start');
    expect(
      (await readdir(unit.path('charm'))).filter((name) => name.startsWith('.')).sort(),
    ).toEqual(['.flight-record.json', '.unit-state.json']);
    expect((await stat(unit.path('charm/.unit-state.json'))).mode & 0o777).toBe(0o600);
  }, 30_000);

  it('is killed with all that it started when its hook is ended by a signal', async () => {
    await unitWith(':', '(sleep 3; touch late) & kill -TERM $PPID; wait');
    expect(await unit.runHook('start')).toMatchObject({ code: null });
    await new Promise((resolve) => setTimeout(resolve, 3_500));
    expect(await unit.files()).not.toContain('late');
  }, 30_000);

  it('tells a command of a program that outlived its hook that this is over', async () => {
    await unitWith(
      '! is_set seen',
      '(sleep 1.5; charms.reactive set_flag late; echo $? > late) >> late-output 2>&1 & charms.reactive set_flag seen',
    );
    expect(await unit.runHook('start')).toMatchObject({ code: 0 });
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(await unit.flags()).toEqual(['seen']);
    expect(await unit.read('charm/late')).toBe('1\n');
    expect(await unit.read('charm/late-output')).toContain('SESSION_OVER');
  }, 30_000);
});
