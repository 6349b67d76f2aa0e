import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, constants, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeFolder } from '@reactive-charms/juju/files';

/** A small program in C. */
export interface NativeSource {
  /** What the compiled program is called in the cache, for example `hook-tool`. */
  readonly name: string;
  /** Path of the file with `main`. */
  readonly main: string;
  /** Paths of the files that it includes. */
  readonly headers: readonly string[];
}

const run = promisify(execFile);

/**
 * Compiles a program unless the user's cache has it, and returns its path.
 * @param fallback folder for users without a cache that they can write to.
 * @throws Error where no C compiler is.
 */
export async function compileNative(source: NativeSource, fallback: string): Promise<string> {
  const texts = await Promise.all([source.main, ...source.headers].map((path) => readFile(path)));
  const digest = createHash('sha256').update(process.arch);
  for (const text of texts) digest.update(text);
  const cache = await cacheDirectory(fallback);
  const target = join(cache, `${source.name}-${digest.digest('hex').slice(0, 16)}`);
  const there = await access(target, constants.X_OK).then(
    () => true,
    () => false,
  );
  if (!there) await compile(source.main, target);
  return target;
}

// A static program also runs inside machines whose libraries are not the host's.
async function compile(main: string, target: string): Promise<void> {
  const folder = await mkdtemp(`${target}-`);
  const output = join(folder, 'program');
  const options = ['-O2', '-s', '-std=gnu11', '-o', output, main];
  try {
    await run('cc', ['-static', ...options]).catch(() => run('cc', options));
    await rename(output, target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

// Users without a home that they can write to keep the program beside what needs it.
async function cacheDirectory(fallback: string): Promise<string> {
  const base = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  const shared = join(base, 'juju-local');
  try {
    makeFolder(shared, 0o700);
    await access(shared, constants.W_OK);
    return shared;
  } catch {
    return fallback;
  }
}
