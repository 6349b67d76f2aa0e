import { Validator, type Schema } from '@cfworker/json-schema';
import type { Findings } from '../findings.ts';
import { guess } from '../guess.ts';
import type { Layer, LayerStack } from '../layers/layer.ts';
import {
  describeKind,
  entriesOf,
  mapFromPlain,
  toPlain,
  valueAt,
  withValue,
  type MapEntry,
  type MapTree,
  type Tree,
} from '../yaml/tree.ts';
import { deepMerge } from './deep-merge.ts';

/**
 * Merges the options that layers set for each other, checks them against what each layer defines, and
 * fills in defaults. Every layer gets a section. Source: contract section 1.11; an option that the
 * layer does not define is refused (section 7.1).
 */
export function mergeOptions(stack: LayerStack, findings: Findings): MapTree {
  const place = { file: 'layer.yaml' };
  const namespaces = stack.layers.map(({ namespace }) => namespace);
  let sections = mapFromPlain({}, place);
  for (const layer of stack.layers) {
    const set = valueAt(layer.settings, 'options');
    if (set === undefined) continue;
    if (set.kind !== 'map') {
      findings.error(
        'OPTIONS_NOT_A_MAP',
        `'options' must be a mapping, found ${describeKind(set)}`,
        {
          place: set.place,
        },
      );
      continue;
    }
    const known = set.entries.filter((entry) => checkSection(entry, namespaces, findings));
    sections = deepMerge(sections, { ...set, entries: known }, findings);
  }
  return stack.layers.reduce(
    (result, layer) => {
      const values = valueAt(sections, layer.namespace);
      const own = values?.kind === 'map' ? values : mapFromPlain({}, place);
      return withValue(result, layer.namespace, completeSection(layer, own, findings));
    },
    mapFromPlain({}, place),
  );
}

function checkSection(
  { key, place, value }: MapEntry,
  namespaces: readonly string[],
  findings: Findings,
): boolean {
  if (!namespaces.includes(key)) {
    const meant = guess(key, namespaces);
    findings.error(
      'OPTIONS_UNKNOWN_LAYER',
      `options for '${key}', which is no layer of this charm`,
      {
        place,
        fix: meant === undefined ? `use one of ${namespaces.join(', ')}` : `write '${meant}'`,
      },
    );
    return false;
  }
  if (value.kind === 'map') return true;
  findings.error(
    'OPTIONS_NOT_A_MAP',
    `options of '${key}' must be a mapping, found ${describeKind(value)}`,
    {
      place: value.place,
    },
  );
  return false;
}

function completeSection(layer: Layer, values: MapTree, findings: Findings): MapTree {
  const defines = entriesOf(valueAt(layer.settings, 'defines'));
  for (const entry of values.entries) checkOption(layer, entry, findings);
  return defines.reduce((section, { key, value }) => {
    const preset = valueAt(value, 'default');
    if (preset === undefined || valueAt(section, key) !== undefined) return section;
    return withValue(section, key, preset);
  }, values);
}

function checkOption(layer: Layer, { key, place, value }: MapEntry, findings: Findings): void {
  const defines = valueAt(layer.settings, 'defines');
  const schema = valueAt(defines, key);
  if (schema === undefined) {
    const names = entriesOf(defines).map((entry) => entry.key);
    const meant = guess(key, names);
    const fix =
      names.length === 0
        ? `remove it; ${layer.namespace} has no options`
        : `use one of ${names.join(', ')}`;
    findings.error('OPTION_UNKNOWN', `layer '${layer.namespace}' has no option '${key}'`, {
      place,
      fix: meant === undefined ? fix : `write '${meant}'`,
    });
    return;
  }
  const problem = violation(schema, value);
  if (problem === undefined) return;
  findings.error('OPTION_BAD_VALUE', `option '${key}' of layer '${layer.namespace}': ${problem}`, {
    place: value.place,
    fix: `see 'defines' of ${layer.label}/layer.yaml`,
  });
}

/** What is wrong with a value under a JSON schema (draft 4); undefined when nothing is. */
function violation(schema: Tree, value: Tree): string | undefined {
  const plain = toPlain(schema);
  if (!isSchema(plain)) return undefined;
  const { valid, errors } = new Validator(plain, '4').validate(toPlain(value));
  if (valid) return undefined;
  return (errors.at(-1)?.error ?? 'the value does not fit').replace(/\.$/, '');
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
