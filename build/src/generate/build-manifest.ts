import { createHash } from 'node:crypto';
import { urlOf, type LayerStack } from '../layers/layer.ts';
import type { FileKind } from '../merge/rule.ts';

/** One signed file. */
export interface SignedFile {
  readonly path: string;
  readonly owner: string;
  readonly kind: FileKind;
  readonly sha256: string;
}

/**
 * Writes .build.manifest: the layers in the order of merging, interfaces last, and for every file its
 * owner, kind and SHA-256. Keys are sorted. Source: contract section 1.17.
 * @param revision the version of layers that lie beside the charm; packages have their own.
 */
export function buildManifest(
  stack: LayerStack,
  files: readonly SignedFile[],
  revision: string,
): string {
  const layers = [...stack.layers, ...stack.interfaces].map((layer) => ({
    rev: layer.origin === 'npm' ? (layer.package?.version ?? revision) : revision,
    url: urlOf(layer),
  }));
  const signed = [
    ...files,
    { path: '.build.manifest', owner: 'build', kind: 'dynamic', sha256: 'unchecked' },
  ];
  signed.sort((a, b) => (a.path < b.path ? -1 : 1));
  const signatures = Object.fromEntries(
    signed.map(({ path, owner, kind, sha256 }) => [path, [owner, kind, sha256]]),
  );
  return `${JSON.stringify({ layers, signatures }, undefined, 2)}\n`;
}

/** The SHA-256 of a file's content, as in .build.manifest. */
export function sha256Of(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
