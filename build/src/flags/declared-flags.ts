import type { Findings } from '../findings.ts';
import type { Layer } from '../layers/layer.ts';
import { describeKind, valueAt, type Tree } from '../yaml/tree.ts';
import type { FlagPattern } from './flag-pattern.ts';

/**
 * Reads `flags` of a layer.yaml or interface.yaml: flags that others than the code set, such as
 * operators, programs in other languages or layers above. Either a list of names, or a mapping of
 * names to descriptions; `*` in a name stands for any text. Mistakes become findings.
 */
export function declaredFlags(layer: Layer, findings: Findings): FlagPattern[] {
  const tree = valueAt(layer.settings, 'flags');
  if (tree === undefined) return [];
  if (tree.kind === 'list') return tree.items.flatMap((item) => readName(item, findings));
  if (tree.kind === 'map') {
    return tree.entries.flatMap(({ key, place, value }) => {
      checkDescription(key, value, findings);
      return readName({ kind: 'scalar', value: key, place }, findings);
    });
  }
  findings.error(
    'FLAGS_BAD',
    `'flags' must be a list of names, or a mapping of names to descriptions, found ${describeKind(tree)}`,
    { place: tree.place, fix: 'write "flags: [...]", or each flag as "name: what it tells"' },
  );
  return [];
}

function readName(item: Tree, findings: Findings): FlagPattern[] {
  const { place } = item;
  if (item.kind !== 'scalar' || typeof item.value !== 'string') {
    findings.error('FLAGS_BAD', `the name of a flag must be text, found ${describeKind(item)}`, {
      place,
      fix: 'write a name such as greeting.written, in quotes if it looks like something else',
    });
    return [];
  }
  const name = item.value;
  if (/^[^\s'"`{}\\]+$/.test(name.replace('{endpoint_name}', 'x')) && /[^*.]/.test(name)) {
    return [name];
  }
  findings.error('FLAGS_BAD', `'${name}' cannot be the name of a flag`, {
    place,
    fix: 'use letters, digits, dots and hyphens; * stands for any text, behind some that is fixed',
  });
  return [];
}

function checkDescription(name: string, value: Tree, findings: Findings): void {
  if (value.kind === 'scalar' && (value.value === null || typeof value.value === 'string')) return;
  findings.error(
    'FLAGS_BAD',
    `the description of flag '${name}' must be text, found ${describeKind(value)}`,
    { place: value.place, fix: 'say in a sentence who sets the flag and what it tells' },
  );
}
