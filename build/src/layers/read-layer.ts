import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Findings } from '../findings.ts';
import { readMap } from '../yaml/read-tree.ts';
import { describeKind, textOf, valueAt, type MapTree, type Tree } from '../yaml/tree.ts';
import type { FoundDirectory } from './find-layer.ts';
import type { Layer, LayerReference, ReferenceKind } from './layer.ts';
import { packageIdentity } from './workspace.ts';

/** What is to be read: the folder, as what, and under which name. */
export interface LayerLocation extends FoundDirectory {
  readonly kind: ReferenceKind;
  readonly name: string;
  /** How messages call a path: relative to where the command runs. */
  readonly label: (path: string) => string;
}

/**
 * Reads the description of a layer or interface: layer.yaml (or its older name composer.yaml) or
 * interface.yaml. Mistakes become findings.
 */
export function readLayer(location: LayerLocation, findings: Findings): Layer {
  const { kind, name, directory, origin, label } = location;
  const file = settingsFile(kind, directory);
  const settings =
    file === undefined
      ? undefined
      : findings.attempt(() =>
          readMap({ text: readFileSync(file, 'utf8'), file: label(file) }, findings),
        );
  const identity = findings.attempt(() => packageIdentity(directory));
  const isTop = origin === 'command line';
  return {
    kind,
    name,
    namespace: isTop ? charmName(location, findings) : (textOf(valueAt(settings, 'name')) ?? name),
    directory,
    label: label(directory),
    origin,
    settings,
    includes: kind === 'layer' ? readIncludes(settings, findings) : [],
    package: identity,
  };
}

/** The patterns or paths of a list in layer.yaml; a finding when it is not a list of texts. */
export function readTextList(
  tree: Tree | undefined,
  key: string,
  findings: Findings,
): readonly { readonly text: string; readonly tree: Tree }[] {
  if (tree === undefined) return [];
  if (tree.kind !== 'list') {
    findings.error('LAYER_NOT_A_LIST', `'${key}' must be a list, found ${describeKind(tree)}`, {
      place: tree.place,
      fix: `write "${key}: [...]"`,
    });
    return [];
  }
  return tree.items.flatMap((item) => {
    const text = textOf(item);
    if (text !== undefined) return [{ text, tree: item }];
    findings.error(
      'LAYER_NOT_TEXT',
      `an item of '${key}' must be text, found ${describeKind(item)}`,
      { place: item.place },
    );
    return [];
  });
}

function settingsFile(kind: ReferenceKind, directory: string): string | undefined {
  const names = kind === 'layer' ? ['layer.yaml', 'composer.yaml'] : ['interface.yaml'];
  return names.map((name) => join(directory, name)).find((path) => existsSync(path));
}

/** The top layer's section of options is named like the charm (contract section 1.5). */
function charmName({ directory, label }: LayerLocation, findings: Findings): string {
  const file = join(directory, 'metadata.yaml');
  if (!existsSync(file)) return basename(directory);
  const metadata = findings.attempt(() =>
    readMap({ text: readFileSync(file, 'utf8'), file: label(file) }, findings),
  );
  return textOf(valueAt(metadata, 'name')) ?? basename(directory);
}

function readIncludes(settings: MapTree | undefined, findings: Findings): LayerReference[] {
  return readTextList(valueAt(settings, 'includes'), 'includes', findings).flatMap(
    ({ text, tree }): LayerReference[] => {
      const match = /^(layer|interface):([\w.-]+)(@.+)?$/.exec(text);
      const name = match?.[2];
      if (match === null || name === undefined) {
        findings.error('LAYER_BAD_REFERENCE', `'${text}' names no layer`, {
          place: tree.place,
          fix: 'write layer:NAME or interface:NAME',
        });
        return [];
      }
      if (match[3] !== undefined) {
        findings.warning('LAYER_REVISION_IGNORED', `the revision ${match[3]} has no effect`, {
          place: tree.place,
          fix: `write ${match[1]}:${name}; versions are pinned by npm's lock file`,
        });
      }
      return [{ kind: match[1] === 'layer' ? 'layer' : 'interface', name, place: tree.place }];
    },
  );
}
