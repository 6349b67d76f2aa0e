import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createExecutables } from '../../lib/executables/executables.ts';
import type { Executables } from '../../lib/executables/executables.ts';
import { SESSION_FOLDER } from '../../lib/executables/run-session.ts';
import { openSession } from '../../lib/executables/session.ts';
import { FlagStore } from '../../lib/flags/flag-store.ts';
import type { FlagValues } from '../../lib/flags/flag-store.ts';
import type { Trigger } from '../../lib/flags/triggers.ts';
import type { Memory } from '../../lib/memory/memory.ts';
import { ProgramCharm } from '../support/program-charm.ts';

const HOOK_PHASE = { name: 'hook', changed: new Set<string>() };

let charm: ProgramCharm;
let lines: string[];
const open: Executables[] = [];

beforeEach(async () => {
  charm = await ProgramCharm.create();
  lines = [];
});

afterEach(async () => {
  for (const executables of open.splice(0)) await executables.close();
  await charm.remove();
});

interface Setting {
  readonly set?: FlagValues;
  readonly triggers?: readonly Trigger[];
  readonly invoked?: Set<string>;
  readonly files?: Memory['files'];
  readonly seconds?: number;
  readonly environment?: Record<string, string>;
}

function executablesOf(setting: Setting = {}): { executables: Executables; flags: FlagStore } {
  const { seconds = 30 } = setting;
  const flags = new FlagStore(setting.set ?? {}, setting.triggers ?? []);
  const executables = createExecutables(
    {
      charmDirectory: charm.directory,
      paths: ['reactive/backup'],
      environment: { ...process.env, ...setting.environment },
      log: { debug: (line) => lines.push(line) },
      seconds: { '--test': seconds, '--invoke': seconds },
    },
    {
      name: 'install',
      flags,
      invoked: setting.invoked ?? new Set(),
      files: setting.files ?? {},
    },
  );
  open.push(executables);
  return { executables, flags };
}

describe('a program', () => {
  it('R72 wants to run when its test ends with 0, and is then given what it printed', async () => {
    const path = await charm.addScript('reactive/backup', 'echo all of it; echo');
    const { executables } = executablesOf();
    const output = await executables.test(path, HOOK_PHASE);
    expect(output).toBe('all of it\n\n');
    await executables.invoke(path, output ?? '');
    expect(await charm.calls()).toEqual(['--test', '--invoke all of it~~']);
  });

  it.each([1, 2, 127])('R72 does not want to run when its test ends with %d', async (code) => {
    const path = await charm.addScript('reactive/backup', `echo no; exit ${code}`);
    expect(await executablesOf().executables.test(path, HOOK_PHASE)).toBeUndefined();
  });

  it('R72 fails the hook when it ends with another code than 0, in the place that it names', async () => {
    const path = await charm.addScript('reactive/backup', ':', 'echo no space >&2; exit 3');
    const { executables } = executablesOf();
    await expect(executables.invoke(path, '')).rejects.toThrow(
      'reactive/backup --invoke ended with exit code 3 [EXECUTABLE_FAILED]',
    );
    expect(lines).toEqual(['reactive/backup: no space']);
  });

  it('fails the hook too when it is ended by a signal while it is asked', async () => {
    const path = await charm.addScript('reactive/backup', 'kill -9 $$');
    await expect(executablesOf().executables.test(path, HOOK_PHASE)).rejects.toThrow(
      'reactive/backup --test was ended by SIGKILL [EXECUTABLE_FAILED]',
    );
  });

  it('logs what it prints line by line as it comes, but not the answer to its test', async () => {
    const path = await charm.addScript(
      'reactive/backup',
      'echo answer; echo looking >&2',
      'echo one; echo two >&2; printf three',
    );
    const { executables } = executablesOf();
    await executables.test(path, HOOK_PHASE);
    expect(lines).toEqual(['reactive/backup: looking']);
    await executables.invoke(path, 'answer\n');
    expect(lines.slice(1).sort()).toEqual([
      'reactive/backup: one',
      'reactive/backup: three',
      'reactive/backup: two',
    ]);
  });

  it('fills no memory: a line that goes on is logged in pieces, and of an endless answer enough is kept', async () => {
    const flood = 'head -c 5000000 /dev/zero | tr "\\0" x';
    const path = await charm.addScript('reactive/backup', flood, flood);
    const { executables } = executablesOf();
    const answer = await executables.test(path, HOOK_PHASE);
    expect(answer?.length).toBeGreaterThan(131_072);
    expect(answer?.length).toBeLessThan(1_000_000);
    await executables.invoke(path, '');
    const lengths = lines.map((line) => line.length);
    expect(lengths.reduce((sum, length) => sum + length, 0)).toBeGreaterThan(5_000_000);
    expect(Math.max(...lengths)).toBeLessThan(200_000);
  });

  it('is killed with all that it started when its time is up', async () => {
    const path = await charm.addScript('reactive/backup', ':', 'sleep 60 & echo $! > child; wait');
    const { executables } = executablesOf({ seconds: 0.3 });
    await expect(executables.invoke(path, '')).rejects.toThrow(
      'reactive/backup --invoke did not end within 0.3 seconds [EXECUTABLE_OUT_OF_TIME]',
    );
    const child = Number(await readFile(join(charm.directory, 'child'), 'utf8'));
    await new Promise((resolve) => setTimeout(resolve, 100));
    const state = await readFile(`/proc/${child}/stat`, 'utf8').catch(() => ' Z ');
    expect(state).toContain(' Z ');
  });

  it('does not hold up the hook by what it leaves running', async () => {
    const path = await charm.addScript('reactive/backup', ':', 'sleep 3 & echo done');
    const { executables } = executablesOf();
    const started = performance.now();
    await executables.invoke(path, '');
    expect(performance.now() - started).toBeLessThan(2_500);
    expect(lines).toEqual(['reactive/backup: done']);
  });

  it('runs in the charm directory, with the environment of the hook, and knows its path', async () => {
    const path = await charm.addScript('reactive/backup', 'echo "$PWD $FRUIT $REACTIVE_HANDLER"');
    const { executables } = executablesOf({ environment: { FRUIT: 'plum' } });
    expect(await executables.test(path, HOOK_PHASE)).toBe(
      `${charm.directory} plum reactive/backup\n`,
    );
  });
});

