import type { Field } from './field.ts';

const FEATURE = /^[a-z][a-z0-9-]*?[a-z0-9]+$/;
const COMPARISON =
  /^[a-z][a-z0-9-]*?[a-z0-9]+ *(?:>=|<) *[0-9]+(?:\.[0-9]+){0,2}(?:[.-][a-z0-9.]+)?$/;

/** Checks the assumes section. Source: contract build.md row J49. */
export function readAssumes(root: Field): void {
  const field = root.child('assumes');
  if (field !== undefined) checkList(field);
}

function checkList(field: Field): void {
  for (const item of field.items()) checkItem(item);
}

function checkItem(item: Field): void {
  if (item.node.kind === 'map') {
    const [only, ...more] = item.entries();
    if (only === undefined || more.length > 0 || !['any-of', 'all-of'].includes(only.key)) {
      item.mismatch('a map with the single key "any-of" or "all-of"');
    } else {
      checkList(only);
    }
    return;
  }
  const text = item.string();
  if (text === undefined || FEATURE.test(text) || COMPARISON.test(text)) return;
  item.mismatch('a feature such as "juju >= 3.1" or "k8s-api"', 'compare with ">=" or "<" only');
}
