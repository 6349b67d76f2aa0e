import type { Findings } from '../findings.ts';
import { urlOf } from '../layers/layer.ts';
import { readMap } from '../yaml/read-tree.ts';
import { writeTree } from '../yaml/write-tree.ts';
import type { MapTree } from '../yaml/tree.ts';
import { deepMerge } from './deep-merge.ts';
import { applyDeletes } from './deletes.ts';
import type { MergeRule, OutputFile } from './rule.ts';

/** What is particular to one kind of YAML file. */
export interface YamlFileKind {
  /** Keys that lead to the mapping that paths of `deletes` start from. */
  readonly deletesUnder: readonly string[];
  /** Brings a layer's copy into the one form that can be merged. */
  readonly prepare?: (tree: MapTree, findings: Findings) => MapTree;
  /** Puts an upper copy over a lower one; deepMerge if absent. */
  readonly combine?: (lower: MapTree, upper: MapTree, findings: Findings) => MapTree;
  /** The last touch, for example the order of keys. */
  readonly finish?: (tree: MapTree) => MapTree;
}

/** Makes the merge rule of a YAML file: layer by layer, first merge the copy, then delete. */
export function yamlFileRule(kind: YamlFileKind): MergeRule {
  const prepare = kind.prepare ?? ((tree) => tree);
  const combine = kind.combine ?? deepMerge;
  return (planned, context) => {
    const { findings, read, label } = context;
    let merged: MapTree | undefined;
    for (const contributor of planned.contributors) {
      const { file, deletes } = contributor;
      if (file !== undefined) {
        const source = { text: read(file).toString('utf8'), file: label(planned, contributor) };
        const own = findings.attempt(() => prepare(readMap(source, findings), findings));
        if (own !== undefined) merged = merged === undefined ? own : combine(merged, own, findings);
      }
      if (merged === undefined) continue;
      merged = applyDeletes(merged, deletes, { prefix: kind.deletesUnder, findings });
    }
    if (merged === undefined) return [];
    const tree = kind.finish?.(merged) ?? merged;
    const owner = planned.contributors.findLast(({ file }) => file !== undefined)?.layer;
    return [mergedFile(planned.path, tree, owner === undefined ? 'build' : urlOf(owner))];
  };
}

/** A merged YAML file as a file of the charm. */
export function mergedFile(path: string, tree: MapTree, owner: string): OutputFile {
  return {
    path,
    content: Buffer.from(writeTree(tree)),
    executable: false,
    owner,
    kind: 'dynamic',
    tree,
  };
}
