import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { lstat, readFile, readdir, readlink, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from './error-code.ts';
import type { LinkPool } from './link-pool.ts';
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

/** Something of the host's /etc, held in memory because every machine gets it. */
type EtcEntry = {
  /** Path below /etc. */
  readonly path: string;
} & (
  | { readonly kind: 'folder' }
  | { readonly kind: 'link'; readonly target: string }
  | { readonly kind: 'file'; readonly bytes: Buffer; readonly mode: number }
);

/** What machines get of the host's /etc: each thing, with all that is below it. */
export type EtcTemplate = readonly (readonly EtcEntry[])[];

/** Reads what machines get of the host's /etc. What the user may not read is left out. */
export async function readEtcTemplate(): Promise<EtcTemplate> {
  const names = [...COPIED_FILES, ...COPIED_FOLDERS];
  return Promise.all(names.map((name) => readEntry(name, { follow: true })));
}

/** Whether a machine's /etc was filled before. */
export function isFilled(etc: string): boolean {
  return existsSync(join(etc, 'hostname'));
}

/** What machines have in common: what they get of the host's /etc, and symbolic links. */
export interface EtcParts {
  readonly template: EtcTemplate;
  readonly links: LinkPool;
}

/**
 * Fills a machine's /etc: its own names, and copies of what the host's programs read there. What is
 * there already stays as it is.
 * @param etc the machine's /etc on the host.
 */
export function fillEtc(etc: string, machine: MachineSpec, { template, links }: EtcParts): void {
  mkdirSync(join(etc, 'ssl'), { recursive: true });
  for (const entries of template) {
    const [top] = entries;
    if (!top || existsSync(join(etc, top.path))) continue;
    for (const entry of entries) writeEntry(join(etc, entry.path), entry, links);
  }
  writeNew(join(etc, 'hosts'), hostsText(machine));
  writeNew(join(etc, 'machine-id'), `${randomBytes(16).toString('hex')}\n`);
  // Last, because it tells that all is there.
  writeNew(join(etc, 'hostname'), `${machine.hostname}\n`);
}

function hostsText({ address, hostname }: MachineSpec): string {
  return `127.0.0.1 localhost\n::1 localhost ip6-localhost\n${address} ${hostname}\n`;
}

function writeNew(path: string, text: string): void {
  if (!existsSync(path)) writeFileSync(path, text);
}

function writeEntry(path: string, entry: EtcEntry, links: LinkPool): void {
  if (entry.kind === 'folder') mkdirSync(path, { recursive: true });
  else if (entry.kind === 'link') links.link(entry.target, path);
  else writeFileSync(path, entry.bytes, { mode: entry.mode });
}

// Many of the named ones are links on the host, for example into /run; so it is their targets that
// count. Below them, links stay links.
async function readEntry(
  path: string,
  { follow }: { readonly follow: boolean },
): Promise<readonly EtcEntry[]> {
  const host = join('/etc', path);
  try {
    const facts = await (follow ? stat : lstat)(host);
    if (facts.isSymbolicLink()) return [{ path, kind: 'link', target: await readlink(host) }];
    if (facts.isFile()) {
      return [{ path, kind: 'file', bytes: await readFile(host), mode: facts.mode & 0o777 }];
    }
    if (!facts.isDirectory()) return [];
    const names = await readdir(host);
    const below = names.map((name) => readEntry(join(path, name), { follow: false }));
    return [{ path, kind: 'folder' }, ...(await Promise.all(below)).flat()];
  } catch (error) {
    if (['ENOENT', 'EACCES', 'ELOOP'].includes(errorCode(error) ?? '')) return [];
    throw error;
  }
}
