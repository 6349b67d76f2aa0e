import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readRunHistory } from '../../lib/record/record-file.ts';
import { CommandUnit, NOW } from '../support/command-unit.ts';
import { lockFor } from '../support/unit-lock.ts';
import { commandCharm, COMMAND_MEMORY } from '../support/command-charm.ts';

const DONE = { code: 0, stdout: '', stderr: '' };

let unit: CommandUnit;

beforeEach(async () => {
  unit = await CommandUnit.create(commandCharm());
  await unit.remember(COMMAND_MEMORY);
});

afterEach(async () => unit.remove());

/** The values of the flags that the next hook will find. */
async function flags() {
  return (await unit.memory())?.flags ?? {};
}

describe('reactive set', () => {
  it.each([
    [['a'], null],
    [['a', '3'], 3],
    [['a', 'plain text'], 'plain text'],
    [
      ['a', '[1,2]'],
      [1, 2],
    ],
    [['a', ''], ''],
  ])('%j is kept as %j', async (args, value) => {
    expect(await unit.run('set', ...args)).toEqual(DONE);
    expect(await flags()).toEqual({ ...COMMAND_MEMORY.flags, a: value });
  });

  it('is noted as done by hand, in the hook of the window if there is one', async () => {
    await unit.run('set', 'a');
    await unit.runIn({ JUJU_DISPATCH_PATH: 'hooks/start' }, 'set', 'b');
    expect((await unit.memory())?.origins).toMatchObject({
      installed: { by: 'blog/install' },
      a: { by: 'by hand', hook: '', at: NOW },
      b: { by: 'by hand', hook: 'start', at: NOW },
    });
  });

  it('leaves the origin of a flag that was set already', async () => {
    await unit.run('set', 'installed', '2');
    expect((await unit.memory())?.origins['installed']?.by).toBe('blog/install');
  });

  it('R16 fires triggers, and says so', async () => {
    await unit.run('set', 'backup.stale');
    expect(await unit.run('set', 'backup.made')).toEqual({
      ...DONE,
      stdout: 'backup.fresh is set by a trigger\nbackup.stale is cleared by a trigger\n',
    });
    expect(Object.keys(await flags())).toEqual(
      expect.arrayContaining(['backup.fresh', 'backup.made']),
    );
    expect(await unit.run('set', 'backup.made')).toEqual(DONE);
  });

  it('R1 refuses a flag without a name', async () => {
    const { code, stderr } = await unit.run('set', '');
    expect([code, stderr]).toEqual([1, expect.stringContaining('[FLAG_NAME]')]);
  });

  it.each([
    'config.changed',
    'config.set.port',
    'leadership.is_leader',
    'endpoint.db.joined',
    'endpoint.db.malformed',
    'storage.data.attached',
    'secret.changed.x',
  ])('warns that the engine will undo a change of %s', async (flag) => {
    expect(await unit.run('set', flag)).toEqual({
      ...DONE,
      stderr: `reactive: the engine manages ${flag}: the next hook sets or clears it anew\n`,
    });
  });

  it('tells how long a flag of malformed data stays cleared', async () => {
    await unit.run('set', 'endpoint.db.malformed');
    for (const verb of ['toggle', 'clear'] as const) {
      expect((await unit.run(verb, 'endpoint.db.malformed')).stderr).toBe(
        'reactive: the engine manages endpoint.db.malformed: it stays cleared until a unit of the endpoint publishes something new\n',
      );
    }
  });

  it('does not warn of flags that authors clear', async () => {
    expect(await unit.run('clear', 'endpoint.db.changed')).toEqual(DONE);
  });
});

describe('reactive clear and toggle', () => {
  it('clears a flag, and its origin is forgotten', async () => {
    expect(await unit.run('clear', 'installed')).toEqual(DONE);
    expect(await flags()).not.toHaveProperty('installed');
    expect((await unit.memory())?.origins).not.toHaveProperty('installed');
  });

  it('R6 to clear a flag that is not set is nothing at all', async () => {
    const before = await unit.memory();
    expect(await unit.run('clear', 'nobody')).toEqual(DONE);
    expect(await unit.memory()).toEqual(before);
  });

  it('toggle sets what is not set and clears what is, and says which', async () => {
    expect((await unit.run('toggle', 'a')).stdout).toBe('a is set\n');
    expect((await unit.run('toggle', 'a')).stdout).toBe('a is cleared\n');
    expect(await flags()).not.toHaveProperty('a');
  });
});

describe('changes and hooks', () => {
  it('keep all else that the unit remembers', async () => {
    const { flags: _, origins: __, ...before } = (await unit.memory()) ?? {};
    await unit.run('set', 'a');
    expect(await unit.memory()).toMatchObject(before);
    expect(await unit.isInDoubt()).toBe(false);
  });

  it('do not pass for a memory of facts in a unit that has run no hook', async () => {
    const fresh = await CommandUnit.create(commandCharm());
    await fresh.run('set', 'a');
    expect(await fresh.isInDoubt()).toBe(true);
    await fresh.remove();
  });

  it('are refused by a hook that waits for the command, because it would undo them', async () => {
    // The process that has started this one.
    await lockFor(process.ppid, 'hook config-changed', unit.charmDirectory);
    const { code, stderr } = await unit.run('set', 'a');
    expect(code).toBe(1);
    expect(stderr).toMatch(/hook config-changed is running .*\[UNIT_BUSY\]\n {2}fix: .+\n$/);
    expect(await flags()).not.toHaveProperty('a');
  });

  it('reactive refresh lets the next hook read everything again', async () => {
    expect(await unit.run('refresh')).toEqual({
      ...DONE,
      stdout: 'the next hook will read everything from Juju again\n',
    });
    expect(await unit.isInDoubt()).toBe(true);
    expect(await unit.memory()).toMatchObject(COMMAND_MEMORY);
  });

  it('reactive refresh keeps in mind that the last hook was killed', async () => {
    await writeFile(join(unit.charmDirectory, '.hook-running'), `${2 ** 30} start\n`);
    await unit.run('refresh');
    expect((await readRunHistory(unit.charmDirectory)).records).toMatchObject([
      { hook: 'start', killed: true },
    ]);
  });
});
