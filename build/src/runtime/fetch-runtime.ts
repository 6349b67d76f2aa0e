import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deflateRaw, gunzip } from 'node:zlib';
import { userError } from '@reactive-charms/juju';
import { makeFolder } from '@reactive-charms/juju/files';
import { crc32 } from '../archive/crc32.ts';
import type { PackedData } from '../archive/zip.ts';
import type { Architecture } from '../generate/manifest.ts';
import { sha256Of } from '../generate/build-manifest.ts';
import { RUNTIME_PACKAGES, type RuntimePackage } from './packages.ts';
import { readTar } from './tar.ts';

/** A Node.js binary, ready to go into an archive. */
export interface Runtime {
  readonly version: string;
  readonly node: PackedData;
  /** The SHA-256 of the binary itself. */
  readonly sha256: string;
  readonly license: Buffer;
}

/** What fetching may use and report to. */
export interface RuntimeOptions {
  readonly cache: string;
  /** Says that something takes a while. */
  readonly progress: (text: string) => void;
  /** Puts the archive of an npm package into a folder. */
  readonly download: (runtime: RuntimePackage, folder: string) => Promise<void>;
  readonly packages?: Readonly<Record<Architecture, RuntimePackage>>;
}

interface CachedRuntime {
  readonly sha256: string;
  readonly packedSha256: string;
  readonly crc: number;
  readonly size: number;
}

/**
 * Gives the Node.js binary for an architecture. It is fetched once with the npm client, checked
 * against the pinned hash, and kept in its compressed form: compressing 120 MB takes seconds, copying
 * does not. With a filled cache no network is needed.
 * @throws DiagnosticsError when it cannot be had.
 */
export async function fetchRuntime(
  architecture: Architecture,
  options: RuntimeOptions,
): Promise<Runtime> {
  const wanted = (options.packages ?? RUNTIME_PACKAGES)[architecture];
  const folder = join(options.cache, 'runtime', `${wanted.name}-${wanted.version}`);
  const cached = await readCached(folder, wanted);
  if (cached !== undefined) return cached;
  await fillCache(folder, wanted, options);
  const filled = await readCached(folder, wanted);
  if (filled === undefined) throw unavailable(wanted, `the cache ${folder} cannot be read`);
  return filled;
}

/** The folder that keeps runtimes between builds: CHARM_CACHE_DIR, or below the user's caches. */
export function cacheFolder(environment: Readonly<Record<string, string | undefined>>): string {
  const own = environment['CHARM_CACHE_DIR'];
  if (own) return own;
  const caches = environment['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return join(caches, 'reactive-charms');
}

/** Downloads the archive of a package with the npm client, and so with its settings and cache. */
export async function downloadWithNpm(wanted: RuntimePackage, folder: string): Promise<void> {
  const spec = `${wanted.name}@${wanted.version}`;
  const args = ['pack', spec, '--pack-destination', folder, '--ignore-scripts', '--loglevel=error'];
  await promisify(execFile)('npm', args);
}

async function readCached(folder: string, wanted: RuntimePackage): Promise<Runtime | undefined> {
  const description = join(folder, 'runtime.json');
  if (!existsSync(description)) return undefined;
  const [text, data, license] = await Promise.all([
    readFile(description, 'utf8'),
    readFile(join(folder, 'node.deflate')),
    readFile(join(folder, 'LICENSE')),
  ]);
  const facts = parseCached(text);
  // A damaged cache would make a charm that no unit can run.
  if (facts === undefined || sha256Of(data) !== facts.packedSha256) return undefined;
  const { sha256, crc, size } = facts;
  return { version: wanted.version, sha256, license, node: { data, method: 8, crc, size } };
}

function parseCached(text: string): CachedRuntime | undefined {
  const value: unknown = JSON.parse(text);
  return isCached(value) ? value : undefined;
}

function isCached(value: unknown): value is CachedRuntime {
  if (typeof value !== 'object' || value === null) return false;
  if (!('sha256' in value) || !('packedSha256' in value)) return false;
  return 'crc' in value && 'size' in value;
}

async function fillCache(
  folder: string,
  wanted: RuntimePackage,
  options: RuntimeOptions,
): Promise<void> {
  options.progress(
    `Fetching Node.js ${wanted.version} (npm package ${wanted.name}); this happens once`,
  );
  const parent = join(options.cache, 'runtime');
  makeFolder(parent);
  const work = await mkdtemp(join(parent, 'fetching-'));
  try {
    await fetchInto(work, wanted, options);
    await moveInto(work, folder, wanted);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Gives a filled folder its name, unless another build was faster: its result is as good. */
async function moveInto(work: string, folder: string, wanted: RuntimePackage): Promise<void> {
  try {
    await rename(work, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
    if ((await readCached(folder, wanted)) !== undefined) return;
    await rm(folder, { recursive: true, force: true });
    await rename(work, folder);
  }
}

async function fetchInto(
  work: string,
  wanted: RuntimePackage,
  { download }: RuntimeOptions,
): Promise<void> {
  await download(wanted, work).catch((error: unknown) => {
    throw unavailable(wanted, reasonOf(error));
  });
  const file = (await readdir(work)).find((name) => name.endsWith('.tgz'));
  if (file === undefined) throw unavailable(wanted, 'npm wrote no archive');
  const archive = await readFile(join(work, file));
  const hash = `sha512-${createHash('sha512').update(archive).digest('base64')}`;
  if (hash !== wanted.integrity) {
    throw unavailable(wanted, `its hash is ${hash}, expected ${wanted.integrity}`);
  }
  const paths = ['package/bin/node', 'package/LICENSE'] as const;
  const members = await unpack(archive, paths);
  const node = members.get(paths[0]);
  if (node === undefined) throw unavailable(wanted, 'it holds no bin/node');
  const packed = await promisify(deflateRaw)(node);
  const facts: CachedRuntime = {
    sha256: sha256Of(node),
    packedSha256: sha256Of(packed),
    crc: crc32(node),
    size: node.length,
  };
  await writeFile(join(work, 'node.deflate'), packed);
  await writeFile(join(work, 'LICENSE'), members.get(paths[1]) ?? '');
  await writeFile(join(work, 'runtime.json'), JSON.stringify(facts));
  await rm(join(work, file));
}

async function unpack(archive: Buffer, paths: readonly string[]): Promise<Map<string, Buffer>> {
  return readTar(await promisify(gunzip)(archive), paths);
}

function unavailable(wanted: RuntimePackage, reason: string): Error {
  return userError(
    'RUNTIME_UNAVAILABLE',
    `cannot get Node.js ${wanted.version} from the npm package ${wanted.name}: ${reason}`,
    {
      fix: 'make the npm registry reachable and build again, or leave the runtime out with --runtime system',
    },
  );
}

/** The first line of what npm says on stderr, or of the error itself. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const stderr = 'stderr' in error && typeof error.stderr === 'string' ? error.stderr : '';
  const lines = (stderr.trim() || error.message).split('\n');
  return (lines[0] ?? '').replace(/^npm error\s*/, '');
}
