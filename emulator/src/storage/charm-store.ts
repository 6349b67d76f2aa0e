import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { DiagnosticsError, userError } from '@reactive-charms/juju';
import { readActions, readConfig, readManifest, readMetadata } from '@reactive-charms/juju/files';
import type { CharmArtefact } from '../model.ts';
import { readArchiveTexts, unpackArchive } from './archive.ts';

/** The built charms that a model holds. */
export interface CharmStore {
  /**
   * Copies a built charm into the model's folder and unpacks it. The same bytes give the same revision.
   * @throws DiagnosticsError when the file is missing, no zip archive, or no charm.
   */
  importCharm(path: string): Promise<CharmArtefact>;
  /** The folder with the unpacked files of a charm; it is unpacked once. */
  unpacked(charm: CharmArtefact): Promise<string>;
  /** Writes one unpacked file again as the archive has it, whoever has changed it. */
  restore(charm: CharmArtefact, name: string): Promise<void>;
}

/** Opens the charms of a model's folder. */
export function openCharmStore(directory: string): CharmStore {
  const folders = new Map<string, Promise<string>>();
  const unpacked = (charm: CharmArtefact): Promise<string> => {
    const known = folders.get(charm.path) ?? unpack(join(directory, charm.path));
    folders.set(charm.path, known);
    return known;
  };
  return {
    importCharm: async (path) => {
      const charm = await importCharm(directory, path);
      try {
        // Broken members show when they are read: before anything is deployed from the charm.
        await unpacked(charm);
      } catch (error) {
        folders.delete(charm.path);
        await rm(join(directory, charm.path), { force: true });
        throw placedAt(path, error);
      }
      return charm;
    },
    unpacked,
    restore: (charm, name) => restore(join(directory, charm.path), name),
  };
}

const FILES = {
  metadata: 'metadata.yaml',
  config: 'config.yaml',
  actions: 'actions.yaml',
  manifest: 'manifest.yaml',
  version: 'version',
} as const;

async function importCharm(directory: string, path: string): Promise<CharmArtefact> {
  await checkCharmFile(path);
  const texts = await readArchiveTexts(path, Object.values(FILES));
  const place = (file: string): string => `${basename(path)}/${file}`;
  const metadataText = texts[FILES.metadata];
  if (metadataText === undefined) {
    throw userError('CHARM_METADATA', 'the archive has no metadata.yaml', {
      place: { file: path },
      fix: 'give the path of a .charm file that `charm build` made',
    });
  }
  const optional = <Result>(file: string, read: (text: string, file: string) => Result): Result =>
    read(texts[file] ?? '', place(file));
  const metadata = readMetadata(metadataText, place(FILES.metadata));
  const sha256 = await hashFile(path);
  const revision = await store(directory, path, { name: metadata.name, sha256 });
  const version = texts[FILES.version]?.trim() ?? '';
  return {
    name: metadata.name,
    url: `local:${metadata.name}-${revision}`,
    revision,
    path: storedPath(metadata.name, revision),
    sha256,
    ...(version === '' ? {} : { version }),
    metadata,
    options: texts[FILES.config] === undefined ? {} : optional(FILES.config, readConfig),
    actions: texts[FILES.actions] === undefined ? {} : optional(FILES.actions, readActions),
    bases: texts[FILES.manifest] === undefined ? [] : optional(FILES.manifest, readManifest).bases,
  };
}

/** The fault is in the user's file, not in the copy of it. */
function placedAt(file: string, error: unknown): unknown {
  if (!(error instanceof DiagnosticsError)) return error;
  return new DiagnosticsError(error.diagnostics.map((it) => ({ ...it, place: { file } })));
}

async function checkCharmFile(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile()) return;
  const kind = found?.isDirectory() ? 'a folder' : 'a device, a pipe or a socket';
  throw userError(
    'CHARM_NOT_FOUND',
    found ? `${path} is ${kind}, expected a .charm file` : `there is no charm at ${path}`,
    { fix: 'build it first with `charm build`, then give the path of the .charm file' },
  );
}

async function store(
  directory: string,
  path: string,
  charm: { readonly name: string; readonly sha256: string },
): Promise<number> {
  const folder = join(directory, 'charms');
  await mkdir(folder, { recursive: true });
  const size = (await stat(path)).size;
  const pattern = new RegExp(`^${charm.name}-(\\d+)\\.charm$`);
  let next = 0;
  for (const file of await readdir(folder)) {
    const revision = pattern.exec(file)?.[1];
    if (revision === undefined) continue;
    const stored = join(folder, file);
    const same = (await stat(stored)).size === size && (await hashFile(stored)) === charm.sha256;
    if (same) return Number(revision);
    next = Math.max(next, Number(revision) + 1);
  }
  const target = join(directory, storedPath(charm.name, next));
  await copyFile(path, `${target}.new`);
  await rename(`${target}.new`, target);
  return next;
}

function storedPath(name: string, revision: number): string {
  return join('charms', `${name}-${revision}.charm`);
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex');
}

async function unpack(archive: string): Promise<string> {
  const folder = archive.replace(/\.charm$/, '.unpacked');
  if (await stat(folder).catch(() => undefined)) return folder;
  await rm(`${folder}.new`, { recursive: true, force: true });
  await unpackArchive(archive, `${folder}.new`);
  await rename(`${folder}.new`, folder);
  return folder;
}

// The file is written in place, because units have hard links to it. Its time must be that of a file
// that nobody has written to.
async function restore(archive: string, name: string): Promise<void> {
  const folder = archive.replace(/\.charm$/, '.unpacked');
  const again = `${folder}.again`;
  await rm(again, { recursive: true, force: true });
  await unpackArchive(archive, again);
  await copyFile(join(again, name), join(folder, name));
  await utimes(join(folder, name), 0, 0);
  await rm(again, { recursive: true, force: true });
}
