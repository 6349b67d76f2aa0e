import { lstat, mkdir, readlink, realpath, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { OWN_FOLDERS, SHARED_FOLDERS } from './machine-root.ts';

/** Where PATH finds programs that a machine has for itself. */
const LINK = '/usr/local/bin/node';

/**
 * Tells which file must be mounted into machines so that the host's Node.js runs there at its own
 * path: the program itself, or nothing if it lies in a folder that machines share.
 * @param program the path of a Node.js program on the host.
 */
export async function findUnsharedNode(program: string): Promise<string | undefined> {
  const path = await realpath(program);
  return isShared(path) ? undefined : path;
}

function isShared(path: string): boolean {
  const within = (folder: string): boolean => path.startsWith(`${folder}/`);
  const shared = SHARED_FOLDERS.filter(within).map((folder) => folder.length);
  const own = OWN_FOLDERS.filter(within).map((folder) => folder.length);
  // The deeper folder is mounted over the other: /usr/local over /usr, /home/linuxbrew over /home.
  return Math.max(0, ...shared) > Math.max(0, ...own);
}

/**
 * Makes the host's Node.js known in a machine: a place to mount it on, and a link on PATH. A program
 * that a charm has put there stays.
 * @returns true when the program can be mounted at its own path.
 */
export async function prepareNode(root: string, program: string): Promise<boolean> {
  const place = join(root, program);
  if (program !== LINK) await linkNode(join(root, LINK), program);
  const found = await stat(place).catch(() => undefined);
  if (found !== undefined) return found.size === 0;
  await mkdir(dirname(place), { recursive: true });
  await writeFile(place, '', { mode: 0o755 });
  return true;
}

/** Puts a link to a Node.js program where PATH finds it, unless a charm has put something there. */
export async function linkNode(link: string, program: string): Promise<void> {
  const found = await lstat(link).catch(() => undefined);
  if (found !== undefined) {
    const target = found.isSymbolicLink() ? await readlink(link) : undefined;
    if (target === program || !target?.endsWith('/bin/node')) return;
    await rm(link);
  }
  await symlink(program, link);
}
