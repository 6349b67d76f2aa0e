import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EMPTY_MEMORY } from '../../lib/memory/memory.ts';
import { replaceFile, writing } from '../../lib/memory/files.ts';
import { openMemoryFile, STATE_FILE } from '../../lib/memory/memory-file.ts';
import { openMemory } from '../../lib/memory/memory-store.ts';
import { LOCK_FILE, RUNNING_FILE } from '../../lib/memory/unit-files.ts';
import { findOwner } from '../../lib/memory/unit-lock.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'memory-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

const memory = { ...EMPTY_MEMORY, flags: { ready: null } };

describe('a disk that is full or broken', () => {
  it.each(['ENOSPC', 'EROFS', 'EIO', 'EDQUOT'])(
    '%s is told with the file and what to do',
    (code) => {
      const write = (): never => {
        throw Object.assign(new Error(`${code}: no`), { code });
      };
      expect(() => writing('/charm/.unit-state.json', write)).toThrow(
        /^\/charm\/\.unit-state\.json: error: .*cannot be kept.* \[STATE_NOT_KEPT\]\n {2}fix: make room/,
      );
    },
  );

  it('leaves other errors as they are', () => {
    const error = Object.assign(new Error('no'), { code: 'EEXIST' });
    const write = (): never => {
      throw error;
    };
    expect(() => writing('/charm/.unit-lock', write)).toThrow(error);
  });
});

describe('openMemoryFile', () => {
  it('finds nothing in a new charm directory', async () => {
    expect(await openMemoryFile(folder).load()).toEqual({ interrupted: false });
  });

  it('finds what was saved', async () => {
    const file = openMemoryFile(folder);
    await file.begin('install');
    await file.save(memory, { finished: true });
    expect(await file.load()).toEqual({ memory, interrupted: false });
    expect(await readdir(folder)).toEqual([STATE_FILE]);
  });

  it('tells that a hook did not end', async () => {
    const file = openMemoryFile(folder);
    await file.save(memory, { finished: true });
    await file.begin('start');
    expect(await file.load()).toEqual({ memory, interrupted: true });
  });

  it('tells so too when the command saved flags in between', async () => {
    const file = openMemoryFile(folder);
    await file.begin('start');
    await file.save(memory, { finished: false });
    expect(await file.load()).toEqual({ memory, interrupted: true });
  });

  it('R27 keeps the memory from other users', async () => {
    await openMemoryFile(folder).save(memory, { finished: true });
    expect((await stat(join(folder, STATE_FILE))).mode & 0o777).toBe(0o600);
  });

  it('R119 names a damaged file, the key and the way out', async () => {
    await writeFile(join(folder, STATE_FILE), '{"version": 1, "flags": []}');
    await expect(openMemoryFile(folder).load()).rejects.toThrow(
      new RegExp(
        `${STATE_FILE}: error: the unit's memory is damaged: flags is a list, expected a map .STATE_DAMAGED.\n  fix: mend the file, or remove it`,
      ),
    );
  });

  it('writes nothing when nothing has changed', async () => {
    await openMemoryFile(folder).save(memory, { finished: true });
    const before = await stat(join(folder, STATE_FILE));
    const file = openMemoryFile(folder);
    const { memory: loaded = EMPTY_MEMORY } = await file.load();
    await file.save({ ...loaded, flags: { ready: null } }, { finished: true });
    expect((await stat(join(folder, STATE_FILE))).ino).toBe(before.ino);
    await file.save({ ...loaded, flags: { ready: 1 } }, { finished: true });
    expect((await stat(join(folder, STATE_FILE))).ino).not.toBe(before.ino);
    await file.save(memory, { finished: true });
    expect(await openMemoryFile(folder).load()).toEqual({ memory, interrupted: false });
  });

  it('lets one process have the unit for itself at a time', async () => {
    const release = await openMemoryFile(folder).lock('hook start', 0);
    expect(findOwner(join(folder, LOCK_FILE))).toMatchObject({ who: 'hook start' });
    await expect(openMemoryFile(folder).lock('reactive set', 0)).rejects.toThrow('UNIT_BUSY');
    await release();
    await (
      await openMemoryFile(folder).lock('reactive set', 0)
    )();
    expect(await readdir(folder)).toEqual([]);
  });

  it('lets the next hook doubt everything when it is told to', async () => {
    const file = openMemoryFile(folder);
    await file.save(memory, { finished: true });
    await file.doubt();
    expect(await file.load()).toEqual({ memory, interrupted: true });
    expect((await stat(join(folder, RUNNING_FILE))).mode & 0o777).toBe(0o600);
  });

  it('tells of a hook that was killed while it made its note', async () => {
    await writeFile(join(folder, RUNNING_FILE), '');
    expect((await openMemoryFile(folder).load()).interrupted).toBe(true);
  });

  it('is what openMemory opens, if the charm does not say otherwise', async () => {
    const store = await openMemory({}, { charmDirectory: folder });
    await store.save(memory, { finished: true });
    expect(await openMemoryFile(folder).load()).toEqual({ memory, interrupted: false });
  });
});

describe('replaceFile', () => {
  it('writes content and mode, whatever the umask', async () => {
    const path = join(folder, 'a');
    const before = process.umask(0o077);
    try {
      replaceFile({ path, content: 'one', mode: 0o755, durable: true });
    } finally {
      process.umask(before);
    }
    expect(await readFile(path, 'utf8')).toBe('one');
    expect((await stat(path)).mode & 0o777).toBe(0o755);
  });

  it('takes away what a crash left, even if it was made for nobody to touch', async () => {
    const path = join(folder, 'a');
    await writeFile(join(folder, '.a.new'), 'half of a sec');
    await chmod(join(folder, '.a.new'), 0o400);
    replaceFile({ path, content: 'whole', mode: 0o600, durable: false });
    expect(await readdir(folder)).toEqual(['a']);
    expect(await readFile(path, 'utf8')).toBe('whole');
  });

  it('leaves nothing behind when it fails', async () => {
    const path = join(folder, 'a');
    await writeFile(join(folder, 'b'), '');
    await mkdir(path);
    expect(() => replaceFile({ path, content: 'x', mode: 0o600, durable: true })).toThrow('EISDIR');
    expect(await readdir(folder)).toEqual(['a', 'b']);
  });
});
