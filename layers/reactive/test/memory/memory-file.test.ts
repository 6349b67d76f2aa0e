import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EMPTY_MEMORY } from '../../lib/memory/memory.ts';
import {
  openMemoryFile,
  replaceFile,
  RUNNING_FILE,
  STATE_FILE,
} from '../../lib/memory/memory-file.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'memory-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

const memory = { ...EMPTY_MEMORY, flags: { ready: null } };

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

  it('names a damaged file, the key and the way out', async () => {
    await writeFile(join(folder, STATE_FILE), '{"version": 1, "flags": []}');
    await expect(openMemoryFile(folder).load()).rejects.toThrow(
      new RegExp(
        `${STATE_FILE}: error: the unit's memory is damaged: flags is a list, expected a map .STATE_DAMAGED.\n  fix: mend the file, or remove it`,
      ),
    );
  });

  it('names the hook that runs at this moment, and none that died', async () => {
    const file = openMemoryFile(folder);
    expect(await file.runningHook()).toBeUndefined();
    await file.begin('db-relation-changed');
    expect(await file.runningHook()).toBe('db-relation-changed');
    // No process has this number: it is above the kernel's limit.
    await writeFile(join(folder, RUNNING_FILE), '4194999 install\n');
    expect(await file.runningHook()).toBeUndefined();
    await writeFile(join(folder, RUNNING_FILE), '');
    expect(await file.runningHook()).toBeUndefined();
    expect((await file.load()).interrupted).toBe(true);
  });
});

describe('replaceFile', () => {
  it('writes content and mode, whatever the umask', async () => {
    const path = join(folder, 'a');
    const before = process.umask(0o077);
    try {
      await replaceFile({ path, content: 'one', mode: 0o755, durable: true });
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
    await replaceFile({ path, content: 'whole', mode: 0o600, durable: false });
    expect(await readdir(folder)).toEqual(['a']);
    expect(await readFile(path, 'utf8')).toBe('whole');
  });

  it('leaves nothing behind when it fails', async () => {
    const path = join(folder, 'a');
    await writeFile(join(folder, 'b'), '');
    await mkdir(path);
    await expect(replaceFile({ path, content: 'x', mode: 0o600, durable: true })).rejects.toThrow();
    expect(await readdir(folder)).toEqual(['a', 'b']);
  });
});
