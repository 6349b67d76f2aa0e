import type { Findings } from '../findings.ts';
import { withoutKeys, withValue, type MapTree, type Tree } from '../yaml/tree.ts';

/** One item of a `deletes` list. */
export interface Deletion {
  /** A dotted path such as `requires.http`. */
  readonly text: string;
  readonly tree: Tree;
}

/**
 * Deletes dotted paths from a mapping. A missing last part is fine; a missing parent is a finding,
 * because then the path is most likely misspelt (contract section 1.10 and row B7).
 * @param prefix keys that lead to the mapping that paths start from, for example `options`.
 */
export function applyDeletes(
  tree: MapTree,
  deletes: readonly Deletion[],
  { prefix, findings }: { readonly prefix: readonly string[]; readonly findings: Findings },
): MapTree {
  return deletes.reduce((current, deletion) => {
    const result = deletePath(current, [...prefix, ...deletion.text.split('.')]);
    if (typeof result !== 'string') return result;
    findings.error('DELETE_NO_PARENT', `nothing to delete: there is no '${result}'`, {
      place: deletion.tree.place,
      fix: 'correct the path or remove it',
    });
    return current;
  }, tree);
}

/** The mapping without the path; the missing parent's path when there is none. */
function deletePath(map: MapTree, path: readonly string[]): MapTree | string {
  const [key, ...rest] = path;
  if (key === undefined) return map;
  if (rest.length === 0) return withoutKeys(map, key);
  const child = map.entries.find((entry) => entry.key === key)?.value;
  if (child?.kind !== 'map') return key;
  const result = deletePath(child, rest);
  return typeof result === 'string' ? `${key}.${result}` : withValue(map, key, result);
}
