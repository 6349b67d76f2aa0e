import type { Findings } from '../findings.ts';
import {
  describeKind,
  itemsOf,
  sameData,
  valueAt,
  withoutKeys,
  withValue,
  type MapTree,
} from '../yaml/tree.ts';
import { deepMerge } from './deep-merge.ts';
import type { MergeRule } from './rule.ts';
import { yamlFileRule } from './yaml-file.ts';

const SECTIONS = ['requires', 'provides', 'peers'] as const;
const FIRST_KEYS = [
  'name',
  'summary',
  'maintainer',
  'maintainers',
  'description',
  'tags',
  'series',
  'requires',
  'provides',
  'peers',
];

/**
 * Merges metadata.yaml: relations in short form are expanded first; maintainers are those of the
 * highest layer that has the file; the upper layer's series come first; keys get a fixed order.
 * Source: contract section 1.10.
 */
export const mergeMetadata: MergeRule = yamlFileRule({
  deletesUnder: [],
  prepare: expandRelations,
  combine: (lower, upper, findings) =>
    putSeriesFirst(
      upper,
      deepMerge(withoutKeys(lower, 'maintainer', 'maintainers'), upper, findings),
    ),
  finish: orderKeys,
});

/** Turns `db: mysql` into `db: {interface: mysql}`, which Juju reads as the same (contract row J22). */
function expandRelations(metadata: MapTree, findings: Findings): MapTree {
  return SECTIONS.reduce((result, section) => {
    const relations = valueAt(result, section);
    if (relations === undefined) return result;
    if (relations.kind !== 'map') {
      findings.error(
        'METADATA_BAD_SECTION',
        `'${section}' must map endpoints to interfaces, found ${describeKind(relations)}`,
        { place: relations.place, fix: `give '${section}' at least one endpoint or remove it` },
      );
      return withoutKeys(result, section);
    }
    const entries = relations.entries.map((entry) => {
      const { value } = entry;
      if (value.kind !== 'scalar' || typeof value.value !== 'string') return entry;
      const { place } = value;
      const expanded: MapTree = {
        kind: 'map',
        place,
        entries: [{ key: 'interface', place, value }],
      };
      return { ...entry, value: expanded };
    });
    return withValue(result, section, { ...relations, entries });
  }, metadata);
}

/** Series are a list of preference, so the upper layer's come first. */
function putSeriesFirst(upper: MapTree, merged: MapTree): MapTree {
  const own = valueAt(upper, 'series');
  const all = valueAt(merged, 'series');
  if (own?.kind !== 'list' || all?.kind !== 'list') return merged;
  const lower = itemsOf(all).filter((item) => !own.items.some((known) => sameData(known, item)));
  return withValue(merged, 'series', { ...own, items: [...own.items, ...lower] });
}

function orderKeys(metadata: MapTree): MapTree {
  const rank = (key: string): number => {
    const index = FIRST_KEYS.indexOf(key);
    return index < 0 ? FIRST_KEYS.length : index;
  };
  const entries = [...metadata.entries].sort(
    (a, b) => rank(a.key) - rank(b.key) || (a.key < b.key ? -1 : 1),
  );
  return { ...metadata, entries };
}
