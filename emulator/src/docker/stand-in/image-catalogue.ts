import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { userError } from '@reactive-charms/juju';
import { readYaml } from '@reactive-charms/juju/files';
import type { YamlNode } from '@reactive-charms/juju/files';

/** A file that a container of an image puts into its file system. */
export interface ImageWrite {
  /** Path on the host of the file to copy. */
  readonly from: string;
  /** Absolute path in the container. */
  readonly to: string;
  readonly mode: number;
  /** `running`: the file is gone when the container ends. */
  readonly while: 'running' | 'always';
}

/** What the stand-in engine knows of an image. */
export interface CatalogueImage {
  /** Changes with the image's file, as a new build of a real image would. */
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
  /** `exit`: the image's program does its work and ends; `stay`: it runs on. */
  readonly run: 'exit' | 'stay';
  readonly writes: readonly ImageWrite[];
}

/**
 * Looks an image up in a catalogue: `<folder>/<last part of the repository>/image.yaml`. An image that
 * is not there is accepted: it has no labels, runs on, and writes nothing.
 * @param folder the catalogue; undefined for none.
 * @throws DiagnosticsError when the image's file is malformed.
 */
export async function findImage(
  folder: string | undefined,
  reference: string,
): Promise<CatalogueImage> {
  const home = folder === undefined ? undefined : join(folder, imageName(reference));
  const file = home === undefined ? undefined : join(home, 'image.yaml');
  const text = file === undefined ? undefined : await readIfThere(file);
  const id = `sha256:${createHash('sha256')
    .update(`${reference}\n${text ?? ''}`)
    .digest('hex')}`;
  if (home === undefined || file === undefined || text === undefined) {
    return { id, labels: {}, run: 'stay', writes: [] };
  }
  return { id, ...readImage(readYaml(text, file).root, home) };
}

function imageName(reference: string): string {
  const last = reference.split('@')[0]?.split('/').at(-1) ?? '';
  return last.split(':')[0] ?? '';
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    return undefined;
  }
}

function readImage(root: YamlNode, home: string): Omit<CatalogueImage, 'id'> {
  if (root.value === null) return { labels: {}, run: 'stay', writes: [] };
  requireKeys(root, ['labels', 'run', 'writes']);
  const labels = [...(root.entries.get('labels')?.entries ?? [])];
  return {
    labels: Object.fromEntries(labels.map(([name, node]) => [name, node.plain ?? text(node)])),
    run: oneOf(root.entries.get('run'), ['stay', 'exit'] as const),
    writes: (root.entries.get('writes')?.items ?? []).map((node) => readWrite(node, home)),
  };
}

function readWrite(node: YamlNode, home: string): ImageWrite {
  requireKeys(node, ['from', 'to', 'mode', 'while']);
  return {
    from: join(home, text(required(node, 'from'))),
    to: absolute(required(node, 'to')),
    mode: readMode(node.entries.get('mode')),
    while: oneOf(node.entries.get('while'), ['always', 'running'] as const),
  };
}

function readMode(node: YamlNode | undefined): number {
  if (node === undefined) return 0o644;
  const written = node.plain ?? node.value;
  if (typeof written === 'string' && /^0?[0-7]{3}$/.test(written)) return parseInt(written, 8);
  throw fault(node, 'permission bits such as "0755"');
}

function oneOf<T extends string>(node: YamlNode | undefined, words: readonly [T, ...T[]]): T {
  if (node === undefined) return words[0];
  const found = words.find((word) => word === node.value);
  if (found !== undefined) return found;
  throw fault(node, `one of ${words.join(', ')}`);
}

function absolute(node: YamlNode): string {
  const path = text(node);
  if (path.startsWith('/')) return path;
  throw fault(node, 'an absolute path in the container');
}

function text(node: YamlNode): string {
  if (typeof node.value === 'string') return node.value;
  throw fault(node, 'a string');
}

function required(node: YamlNode, key: string): YamlNode {
  const child = node.entries.get(key);
  if (child !== undefined) return child;
  throw fault(node, `a key '${key}'`);
}

function requireKeys(node: YamlNode, known: readonly string[]): void {
  if (node.kind !== 'map') throw fault(node, `a map with the keys ${known.join(', ')}`);
  for (const [key, child] of node.entries) {
    if (!known.includes(key)) throw fault(child, `no key '${key}', but one of ${known.join(', ')}`);
  }
}

function fault(node: YamlNode, expected: string): Error {
  const at = node.path.length === 0 ? 'the file' : node.path.join('.');
  return userError('IMAGE_CATALOGUE', `${at}: expected ${expected}`, { place: node.place });
}
