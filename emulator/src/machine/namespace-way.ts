import { execFile } from 'node:child_process';
import { access, constants, lstat, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { DEVICES, SHARED_FOLDERS, createFolders } from './machine-root.ts';
import { prepareNode } from './node-program.ts';
import type { HostCommand, MachineProcess } from './types.ts';

/** The folders of one machine on the host. */
export interface MachineFolders {
  /** Stands for the machine's `/`. */
  readonly root: string;
  /** Empty on the host; in the machine's own mount namespace the whole tree is put together here. */
  readonly mount: string;
  /** The list of mounts, in the format of /etc/fstab. */
  readonly mounts: string;
}

/** How machines are put together from mounts on this host. */
export interface NamespaceTools {
  readonly unshare: string;
  readonly mount: string;
  readonly chroot: string;
  /** Sets the hostname; empty when the host has no such program. */
  readonly hostname: string;
  /** True where only a user namespace gives the right to mount. */
  readonly userNamespace: boolean;
  /** False where the host's folders cannot be made read-only for machines. */
  readonly readOnly: boolean;
  /** False where machines cannot have a /dev of their own, without the host's disks. */
  readonly ownDevices: boolean;
}

const run = promisify(execFile);

/**
 * Finds out whether this user may make namespaces and mount in them, by doing it once.
 * @param directory an existing folder; nothing is left in it.
 * @param files single files of the host that machines need.
 * @returns undefined when it does not work, whatever the reason.
 */
export async function findNamespaceTools(
  directory: string,
  files: readonly string[],
): Promise<NamespaceTools | undefined> {
  const [unshare, mount, chroot, hostname] = await Promise.all(
    ['unshare', 'mount', 'chroot', 'hostname'].map(findProgram),
  );
  if (!unshare || !mount || !chroot) return undefined;
  const programs = { unshare, mount, chroot, hostname: hostname ?? '' };
  for (const userNamespace of process.getuid?.() === 0 ? [false, true] : [true]) {
    for (const [readOnly, ownDevices] of [
      [true, true],
      [true, false],
      [false, false],
    ] as const) {
      const tools = { ...programs, userNamespace, readOnly, ownDevices };
      if (await works(tools, { directory, files })) return tools;
    }
  }
  return undefined;
}

/** The command on the host that runs a process inside a machine's own mount namespace. */
export function namespaceCommand(
  tools: NamespaceTools,
  folders: MachineFolders,
  process: MachineProcess & { readonly hostname: string },
): HostCommand {
  const user = tools.userNamespace ? ['--user', '--map-root-user'] : [];
  const uts = tools.hostname === '' ? [] : ['--uts'];
  return {
    program: tools.unshare,
    args: [
      ...user,
      ...uts,
      '--mount',
      '/bin/sh',
      '-c',
      ENTER,
      'machine',
      tools.mount,
      folders.mounts,
      tools.hostname || ':',
      process.hostname,
      tools.chroot,
      folders.mount,
      '/usr/bin/env',
      '-C',
      process.cwd,
      ...withoutShellVariables(process.environment),
      process.program,
      ...process.args,
    ],
    cwd: '/',
    environment: process.environment,
  };
}

// Every argument is a positional parameter, so nothing in them is read by the shell; variables of
// the shell could overwrite those of the process. On a terminal mount may print hints.
const ENTER = '"$1" -a -T "$2" >/dev/null || exit 125; "$3" "$4" 2>/dev/null; shift 4; exec "$@"';

// The shell on the way in sets these; the process gets exactly what it was given.
function withoutShellVariables(environment: MachineProcess['environment']): string[] {
  const names = ['PWD', 'OLDPWD', 'SHLVL', '_'];
  const given = names.flatMap((name) => {
    const value = environment[name];
    return value === undefined ? [] : [`${name}=${value}`];
  });
  const absent = names.filter((name) => environment[name] === undefined);
  return [...absent.flatMap((name) => ['-u', name]), ...given];
}

/** What is mounted where in a machine, and how. */
export type MountList = readonly (readonly [from: string, to: string, options: string])[];

/** Lists the mounts of a machine. `files` are single files of the host, at their own path. */
export async function listMounts(
  tools: NamespaceTools,
  folders: MachineFolders,
  files: readonly string[],
): Promise<MountList> {
  const shared = (await Promise.all(SHARED_FOLDERS.map(onlyFolder))).flat();
  const inside = (path: string): string => join(folders.mount, path);
  const mount = (path: string, options: string): MountList[number] => [path, inside(path), options];
  const hostOptions = tools.readOnly ? 'rbind,ro' : 'rbind';
  return [
    [folders.root, folders.mount, 'bind'],
    ...shared.map((path) => mount(path, hostOptions)),
    [join(folders.root, 'usr/local'), inside('/usr/local'), 'bind'],
    ...['/proc', '/sys'].map((path) => mount(path, 'rbind')),
    ...(tools.ownDevices
      ? [
          ...DEVICES.map((path) => mount(path, 'bind')),
          ['devpts', inside('/dev/pts'), TERMINALS] as const,
        ]
      : [mount('/dev', 'rbind')]),
    ...files.map((path) => mount(path, tools.readOnly ? 'bind,ro' : 'bind')),
  ];
}

/** Options of a machine's own pseudo terminals. */
const TERMINALS = 'newinstance,ptmxmode=0666,mode=0620';

/** Writes a list of mounts in the format of /etc/fstab. */
export async function writeMounts(path: string, mounts: MountList): Promise<void> {
  const lines = mounts.map(
    ([from, to, options]) =>
      `${escape(from)} ${escape(to)} ${from === 'devpts' ? from : 'none'} ${options} 0 0`,
  );
  await writeFile(path, `${lines.join('\n')}\n`);
}

function escape(path: string): string {
  return path.replace(/[\s\\#]/g, (character) => {
    return `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`;
  });
}

/** The folders of a machine whose own folder on the host is `directory`. */
export function foldersOf(directory: string): MachineFolders {
  return {
    root: join(directory, 'root'),
    mount: join(directory, 'mount'),
    mounts: join(directory, 'mounts.fstab'),
  };
}

async function works(
  tools: NamespaceTools,
  { directory, files }: { readonly directory: string; readonly files: readonly string[] },
): Promise<boolean> {
  const folder = await mkdtemp(join(directory, '.probe-'));
  const folders = foldersOf(folder);
  try {
    await mkdir(folders.mount);
    await createFolders(folders.root);
    for (const file of files) await prepareNode(folders.root, file);
    await writeMounts(folders.mounts, await listMounts(tools, folders, files));
    const { program, args } = namespaceCommand(tools, folders, {
      program: files[0] ?? 'true',
      args: files[0] ? ['--version'] : [],
      hostname: 'probe',
      cwd: '/',
      environment: {},
      stdio: 'capture',
    });
    await run(program, args, { cwd: '/', env: { PATH: '/usr/bin:/bin' } });
    return true;
  } catch {
    return false;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The system's own folders come last: an ordinary user's PATH may lack them. */
async function findProgram(name: string): Promise<string | undefined> {
  const inherited = (process.env['PATH'] ?? '').split(delimiter);
  for (const folder of [...inherited, '/usr/sbin', '/usr/bin', '/sbin', '/bin']) {
    if (!folder.startsWith('/')) continue;
    const path = join(folder, name);
    const found = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return path;
  }
  return undefined;
}

async function onlyFolder(path: string): Promise<readonly string[]> {
  const found = await lstat(path).catch(() => undefined);
  return found?.isDirectory() ? [path] : [];
}
