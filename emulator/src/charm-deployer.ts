import {
  chmod,
  copyFile,
  link,
  lstat,
  mkdir,
  readFile,
  readdir,
  readlink,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import type { Stats } from 'node:fs';
import { dirname, join } from 'node:path';
import { hooksOf } from '@reactive-charms/juju';
import type { CharmArtefact } from './model.ts';

/** Where a charm is to be unpacked; all paths on the host. */
export interface Deployment {
  readonly charm: CharmArtefact;
  /** The charm's files, unpacked once for all units. */
  readonly source: string;
  readonly charmDirectory: string;
  readonly manifestDirectory: string;
  /** The URL of the charm that lies there now, if any. */
  readonly before?: string;
}

/**
 * Puts a charm's files into a unit's charm directory. Files of the charm before that the new one does
 * not have are removed; files that the charm made itself stay.
 * Source: contract juju.md section 9.1.
 */
export async function deployCharm(deployment: Deployment): Promise<void> {
  const { charm, source, charmDirectory, before } = deployment;
  const files = await listFiles(source);
  await removeLeftOvers(deployment, files, before);
  const hooks = new Set(hooksOf(charm.metadata).map((hook) => `hooks/${hook}`));
  for (const name of files) {
    const target = join(charmDirectory, name);
    await placeFile(join(source, name), target);
    if (hooks.has(name)) await addOwnerExecute(target);
  }
  await mkdir(charmDirectory, { recursive: true });
  await writeFile(join(charmDirectory, 'revision'), String(charm.revision));
  const manifest = manifestPath(deployment, charm.url);
  await mkdir(dirname(manifest), { recursive: true });
  await writeFile(
    manifest,
    [...files]
      .sort()
      .map((name) => `- ${JSON.stringify(name)}\n`)
      .join(''),
  );
}

async function removeLeftOvers(
  deployment: Deployment,
  files: readonly string[],
  before: string | undefined,
): Promise<void> {
  if (before === undefined) return;
  const text = await readFile(manifestPath(deployment, before), 'utf8').catch(() => '');
  const kept = new Set(files);
  for (const line of text.split('\n')) {
    if (!line.startsWith('- ')) continue;
    const name: unknown = JSON.parse(line.slice(2));
    if (typeof name !== 'string' || kept.has(name)) continue;
    await rm(join(deployment.charmDirectory, name), { recursive: true, force: true });
  }
}

function manifestPath({ manifestDirectory }: Deployment, url: string): string {
  return join(manifestDirectory, encodeURIComponent(url));
}

async function listFiles(folder: string, prefix = ''): Promise<string[]> {
  const entries = await readdir(join(folder, prefix), { withFileTypes: true });
  const nested = entries.map(async (entry) => {
    const name = join(prefix, entry.name);
    return entry.isDirectory() ? [name, ...(await listFiles(folder, name))] : [name];
  });
  return (await Promise.all(nested)).flat();
}

/** Files of at least this many bytes are shared between units by hard links. */
const SHARED_SIZE = 1 << 20;

async function placeFile(source: string, target: string): Promise<void> {
  const facts = await lstat(source);
  if (facts.isDirectory()) {
    await mkdir(target, { recursive: true });
    return;
  }
  await mkdir(dirname(target), { recursive: true });
  await rm(target, { recursive: true, force: true });
  if (facts.isSymbolicLink()) await symlink(await readlink(source), target);
  else await placePlainFile(source, target, facts);
}

// A charm brings its own runtime, a hundred megabytes; a copy for each unit would fill the disk.
// Small files are copied, for a charm may well write into them.
async function placePlainFile(source: string, target: string, facts: Stats): Promise<void> {
  if (facts.size >= SHARED_SIZE) {
    const linked = await link(source, target).then(
      () => true,
      () => false,
    );
    if (linked) return;
  }
  await copyFile(source, target);
  await chmod(target, facts.mode & 0o777);
}

async function addOwnerExecute(path: string): Promise<void> {
  const facts = await lstat(path);
  if (facts.isFile()) await chmod(path, (facts.mode & 0o777) | 0o100);
}
