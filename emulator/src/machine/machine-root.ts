import { chmod, lstat, mkdir, readdir, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeCommandServer } from './command-server.ts';
import { fillEtc, isFilled } from './etc-files.ts';
import type { EtcParts } from './etc-files.ts';
import { writeRecordedCommands } from './recorded-commands.ts';
import type { MachineSpec } from './types.ts';

/** Names the machine's root folder to processes that see the host's `/`. */
export const ROOT_VARIABLE = 'JUJU_LOCAL_MACHINE_ROOT';

/** The folders that a machine has for itself; everything else is the host's. */
export const OWN_FOLDERS = [
  '/etc',
  '/home',
  '/opt',
  '/root',
  '/run',
  '/snap',
  '/srv',
  '/tmp',
  '/usr/local',
  '/var',
] as const;

/** The host's folders that machines share, where the host has them. */
export const SHARED_FOLDERS = [
  '/usr',
  '/bin',
  '/sbin',
  '/lib',
  '/lib32',
  '/lib64',
  '/libx32',
  '/nix',
  '/gnu',
  '/home/linuxbrew',
] as const;

/** The devices of the host that a machine has; others, such as disks, it does not see. */
export const DEVICES = [
  '/dev/full',
  '/dev/null',
  '/dev/random',
  '/dev/tty',
  '/dev/urandom',
  '/dev/zero',
] as const;

const FOLDERS: Readonly<Record<string, number>> = {
  '/dev': 0o755,
  '/dev/pts': 0o755,
  '/dev/shm': 0o1777,
  '/home/ubuntu': 0o755,
  '/mnt': 0o755,
  '/proc': 0o755,
  '/root': 0o700,
  '/run/lock': 0o755,
  '/snap/bin': 0o755,
  '/sys': 0o755,
  '/tmp': 0o1777,
  '/usr/local/bin': 0o755,
  '/usr/local/lib': 0o755,
  '/usr/local/sbin': 0o755,
  '/usr/local/share': 0o755,
  '/var/cache': 0o755,
  '/var/lib/juju': 0o755,
  '/var/log': 0o755,
  '/var/spool': 0o755,
  '/var/tmp': 0o1777,
};

// Relative, so that they lead to the same place from the host and from inside.
const LINKS: Readonly<Record<string, string>> = {
  '/dev/fd': '/proc/self/fd',
  '/dev/ptmx': 'pts/ptmx',
  '/dev/stderr': '/proc/self/fd/2',
  '/dev/stdin': '/proc/self/fd/0',
  '/dev/stdout': '/proc/self/fd/1',
  '/var/run': '../run',
  '/var/lock': '../run/lock',
};

/**
 * Makes the folder that stands for a machine's `/`. What is there already stays as it is.
 * @param root path on the host.
 * @param etc finds what it gets of the host's /etc.
 * @throws Error when a folder cannot be written.
 */
export async function createRoot(
  root: string,
  machine: MachineSpec,
  etc: () => Promise<EtcParts>,
): Promise<void> {
  await createFolders(root);
  const folder = join(root, 'etc');
  if (!isFilled(folder)) fillEtc(folder, machine, await etc());
  const real = machine.commands === 'real';
  writeRecordedCommands(root, { rootVariable: ROOT_VARIABLE, real });
  writeCommandServer(root);
}

/** Makes the folders and links of a machine's root, and nothing in them. */
export async function createFolders(root: string): Promise<void> {
  for (const folder of OWN_FOLDERS) await mkdir(join(root, folder), { recursive: true });
  for (const [folder, mode] of Object.entries(FOLDERS)) await makeFolder(join(root, folder), mode);
  for (const [path, target] of Object.entries(LINKS)) await linkNew(join(root, path), target);
  for (const path of DEVICES) await placeFor(join(root, path));
  await mirrorShared(root);
}

/** A place to mount a device on. */
async function placeFor(path: string): Promise<void> {
  if ((await lstat(path).catch(() => undefined)) === undefined) await writeFile(path, '');
}

/** What the model itself serves in a machine; it outlives a restart. */
const SERVED = new Set(['docker.sock']);

/** Empties what a restart of a machine empties. */
export async function emptyVolatile(root: string): Promise<void> {
  for (const folder of ['run', 'tmp', 'dev/shm']) {
    for (const name of await readdir(join(root, folder)).catch(() => [])) {
      if (folder === 'run' && SERVED.has(name)) continue;
      await rm(join(root, folder, name), { recursive: true, force: true });
    }
  }
  await createFolders(root);
}

async function makeFolder(path: string, mode: number): Promise<void> {
  if ((await mkdir(path, { recursive: true })) !== undefined || mode !== 0o755) {
    await chmod(path, mode);
  }
}

async function linkNew(path: string, target: string): Promise<void> {
  if ((await lstat(path).catch(() => undefined)) === undefined) await symlink(target, path);
}

// Shared folders get a place to be mounted on, or the link that the host has (/bin to usr/bin).
async function mirrorShared(root: string): Promise<void> {
  for (const folder of SHARED_FOLDERS) {
    const found = await lstat(folder).catch(() => undefined);
    if (found?.isSymbolicLink()) await linkNew(join(root, folder), await readlink(folder));
    else if (found?.isDirectory()) await mkdir(join(root, folder), { recursive: true });
  }
}
