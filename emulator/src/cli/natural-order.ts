import { compareText } from '../relation-view.ts';

/** Orders names as Juju's tables do: runs of digits count as numbers, so `a/2` precedes `a/10`. */
export function compareNatural(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.match(/\d+|\D+/g) ?? []);
  const length = Math.max(left?.length ?? 0, right?.length ?? 0);
  for (let at = 0; at < length; at += 1) {
    const order = compareParts(left?.[at] ?? '', right?.[at] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}

function compareParts(a: string, b: string): number {
  const numbers = /^\d+$/.test(a) && /^\d+$/.test(b) ? Number(a) - Number(b) : 0;
  if (numbers !== 0) return numbers;
  return compareText(a, b);
}

/** The entries of a record in natural order of their names. */
export function sortedEntries<Value>(
  record: Readonly<Record<string, Value>>,
): [name: string, value: Value][] {
  return Object.entries(record).sort(([a], [b]) => compareNatural(a, b));
}
