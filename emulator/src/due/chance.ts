import { createHash } from 'node:crypto';
import type { Model } from '../model.ts';

/** A number from 0 to 1, without 1, that the model's seed and the given words decide. */
export function chance(
  { seed }: Pick<Model, 'seed'>,
  ...words: ReadonlyArray<string | number>
): number {
  const hash = createHash('sha256')
    .update(`${seed} ${words.join(' ')}`)
    .digest();
  return hash.readUInt32BE(0) / 2 ** 32;
}

/** A length of time that differs from the given one by up to a fifth, as Juju's timers do. */
export function jitter(milliseconds: number, chosen: number): number {
  return Math.round(milliseconds * (0.8 + 0.4 * chosen));
}

/**
 * Puts things in the order that Juju leaves open, because it walks a Go map; the seed makes it one that
 * can be repeated.
 */
export function shuffle<Item>(
  model: Pick<Model, 'seed'>,
  items: readonly Item[],
  nameOf: (item: Item) => string,
): Item[] {
  if (items.length < 2) return [...items];
  const place = (item: Item): string =>
    createHash('sha256')
      .update(`${model.seed} ${nameOf(item)}`)
      .digest('hex');
  return items
    .map((item): [string, Item] => [place(item), item])
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, item]) => item);
}
