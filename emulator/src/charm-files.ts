import { lstatSync } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { CharmArtefact } from './model.ts';

/** Something in a charm. */
export type CharmFile = {
  /** Path inside the charm. */
  readonly name: string;
} & (
  | { readonly kind: 'folder' }
  | { readonly kind: 'link'; readonly target: string }
  | { readonly kind: 'file'; readonly mode: number; readonly shared: boolean }
);

/** What a charm consists of; listed once, for all units. */
export interface CharmFiles {
  readonly charm: CharmArtefact;
  /** Where it lies unpacked. */
  readonly folder: string;
  /** Folders come before what is in them. */
  readonly all: readonly CharmFile[];
  /** Names of the files that units share. */
  readonly shared: readonly string[];
  /** The text of the manifest that lies with each unit. */
  readonly manifest: string;
  /** When it was complete; no file of it is written to later. */
  readonly completed: number;
}

/**
 * Programs of at least this many bytes are shared between units; other files are copied, for a charm
 * may well write into them.
 */
const SHARED_SIZE = 1 << 20;

/** Lists an unpacked charm. */
export async function listCharmFiles(charm: CharmArtefact, folder: string): Promise<CharmFiles> {
  const all = await listFolder(folder, '');
  return {
    charm,
    folder,
    all,
    shared: all.flatMap((file) => (file.kind === 'file' && file.shared ? [file.name] : [])),
    manifest: all
      .map(({ name }) => name)
      .sort()
      .map((name) => `- ${JSON.stringify(name)}\n`)
      .join(''),
    // Set by the renaming that ends the unpacking.
    completed: (await lstat(folder)).ctimeMs,
  };
}

/** Whether somebody has written to a file of an unpacked charm, or removed it. */
export function isTouched({ folder, completed }: CharmFiles, name: string): boolean {
  const facts = lstatSync(join(folder, name), { throwIfNoEntry: false });
  return facts === undefined || facts.mtimeMs > completed;
}

async function listFolder(folder: string, prefix: string): Promise<CharmFile[]> {
  const entries = await readdir(join(folder, prefix), { withFileTypes: true });
  const nested = entries.map(async (entry): Promise<CharmFile[]> => {
    const name = join(prefix, entry.name);
    if (entry.isDirectory()) return [{ kind: 'folder', name }, ...(await listFolder(folder, name))];
    const path = join(folder, name);
    if (entry.isSymbolicLink()) return [{ kind: 'link', name, target: await readlink(path) }];
    const { mode, size } = await lstat(path);
    const shared = size >= SHARED_SIZE && (mode & 0o111) !== 0;
    return [{ kind: 'file', name, mode: mode & 0o777, shared }];
  });
  return (await Promise.all(nested)).flat();
}
