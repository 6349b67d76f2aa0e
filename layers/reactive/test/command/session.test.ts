import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replay } from '../../lib/executables/session-text.ts';
import { openRunSession } from '../../lib/executables/run-session.ts';
import type { RunSession } from '../../lib/executables/run-session.ts';
import { FlagStore } from '../../lib/flags/flag-store.ts';
import { CommandUnit } from '../support/command-unit.ts';
import { commandCharm, COMMAND_MEMORY } from '../support/command-charm.ts';
import { lockFor } from '../support/unit-lock.ts';

let unit: CommandUnit;
let session: RunSession;

beforeEach(async () => {
  unit = await CommandUnit.create(commandCharm());
  await unit.remember(COMMAND_MEMORY);
  session = openRunSession(unit.charmDirectory);
  await begin('0');
  // The hook has the unit for itself, and waits for its program.
  await lockFor(process.ppid, 'hook start', unit.charmDirectory);
});

afterEach(async () => unit.remove());

/** A round of the running hook; flags that are not committed yet are among those that are set. */
async function begin(phase: string, changed: readonly string[] = []): Promise<void> {
  const flags = { installed: null, fresh: 7 };
  session.tell({ run: 'start', phase, changed, flags, invoked: ['id1'], files: {} });
}

/** Runs the command as a handler in another language does. */
async function run(...args: string[]) {
  const environment = {
    REACTIVE_SESSION: session.file,
    REACTIVE_HANDLER: 'reactive/report',
    JUJU_HOOK_NAME: 'start',
    JUJU_CONTEXT_ID: 'wordpress/0-start-1',
  };
  return unit.runIn(environment, ...args);
}

/** What the engine makes of what was asked for. */
async function taken() {
  const { triggers } = commandCharm().layers[1] ?? { triggers: [] };
  const flags = new FlagStore({ installed: null, fresh: 7 }, triggers);
  const state = { flags, invoked: new Set<string>(), files: new Map() };
  replay(session.takeOperations(), state);
  return {
    flags: flags.values(),
    invoked: [...state.invoked],
    files: Object.fromEntries(state.files),
  };
}

describe('the command in a handler in another language', () => {
  it('R23 sees flags that are not committed yet, and nothing else', async () => {
    expect((await run('get_flags')).stdout).toBe('fresh\ninstalled');
    expect((await run('is_flag_set', 'token')).code).toBe(1);
    expect((await run('flags', '-r')).stdout).toBe('fresh\ninstalled\n');
    expect((await run('why', 'fresh')).stdout).toContain('fresh is set\nits value is 7\n');
  });

  it('needs no look at the memory, so that tests in shell scripts cost little', async () => {
    await writeFile(join(unit.charmDirectory, '.unit-state.json'), '{}');
    expect((await run('get_flags')).code).toBe(0);
    expect((await run('test', 'f reactive/report:f when installed')).stdout).toBe('f');
    expect((await run('flags')).stderr).toContain('[STATE_DAMAGED]');
  });

  it('R23 asks the running hook for changes, which the committed state does not have', async () => {
    const before = await unit.memory();
    expect(await run('set_flag', 'backup.made', '--value', 'v')).toMatchObject({ code: 0 });
    expect(await run('clear', 'fresh')).toMatchObject({ code: 0 });
    expect(await run('mark_invoked', 'id9')).toMatchObject({ code: 0 });
    expect((await run('get_flags')).stdout).toBe('backup.fresh\nbackup.made\ninstalled');
    expect((await run('only_once', 'id9')).code).toBe(1);
    expect(await unit.memory()).toEqual(before);
    expect(await taken()).toEqual({
      flags: { installed: null, 'backup.made': 'v', 'backup.fresh': null },
      invoked: ['id9'],
      files: {},
    });
  });

  it('R23 tells what triggers will do', async () => {
    expect((await run('toggle', 'backup.made')).stdout).toBe(
      'backup.made is set\nbackup.fresh is set by a trigger\n',
    );
  });

  it.each([
    ['hook', [], ['hook', 'start'], 0],
    ['hook', [], ['any_hook', 'start'], 0],
    ['hook', [], ['when', 'installed'], 1],
    ['0', [], ['hook', 'start'], 1],
    ['0', [], ['any_hook', 'start'], 0],
    ['0', [], ['when', 'installed'], 0],
    ['1', ['installed'], ['when', 'installed'], 0],
    ['1', ['fresh'], ['when', 'installed'], 1],
    ['1', ['fresh'], ['when_not', 'nobody'], 1],
    ['1', ['nobody'], ['when_not', 'nobody'], 0],
    ['1', [], ['when'], 1],
  ])(
    'R74 R75 in round %s after changes of %j: %j ends with %d',
    async (phase, changed, args, code) => {
      await begin(phase, changed);
      expect(await run(...args)).toEqual({ code, stdout: '', stderr: '' });
    },
  );

  it('R48 lets the hook remember files for the handler that has seen them', async () => {
    expect((await run('test', `f reactive/report:f when_file_changed /proc/version`)).stdout).toBe(
      'f',
    );
    expect((await run('when_file_changed', '/proc/version')).code).toBe(0);
    expect((await run('when_file_changed', '/proc/version')).code).toBe(1);
    const hash = { '/proc/version': expect.stringMatching(/^[0-9a-f]{64}$/) };
    expect((await taken()).files).toEqual({
      'reactive/report:f': hash,
      'reactive/report:when_file_changed': hash,
    });
  });

  it('says when the hook is over', async () => {
    session.close();
    for (const args of [['get_flags'], ['set', 'a']]) {
      expect(await run(...args)).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('[SESSION_OVER]'),
      });
    }
  });

  it('quotes nothing of a file that is no session', async () => {
    await writeFile(session.file, 'root:x:0:0');
    const { code, stderr } = await run('get_flags');
    expect([code, stderr]).toEqual([1, expect.stringContaining('names no session: the session')]);
    expect(stderr).toContain('[SESSION_OVER]');
    expect(stderr).not.toContain('root:x');
  });
});
