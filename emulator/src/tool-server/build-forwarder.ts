import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, chmod, constants, mkdir, mkdtemp, readFile } from 'node:fs/promises';
import { rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** The program behind the hook tools: native, a Node.js script, or whichever is possible. */
export type ForwarderKind = 'auto' | 'native' | 'node';

const run = promisify(execFile);

/**
 * Puts the program behind the hook tools into a folder and returns its file name there.
 * @param directory an existing folder on the host.
 * @throws Error when the native program is demanded and cannot be compiled.
 */
export async function buildForwarder(directory: string, kind: ForwarderKind): Promise<string> {
  if (kind === 'node') return installScript(directory);
  try {
    return await installNative(directory);
  } catch (error) {
    if (kind === 'native') throw error;
    return installScript(directory);
  }
}

async function installNative(directory: string): Promise<string> {
  const name = 'jujuc';
  const program = await readFile(await compileOnce(directory));
  const present = await readFile(join(directory, name)).catch(() => undefined);
  if (present === undefined || !program.equals(present)) {
    await place(directory, name, program);
  }
  return name;
}

/** Compiles the native program unless the cache has it, and returns its path. */
async function compileOnce(directory: string): Promise<string> {
  const source = sourcePath('forwarder.c');
  const texts = await Promise.all(
    [source, sourcePath('forwarder-gob.h')].map((path) => readFile(path)),
  );
  const digest = createHash('sha256').update(process.arch);
  for (const text of texts) digest.update(text);
  const cache = await cacheDirectory(directory);
  const target = join(cache, `hook-tool-${digest.digest('hex').slice(0, 16)}`);
  const there = await access(target).then(
    () => true,
    () => false,
  );
  if (!there) await compile(source, target);
  return target;
}

// A static program also runs inside machines whose libraries are not the host's.
async function compile(source: string, target: string): Promise<void> {
  const folder = await mkdtemp(`${target}-`);
  const output = join(folder, 'jujuc');
  const options = ['-O2', '-s', '-std=gnu11', '-o', output, source];
  try {
    await run('cc', ['-static', ...options]).catch(() => run('cc', options));
    await rename(output, target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function installScript(directory: string): Promise<string> {
  // The ending keeps a package.json in a folder above from making the script an ES module.
  const name = 'jujuc.cjs';
  const source = await readFile(sourcePath('forwarder.cjs'), 'utf8');
  const text = `${firstLines(process.execPath)}\n${source}`;
  if ((await readFile(join(directory, name), 'utf8').catch(() => '')) !== text) {
    await place(directory, name, text);
  }
  return name;
}

// The kernel takes no blanks and no long paths in a first line; a shell does. The second line is a
// command to the shell and a mere text to Node.js.
function firstLines(node: string): string {
  if (node.length < 100 && !/\s/.test(node)) return `#!${node}`;
  return `#!/bin/sh\n':' //; exec '${node.replaceAll("'", `'\\''`)}' "$0" "$@"`;
}

// A program that is running cannot be overwritten, but it can be replaced.
async function place(directory: string, name: string, content: string | Buffer): Promise<void> {
  const temporary = join(directory, `.${name}.${process.pid}`);
  await writeFile(temporary, content);
  await chmod(temporary, 0o755);
  await rename(temporary, join(directory, name));
}

// Users without a home that they can write to keep the program beside the tools.
async function cacheDirectory(directory: string): Promise<string> {
  const base = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  const shared = join(base, 'juju-local');
  return mkdir(shared, { recursive: true, mode: 0o700 })
    .then(() => access(shared, constants.W_OK))
    .then(
      () => shared,
      () => directory,
    );
}

function sourcePath(name: string): string {
  return fileURLToPath(new URL(`./${name}`, import.meta.url));
}
