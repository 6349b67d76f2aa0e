import type { Diagnostic, Place } from '@reactive-charms/juju';
import { Findings } from '../findings.ts';
import type { OutputFile } from '../merge/rule.ts';
import { readMap } from '../yaml/read-tree.ts';
import type { Tree } from '../yaml/tree.ts';

/**
 * Moves findings about a merged file to the places in the layers that the faulty parts came from.
 * @param merged the file as it goes into the charm, with its tree.
 */
export function relocate(
  diagnostics: readonly Diagnostic[],
  merged: OutputFile,
): readonly Diagnostic[] {
  const { tree } = merged;
  if (tree === undefined) return diagnostics;
  const written = readMap(
    { text: merged.content.toString('utf8'), file: merged.path },
    new Findings(),
  );
  const origins = new Map<string, Place>();
  pairPlaces(written, tree, (from, to) => {
    const key = keyOf(from);
    if (!origins.has(key)) origins.set(key, to);
  });
  return diagnostics.map((diagnostic) => {
    const { place } = diagnostic;
    const origin = place === undefined ? undefined : origins.get(keyOf(place));
    return origin?.line === undefined ? diagnostic : { ...diagnostic, place: origin };
  });
}

/** Walks two trees of equal data side by side. */
function pairPlaces(written: Tree, tree: Tree, pair: (from: Place, to: Place) => void): void {
  pair(written.place, tree.place);
  if (written.kind === 'map' && tree.kind === 'map') {
    written.entries.forEach((entry, index) => {
      const twin = tree.entries[index];
      if (twin === undefined) return;
      pair(entry.place, twin.place);
      pairPlaces(entry.value, twin.value, pair);
    });
  } else if (written.kind === 'list' && tree.kind === 'list') {
    written.items.forEach((item, index) => {
      const twin = tree.items[index];
      if (twin !== undefined) pairPlaces(item, twin, pair);
    });
  }
}

function keyOf({ line, column }: Place): string {
  return `${line ?? 0}:${column ?? 0}`;
}
