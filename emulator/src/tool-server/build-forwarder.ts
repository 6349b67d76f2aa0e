import { chmod, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileNative } from '../native-program.ts';

/** The program behind the hook tools: native, a Node.js script, or whichever is possible. */
export type ForwarderKind = 'auto' | 'native' | 'node';

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
  const program = await readFile(
    await compileNative(
      {
        name: 'hook-tool',
        main: sourcePath('forwarder.c'),
        headers: [sourcePath('forwarder-gob.h')],
      },
      directory,
    ),
  );
  const present = await readFile(join(directory, name)).catch(() => undefined);
  if (present === undefined || !program.equals(present)) {
    await place(directory, name, program);
  }
  return name;
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

function sourcePath(name: string): string {
  return fileURLToPath(new URL(`./${name}`, import.meta.url));
}
