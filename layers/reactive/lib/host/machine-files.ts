import { mkdir, readlink, rename, rm, stat, symlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isMissing, readIfPresent, replaceFile } from '../memory/files.ts';
import type { FileDeclaration, LinkDeclaration } from './host.ts';

const PERMISSION_BITS = 0o7777;

/** @see Host.fingerprint */
export async function fingerprintIfPresent(path: string): Promise<string | undefined> {
  // Loaded when it is needed: few hooks look at files.
  const [{ createHash }, { createReadStream }] = await Promise.all([
    import('node:crypto'),
    import('node:fs'),
  ]);
  const hash = createHash('sha256');
  try {
    // In pieces: a file may be larger than the memory that a charm should take.
    for await (const piece of createReadStream(path)) hash.update(piece);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  return hash.digest('hex');
}

/** @see Host.declareFile */
export async function declareFile({
  path,
  content,
  mode,
  directoryMode,
}: FileDeclaration): Promise<boolean> {
  if (readIfPresent(path) === content && (await modeOf(path)) === mode) return false;
  await mkdir(dirname(path), { recursive: true, mode: directoryMode ?? 0o755 });
  replaceFile({ path, content, mode, durable: true });
  return true;
}

/** @see Host.declareLink */
export async function declareLink({ path, target }: LinkDeclaration): Promise<boolean> {
  if ((await readLinkIfPresent(path)) === target) return false;
  await mkdir(dirname(path), { recursive: true });
  // A link cannot be replaced in place: a new one takes over its name.
  const temporary = `${path}.${process.pid}.new`;
  await rm(temporary, { force: true });
  await symlink(target, temporary);
  await rename(temporary, path);
  return true;
}

/** @see Host.readLink */
export async function readLinkIfPresent(path: string): Promise<string | undefined> {
  try {
    return await readlink(path);
  } catch (error) {
    if (isMissing(error) || isNoLink(error)) return undefined;
    throw error;
  }
}

function isNoLink(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EINVAL';
}

async function modeOf(path: string): Promise<number> {
  return (await stat(path)).mode & PERMISSION_BITS;
}

/** @see Host.remove */
export async function removeAll(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
}
