import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { errorCode } from './error-code.ts';
import type { MachineSpec } from './types.ts';

/** What the host's programs read from /etc; everything else of the host's /etc stays unseen. */
const COPIED_FILES = [
  'bash.bashrc',
  'ca-certificates.conf',
  'debian_version',
  'environment',
  'gai.conf',
  'group',
  'host.conf',
  'ld.so.cache',
  'ld.so.conf',
  'localtime',
  'login.defs',
  'lsb-release',
  'mime.types',
  'nsswitch.conf',
  'os-release',
  'passwd',
  'profile',
  'protocols',
  'resolv.conf',
  'services',
  'shells',
  'ssl/openssl.cnf',
  'timezone',
] as const;

const COPIED_FOLDERS = [
  'alternatives',
  'ca-certificates',
  'ld.so.conf.d',
  'perl',
  'pki',
  'python3',
  'ssl/certs',
  'terminfo',
] as const;

/**
 * Fills a machine's /etc: its own names, and copies of what the host's programs read there. Files
 * that are there already stay as they are, and what the user may not read is left out.
 * @param etc the machine's /etc on the host.
 */
export async function fillEtc(etc: string, machine: MachineSpec): Promise<void> {
  await mkdir(join(etc, 'ssl'), { recursive: true });
  await Promise.all([
    writeNew(join(etc, 'hostname'), `${machine.hostname}\n`),
    writeNew(join(etc, 'hosts'), hostsText(machine)),
    writeNew(join(etc, 'machine-id'), `${randomBytes(16).toString('hex')}\n`),
    ...COPIED_FILES.map((name) => copyNew(join('/etc', name), join(etc, name))),
    ...COPIED_FOLDERS.map((name) => copyFolderNew(join('/etc', name), join(etc, name))),
  ]);
}

function hostsText({ address, hostname }: MachineSpec): string {
  return `127.0.0.1 localhost\n::1 localhost ip6-localhost\n${address} ${hostname}\n`;
}

async function writeNew(path: string, text: string): Promise<void> {
  if (!(await exists(path))) await writeFile(path, text);
}

// Many of these are links on the host, for example into /run; so it is their targets that count.
async function copyNew(from: string, to: string): Promise<void> {
  if (await exists(to)) return;
  await copyFile(from, to).catch((error: unknown) => {
    if (!['ENOENT', 'EACCES'].includes(errorCode(error) ?? '')) throw error;
  });
}

// There are hundreds of links in these, which cp copies ten times faster than Node.js does. That cp
// leaves out what the user may not read is no reason to fail.
async function copyFolderNew(from: string, to: string): Promise<void> {
  if ((await exists(to)) || !(await exists(from))) return;
  await promisify(execFile)('cp', ['-a', '-H', from, dirname(to)]).catch(() => undefined);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