describe('a program that cannot be started', () => {
  const elf = (machine: number): Buffer => {
    const head = Buffer.alloc(64, 0xff);
    head.write('\x7fELF\x02\x01\x01', 'latin1');
    head.writeUInt16LE(machine, 18);
    return head;
  };

  it.each([
    ['compiled for another machine', elf(8), 'is compiled for machines of another kind'],
    ['bytes of another kind', Buffer.from([0xff, 0xfe, 0x00]), 'is neither a script that begins'],
    ['empty', '', 'is neither a script that begins with #! nor a compiled program'],
    ['a script without #!', 'touch ran\n', 'is neither a script that begins with #!'],
    [
      'a script for an interpreter that is missing',
      '#!/usr/bin/no-such-interpreter\n',
      'begins with #! and an interpreter that is not on this machine',
    ],
  ])('R73 is named with the reason, and no shell tries it: %s', async (_what, content, reason) => {
    const path = await charm.add('reactive/backup', content);
    const asked = executablesOf().executables.test(path, HOOK_PHASE);
    await expect(asked).rejects.toThrow(`reactive/backup ${reason}`);
    await expect(asked).rejects.toThrow('EXECUTABLE_BROKEN');
    expect(await readdir(charm.directory)).not.toContain('ran');
  });

  it('R73 is named when it is missing, or may not be executed', async () => {
    const { executables } = executablesOf();
    await expect(executables.test('reactive/none', HOOK_PHASE)).rejects.toThrow(
      'reactive/none is not in the charm [EXECUTABLE_BROKEN]',
    );
    const path = await charm.add('reactive/backup', '#!/bin/sh\n', 0o644);
    await expect(executables.test(path, HOOK_PHASE)).rejects.toThrow(
      'reactive/backup may not be executed [EXECUTABLE_BROKEN]',
    );
  });

  it('R73 is named when it printed more than fits on a command line', async () => {
    const path = await charm.addScript('reactive/backup', ':');
    await expect(executablesOf().executables.invoke(path, 'x'.repeat(300_000))).rejects.toThrow(
      'what it printed at --test is too long [EXECUTABLE_BROKEN]',
    );
  });
});

