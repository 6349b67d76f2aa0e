import type { Findings } from './findings.ts';
import { urlOf, type Layer, type LayerFile, type LayerStack } from './layers/layer.ts';
import { pathFilter, patternsOf } from './layers/patterns.ts';
import { readTextList } from './layers/read-layer.ts';
import { valueAt, type Tree } from './yaml/tree.ts';

/** How the copies of one path in several layers become one file. */
export type RuleName =
  'metadata' | 'config' | 'actions' | 'dist' | 'resources' | 'layer' | 'copyright' | 'copy';

/** What one layer does to one file. */
export interface Contributor {
  readonly layer: Layer;
  /** The layer's own copy; absent when the layer only deletes from what lies below. */
  readonly file?: LayerFile;
  /** Paths to delete after the layer's own copy is merged, each with its place. */
  readonly deletes: readonly { readonly text: string; readonly tree: Tree }[];
}

/** One file of the charm that layers provide: its rule, and who contributes, from the base up. */
export interface PlannedFile {
  readonly path: string;
  readonly rule: RuleName;
  readonly contributors: readonly Contributor[];
}

/** What the charm will hold of its layers' files. */
export interface Plan {
  /** Sorted by path. */
  readonly files: readonly PlannedFile[];
  /** Paths that layers had and other layers ignored or excluded; nothing is generated there. */
  readonly dropped: readonly string[];
}

/** A layer with its files. */
export interface LayerContent {
  readonly layer: Layer;
  readonly files: readonly LayerFile[];
}

const RULES: Readonly<Record<string, RuleName>> = {
  'metadata.yaml': 'metadata',
  'config.yaml': 'config',
  'actions.yaml': 'actions',
  'dist.yaml': 'dist',
  'resources.yaml': 'resources',
  'layer.yaml': 'layer',
  'composer.yaml': 'layer',
  copyright: 'copyright',
};

const SECTIONS = ['metadata', 'config', 'actions', 'dist', 'resources'] as const;

/** Members of the archive that only the builder makes. */
const RESERVED = /^(?:charm\.cjs|charm-code\.js|runtime\/node|runtime\/LICENSE)$/;

/**
 * Plans the charm: which layers contribute to which file under which rule. Pure. A layer's `ignore`
 * drops the files of all layers below it, its `deletes` reach all of them too, and both apply at the
 * layer's position (contract sections 1.8 to 1.12 and 7.1).
 */
export function planCharm(contents: readonly LayerContent[], findings: Findings): Plan {
  const planned = new Map<string, PlannedFile>();
  const dropped = new Set<string>();
  for (const { layer, files } of contents) {
    const ignored = pathFilter(listOf(layer, 'ignore', findings));
    const excluded = pathFilter(listOf(layer, 'exclude', findings));
    for (const path of [...planned.keys()].filter(ignored)) {
      planned.delete(path);
      dropped.add(path);
    }
    for (const file of files) {
      const rule = RULES[file.path] ?? 'copy';
      const path = rule === 'layer' ? 'layer.yaml' : file.path;
      if (excluded(file.path)) dropped.add(path);
      else contribute(planned, { path, rule }, { layer, file, deletes: [] });
    }
    for (const section of SECTIONS) addDeletes(planned, layer, { section, findings });
  }
  const files = [...planned.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  reportConflicts(files, findings);
  reportReserved(files, findings);
  return { files, dropped: [...dropped].filter((path) => !planned.has(path)).sort() };
}

/** The plan as plain data, for `--plan`. */
export function describePlan(plan: Plan): { path: string; rule: RuleName; layers: string[] }[] {
  return plan.files.map(({ path, rule, contributors }) => ({
    path,
    rule,
    layers: contributors.map(({ layer }) => urlOf(layer)),
  }));
}

/** The layers of a stack with their files. @param list lists the files of one layer. */
export function contentsOf(
  stack: LayerStack,
  list: (layer: Layer) => readonly LayerFile[],
): LayerContent[] {
  return stack.layers.map((layer) => ({ layer, files: list(layer) }));
}

function contribute(
  planned: Map<string, PlannedFile>,
  { path, rule }: { readonly path: string; readonly rule: RuleName },
  contributor: Contributor,
): void {
  const before = planned.get(path)?.contributors ?? [];
  planned.set(path, { path, rule, contributors: [...before, contributor] });
}

function addDeletes(
  planned: Map<string, PlannedFile>,
  layer: Layer,
  {
    section,
    findings,
  }: { readonly section: (typeof SECTIONS)[number]; readonly findings: Findings },
): void {
  const list = valueAt(layer.settings, section, 'deletes');
  const deletes = readTextList(list, `${section}.deletes`, findings);
  if (deletes.length === 0) return;
  const path = `${section}.yaml`;
  const found = planned.get(path);
  const own = found?.contributors.find((contributor) => contributor.layer === layer);
  const others = found?.contributors.filter((contributor) => contributor !== own) ?? [];
  const contributors = [...others, { ...(own ?? { layer }), deletes }];
  planned.set(path, { path, rule: section, contributors });
}

function listOf(layer: Layer, key: 'ignore' | 'exclude', findings: Findings): string[] {
  return patternsOf(readTextList(valueAt(layer.settings, key), key, findings));
}

/** A path cannot be a file and a folder at once (contract row B33). */
function reportConflicts(files: readonly PlannedFile[], findings: Findings): void {
  const byPath = new Map(files.map((file) => [file.path, file]));
  for (const file of files) {
    const parts = file.path.split('/');
    for (let length = 1; length < parts.length; length++) {
      const blocking = byPath.get(parts.slice(0, length).join('/'));
      if (blocking === undefined) continue;
      const owner = ownerOf(blocking);
      const other = ownerOf(file);
      findings.error(
        'PATH_CONFLICT',
        `${blocking.path} is a file in ${owner} and a folder in ${other}, which has ${file.path}`,
        {
          place: { file: `${file.contributors.at(-1)?.layer.label ?? '.'}/${file.path}` },
          fix: `name one of them in the upper layer's ignore, or in its own layer's exclude`,
        },
      );
    }
  }
}

function reportReserved(files: readonly PlannedFile[], findings: Findings): void {
  for (const { path, contributors } of files.filter(({ path }) => RESERVED.test(path))) {
    findings.error('PATH_RESERVED', `${path} is made by the builder`, {
      place: { file: `${contributors.at(-1)?.layer.label ?? '.'}/${path}` },
      fix: 'give the file another name',
    });
  }
}

function ownerOf(file: PlannedFile): string {
  const layer = file.contributors.at(-1)?.layer;
  return layer === undefined ? 'no layer' : urlOf(layer);
}
