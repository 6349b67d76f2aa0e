import type { Findings } from '../findings.ts';
import { urlOf, type Layer, type LayerStack } from '../layers/layer.ts';
import {
  fromPlain,
  mapFromPlain,
  textsOf,
  valueAt,
  withoutKeys,
  withValue,
  type MapTree,
  type PlainValue,
  type Tree,
} from '../yaml/tree.ts';
import { deepMerge } from './deep-merge.ts';
import { mergeOptions } from './options.ts';
import type { MergeRule } from './rule.ts';
import { mergedFile } from './yaml-file.ts';

/** Keys that speak to the builder alone or are put together in a way of their own. */
const OWN_KEYS = [
  'includes',
  'options',
  'defines',
  'exclude',
  'ignore',
  'is',
  'name',
  'entry',
  'bases',
  'flags',
];

/**
 * Makes layer.yaml: what all layers say, their options with defaults filled in, and the lists of
 * includes, excludes and ignores. Source: contract section 1.11; `is` is never inherited, and `name`
 * stays with its layer.
 */
export const mergeLayerFile: MergeRule = (planned, { stack, findings }) => {
  if (stack.top.settings === undefined || planned.contributors.length === 0) return [];
  const place = { file: planned.path };
  const others = stack.layers
    .flatMap(({ settings }) => settings ?? [])
    .map((settings) => withoutKeys(settings, ...OWN_KEYS))
    .reduce((lower, upper) => deepMerge(lower, upper, findings), mapFromPlain({}, place));
  const is = valueAt(stack.top.settings, 'is') ?? fromPlain(stack.top.namespace, place);
  const lists = listsOf(stack);
  const tree = Object.entries({
    includes: fromPlain(lists.includes, place),
    is,
    options: mergeOptions(stack, findings),
    ...(lists.exclude.length === 0 ? {} : { exclude: fromPlain(lists.exclude, place) }),
    ...(Object.keys(lists.ignore).length === 0 ? {} : { ignore: fromPlain(lists.ignore, place) }),
    ...Object.fromEntries(others.entries.map(({ key, value }): [string, Tree] => [key, value])),
  }).reduce<MapTree>((map, [key, value]) => withValue(map, key, value), mapFromPlain({}, place));
  return [mergedFile(planned.path, tree, urlOf(stack.top))];
};

/** Says when the top layer has no layer.yaml, which is allowed but rarely meant (row B25). */
export function warnWithoutLayerFile(top: Layer, findings: Findings): void {
  if (top.settings !== undefined) return;
  findings.warning('LAYER_NO_FILE', `${top.label} has no layer.yaml, so it includes no layers`, {
    fix: 'add a layer.yaml with the layers to include',
  });
}

interface Lists {
  readonly includes: string[];
  readonly exclude: string[];
  readonly ignore: Record<string, PlainValue>;
}

function listsOf(stack: LayerStack): Lists {
  const includes = stack.layers.flatMap((layer) =>
    layer.includes.map(({ kind, name }) => `${kind}:${name}`),
  );
  const exclude = stack.layers.flatMap(({ settings }) => [
    ...textsOf(valueAt(settings, 'exclude')),
  ]);
  const ignore = Object.fromEntries(
    stack.layers
      .map(({ namespace, settings }): [string, PlainValue] => [
        namespace,
        [...textsOf(valueAt(settings, 'ignore'))],
      ])
      .filter(([, patterns]) => Array.isArray(patterns) && patterns.length > 0),
  );
  return { includes: [...new Set(includes)], exclude: [...new Set(exclude)], ignore };
}
