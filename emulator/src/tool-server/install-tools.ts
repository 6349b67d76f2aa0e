import { mkdir, readlink, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { buildForwarder } from './build-forwarder.ts';
import type { ForwarderKind } from './build-forwarder.ts';

/**
 * Puts the hook tools into a folder: one program, and a link to it for every tool name. The program
 * finds its tool by the name it is called by. What is in place already stays as it is.
 * @param directory path on the host; made if missing.
 * @param names for example `relation-get`.
 * @param kind which program; `auto` is the native one where a C compiler is on PATH.
 * @throws Error when the folder cannot be written.
 */
export async function installTools(
  directory: string,
  names: readonly string[],
  kind: ForwarderKind = 'auto',
): Promise<void> {
  await mkdir(directory, { recursive: true });
  const program = await buildForwarder(directory, kind);
  await Promise.all(names.map((name) => link(program, join(directory, name))));
}

async function link(program: string, path: string): Promise<void> {
  const current = await readlink(path).catch(() => undefined);
  if (current === program) return;
  const temporary = `${path}.new`;
  await rm(temporary, { force: true });
  await symlink(program, temporary);
  await rename(temporary, path);
}
