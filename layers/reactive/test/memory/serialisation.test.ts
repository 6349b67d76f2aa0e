import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killEverywhere } from '../support/kill-everywhere.ts';
import { bundleFixture } from '../support/process-unit.ts';
import { ProgramUnit } from '../support/program-unit.ts';

/** A handler that takes its time, and that changes what it can reach in the way its file says. */
const SCRIPT = `#!/bin/sh
case $1 in
  --test) charms.reactive is_flag_set slow ;;
  --invoke)
    touch running
    sleep 1
    unset REACTIVE_SESSION
    [ ! -e outside ] || charms.reactive set_flag outside || exit
    ;;
esac
`;

let folder: string;
let first: ProgramUnit;
let unit: ProgramUnit;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'serial-'));
  first = await ProgramUnit.create(await bundleFixture('programs-charm', folder), SCRIPT);
  expect(await first.runHook('start')).toMatchObject({ code: 0 });
}, 30_000);

afterAll(async () => {
  await first.remove();
  await rm(folder, { recursive: true });
});

beforeEach(async () => {
  unit = await first.copy();
});

afterEach(async () => unit.remove());

describe('hooks and commands in processes side by side', () => {
  it('lose nothing of what each of them has changed', async () => {
    const flags = Array.from({ length: 10 }, (_, index) => `flag-${index}`);
    const hooks = async (): Promise<void> => {
      for (const hook of ['install', 'update-status', 'config-changed']) {
        expect(await unit.runHook(hook)).toMatchObject({ code: 0 });
      }
    };
    const commands = flags.map(async (flag) => unit.command('set', flag));
    const [, ...outcomes] = await Promise.all([hooks(), ...commands]);
    expect(outcomes).toEqual(outcomes.map(() => ({ code: 0, stdout: '', stderr: '' })));
    expect(await unit.flags()).toEqual([...flags, 'installed'].sort());
  }, 60_000);

  it('lose nothing either when hooks are killed in between', async () => {
    const flags = Array.from({ length: 8 }, (_, index) => `flag-${index}`);
    const hooks = async (): Promise<void> => {
      for (const place of [2, 5, 8, 11]) {
        await unit.runHook('update-status', { KILL_AT_FILE: String(place) });
      }
      expect(await unit.runHook('install')).toMatchObject({ code: 0 });
    };
    const commands = flags.map(async (flag) => unit.command('set', flag));
    const [, ...outcomes] = await Promise.all([hooks(), ...commands]);
    expect(outcomes.map(({ code }) => code)).toEqual(outcomes.map(() => 0));
    expect(await unit.flags()).toEqual([...flags, 'installed'].sort());
    expect(await unit.files()).toEqual(await first.files());
  }, 60_000);

  it('wait for each other: a command waits until the hook has ended', async () => {
    await unit.command('set', 'slow');
    const hook = unit.runHook('update-status');
    await fileAppears('running');
    expect(await unit.command('clear', 'slow')).toMatchObject({ code: 0 });
    expect(await hook).toMatchObject({ code: 0 });
    expect(await unit.flags()).toEqual([]);
  }, 30_000);

  it('do not wait for ever for each other: a command within a hook is told so', async () => {
    await unit.command('set', 'slow');
    await writeFile(unit.path('charm/outside'), '');
    const started = performance.now();
    const { code, stdout } = await unit.runHook('update-status');
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /hook update-status is running .*UNIT_BUSY[^]*it waits for this command/,
    );
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(await unit.flags()).toEqual(['slow']);
  }, 30_000);

  async function fileAppears(name: string): Promise<void> {
    for (let tries = 0; tries < 200; tries += 1) {
      if ((await unit.files()).includes(name)) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`${name} does not appear`);
  }
});

it('a command that is killed anywhere has changed the flag or not, and is in nobody’s way', async () => {
  const { ends, places } = await killEverywhere({ stride: 2 }, async (place) => {
    const copy = await first.copy();
    try {
      const kill = { KILL_AT_FILE: String(place) };
      const { code } = await copy.commandIn(kill, 'set', 'by-hand');
      const flags = await copy.flags();
      expect(await copy.command('set', 'after')).toMatchObject({ code: 0 });
      expect(await copy.flags()).toEqual(['after', ...flags]);
      expect(await copy.runHook('update-status')).toMatchObject({ code: 0 });
      expect(await copy.files()).toEqual(await first.files());
      return code === null ? flags : undefined;
    } finally {
      await copy.remove();
    }
  });
  expect(places).toBeGreaterThan(5);
  expect(new Set(ends.map(String))).toEqual(new Set(['', 'by-hand']));
}, 120_000);