describe('the session of a program', () => {
  it('shows flags with values that nobody has committed, the phase, and what changed', async () => {
    const path = await charm.addScript('reactive/backup', 'echo "$REACTIVE_SESSION"; exit 0');
    const invoked = new Set(['blog/once']);
    const { executables, flags } = executablesOf({ set: { password: 'hunter2' }, invoked });
    flags.set('fresh', { a: [1] });
    const phase = { name: '2', changed: new Set(['fresh']) };
    const file = (await executables.test(path, phase))?.trim() ?? '';
    const session = await openSession({ REACTIVE_SESSION: file });
    expect(session).toMatchObject({ run: 'install', phase: '2', changed: new Set(['fresh']) });
    const state = session?.stateNow([]);
    expect(state?.flags.values()).toEqual({ fresh: { a: [1] }, password: 'hunter2' });
    expect(state?.invoked).toEqual(invoked);
  });

  it('is for nobody else to read', async () => {
    const path = await charm.addScript('reactive/backup', ':');
    await executablesOf({ set: { password: 'hunter2' } }).executables.test(path, HOOK_PHASE);
    const folder = join(charm.directory, SESSION_FOLDER);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    const names = await readdir(folder);
    expect(names).toHaveLength(2);
    for (const name of names) {
      expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
    }
  });

  it('R23 changes the flags of the run when the program has ended, with triggers', async () => {
    const path = await charm.addScript(
      'reactive/backup',
      [
        `ask '{"op":"set","flag":"looked","value":{"at":7}}'`,
        `ask '{"op":"clear","flag":"due"}'`,
      ].join('; '),
      [
        `ask '{"op":"toggle","flag":"made","condition":true}'`,
        `ask '{"op":"toggle","flag":"looked","condition":false}'`,
        `ask '{"op":"invoked","ids":["reactive/backup:make"]}'`,
      ].join('; '),
    );
    const invoked = new Set<string>();
    const triggers = [{ when: 'made', set: 'told' }];
    const { executables, flags } = executablesOf({ set: { due: null }, triggers, invoked });
    await executables.test(path, HOOK_PHASE);
    expect(flags.values()).toEqual({ looked: { at: 7 } });
    expect(flags.takeTransitions()).toEqual([
      { flag: 'looked', to: 'set' },
      { flag: 'due', to: 'cleared' },
    ]);
    await executables.invoke(path, '');
    expect(flags.list()).toEqual(['made', 'told']);
    expect([...invoked]).toEqual(['reactive/backup:make']);
  });

  it('shows to a command what the ones before it have asked for, triggers included', async () => {
    const path = await charm.addScript('reactive/backup', 'echo "$REACTIVE_SESSION"');
    const { executables, flags } = executablesOf({ set: { a: null } });
    const environment = { REACTIVE_SESSION: (await executables.test(path, HOOK_PHASE))?.trim() };
    const first = await openSession(environment);
    await first?.ask({ op: 'set', flag: 'b', value: 1 }, { op: 'clear', flag: 'a' });
    const second = await openSession(environment);
    const state = second?.stateNow([{ whenNot: 'a', set: 'c' }]);
    expect(state?.flags.values()).toEqual({ b: 1, c: null });
    expect(state?.flags.takeTransitions()).toEqual([]);
    expect(flags.list()).toEqual(['a']);
    await executables.test(path, HOOK_PHASE);
    expect(flags.list()).toEqual(['b']);
    expect((await openSession(environment))?.stateNow([]).flags.list()).toEqual(['b']);
  });

  it('loses nothing when commands ask side by side', async () => {
    const path = await charm.addScript('reactive/backup', 'echo "$REACTIVE_SESSION"');
    const { executables, flags } = executablesOf();
    const environment = { REACTIVE_SESSION: (await executables.test(path, HOOK_PHASE))?.trim() };
    await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const session = await openSession(environment);
        await session?.ask({ op: 'set', flag: `flag-${index}`, value: 'x'.repeat(1_000) });
      }),
    );
    await executables.test(path, HOOK_PHASE);
    expect(flags.list()).toHaveLength(50);
  });

  it('is over when the run is, for what a program left running', async () => {
    const path = await charm.addScript('reactive/backup', 'echo "$REACTIVE_SESSION"');
    const { executables } = executablesOf();
    const environment = { REACTIVE_SESSION: (await executables.test(path, HOOK_PHASE))?.trim() };
    const session = await openSession(environment);
    await executables.close();
    await expect(openSession(environment)).rejects.toThrow('SESSION_OVER');
    // The next run has a session of its own.
    await executablesOf().executables.test(path, HOOK_PHASE);
    await expect(session?.ask({ op: 'clear', flag: 'a' })).rejects.toThrow('SESSION_OVER');
    expect(await openSession({})).toBeUndefined();
  });

  it('takes a line that was not written to its end for not written', async () => {
    const path = await charm.addScript(
      'reactive/backup',
      `ask '{"op":"set","flag":"a"}'; printf '{"op":"set",' >> "$REACTIVE_SESSION.journal"`,
    );
    const { executables, flags } = executablesOf();
    await executables.test(path, HOOK_PHASE);
    expect(flags.list()).toEqual(['a']);
  });

  it.each([
    ['no JSON', 'set a', 'line 1 is not JSON'],
    ['no operation', '{"op":"drop"}', 'line 1 is no operation'],
    ['no flag', '{"op":"set"}', 'line 1.flag is missing, expected a text'],
    ['no hashes', '{"op":"files","id":"a","hashes":{"b":7}}', 'line 1.a is a map, expected hashes'],
  ])('names a program that writes %s into it', async (_what, line, reason) => {
    const path = await charm.addScript('reactive/backup', `ask '${line}'`);
    await expect(executablesOf().executables.test(path, HOOK_PHASE)).rejects.toThrow(
      `reactive/backup has damaged its session: ${reason} [EXECUTABLE_BROKEN]\n  fix: leave the files of the session`,
    );
  });

  it('keeps hashes of files for the programs of the charm, and for no others', async () => {
    const path = await charm.addScript(
      'reactive/backup',
      `ask '{"op":"files","id":"reactive/backup:copy","hashes":{"/etc/a":"77","/etc/b":null}}'`,
    );
    const { executables } = executablesOf({
      files: {
        'reactive/backup:old': { '/etc/c': '1' },
        'reactive/backups:no': { '/etc/c': '1' },
        'blog/render': { '/etc/c': '1' },
      },
    });
    await executables.test(path, HOOK_PHASE);
    // It may be asked again before it runs.
    expect(executables.files()).toEqual({ 'reactive/backup:old': { '/etc/c': '1' } });
    await executables.invoke(path, '');
    expect(executables.files()).toEqual({
      'reactive/backup:old': { '/etc/c': '1' },
      'reactive/backup:copy': { '/etc/a': '77', '/etc/b': null },
    });
  });
});
