import type { Findings } from '../findings.ts';
import { describeKind, sameData, type ListTree, type MapTree, type Tree } from '../yaml/tree.ts';

/**
 * Puts an upper layer's mapping over a lower one: mappings are merged key by key, lists are united
 * (lower items first, equal items once), everything else is replaced; empty mappings and lists add
 * nothing. Lower keys come first. A mapping or list over something of another kind is a finding.
 * Source: contract section 1.9.
 */
export function deepMerge(lower: MapTree, upper: MapTree, findings: Findings): MapTree {
  const above = new Map(upper.entries.map((entry) => [entry.key, entry]));
  const merged = lower.entries.map((entry) => {
    const over = above.get(entry.key);
    above.delete(entry.key);
    if (over === undefined) return entry;
    const value = mergeValue(entry.value, over.value, { key: entry.key, findings });
    return { ...entry, ...over, value };
  });
  return { ...upper, entries: [...merged, ...above.values()] };
}

function mergeValue(
  lower: Tree,
  upper: Tree,
  { key, findings }: { readonly key: string; readonly findings: Findings },
): Tree {
  if (isEmpty(lower) || upper.kind === 'scalar') return upper;
  if (upper.kind === 'map' && lower.kind === 'map') return deepMerge(lower, upper, findings);
  if (upper.kind === 'list' && lower.kind === 'list') return unite(lower, upper);
  const { file, line } = lower.place;
  const below = line === undefined ? file : `${file}:${line}`;
  findings.error(
    'MERGE_CLASH',
    `'${key}' is ${describeKind(upper)} here but ${describeKind(lower)} in ${below}`,
    { place: upper.place, fix: 'write both in the same form, or delete the lower one first' },
  );
  return lower;
}

function unite(lower: ListTree, upper: ListTree): ListTree {
  const items = [...lower.items];
  for (const item of upper.items) {
    if (!items.some((known) => sameData(known, item))) items.push(item);
  }
  return { ...upper, items };
}

function isEmpty(tree: Tree): boolean {
  if (tree.kind === 'map') return tree.entries.length === 0;
  if (tree.kind === 'list') return tree.items.length === 0;
  return !tree.value;
}
