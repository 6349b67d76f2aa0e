import type { Place } from '@reactive-charms/juju';

/** A plain value, as YAML and JSON know it. */
export type PlainValue =
  string | number | boolean | null | readonly PlainValue[] | { readonly [key: string]: PlainValue };

/** A single value of a YAML file, with the place it came from. */
export interface ScalarTree {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  readonly place: Place;
  /** Multi-line texts keep the way they were written. */
  readonly block?: 'literal' | 'folded';
  /** The comment behind the value, without the hash. */
  readonly comment?: string;
}

/** A list of a YAML file. */
export interface ListTree {
  readonly kind: 'list';
  readonly items: readonly Tree[];
  readonly place: Place;
}

/** One key of a mapping with its value. */
export interface MapEntry {
  readonly key: string;
  readonly place: Place;
  readonly value: Tree;
  /** The comment lines above the key, without the hashes. */
  readonly comment?: string;
}

/** A mapping of a YAML file; keys are unique and keep the order of the file. */
export interface MapTree {
  readonly kind: 'map';
  readonly entries: readonly MapEntry[];
  readonly place: Place;
}

/**
 * A YAML file as a value: immutable, and every part knows its file, line and column, also after
 * parts of several layers were merged.
 */
export type Tree = ScalarTree | ListTree | MapTree;

/** The value under a key; undefined when the tree is no mapping or has no such key. */
export function valueAt(tree: Tree | undefined, ...keys: readonly string[]): Tree | undefined {
  return keys.reduce<Tree | undefined>(
    (parent, key) =>
      parent?.kind === 'map' ? parent.entries.find((entry) => entry.key === key)?.value : undefined,
    tree,
  );
}

/** The same mapping with one key set; an existing key keeps its position and its comment. */
export function withValue(map: MapTree, key: string, value: Tree): MapTree {
  const found = map.entries.some((entry) => entry.key === key);
  const entries = found
    ? map.entries.map((entry) => (entry.key === key ? { ...entry, value } : entry))
    : [...map.entries, { key, value, place: value.place }];
  return { ...map, entries };
}

/** The same mapping without some keys. */
export function withoutKeys(map: MapTree, ...keys: readonly string[]): MapTree {
  return { ...map, entries: map.entries.filter((entry) => !keys.includes(entry.key)) };
}

/** The entries of a mapping; none when the tree is something else. */
export function entriesOf(tree: Tree | undefined): readonly MapEntry[] {
  return tree?.kind === 'map' ? tree.entries : [];
}

/** The items of a list; none when the tree is something else. */
export function itemsOf(tree: Tree | undefined): readonly Tree[] {
  return tree?.kind === 'list' ? tree.items : [];
}

/** The text of a scalar; undefined when the tree is something else. */
export function textOf(tree: Tree | undefined): string | undefined {
  return tree?.kind === 'scalar' && typeof tree.value === 'string' ? tree.value : undefined;
}

/** Texts of a list of strings; other items are left out. */
export function textsOf(tree: Tree | undefined): readonly string[] {
  return itemsOf(tree).flatMap((item) => textOf(item) ?? []);
}

/** What to call a tree in a message: a mapping, a list, text, a number and so on. */
export function describeKind(tree: Tree): string {
  if (tree.kind === 'map') return 'a mapping';
  if (tree.kind === 'list') return 'a list';
  if (tree.value === null) return 'empty';
  if (typeof tree.value === 'string') return 'text';
  return typeof tree.value === 'number' ? 'a number' : 'true or false';
}

/** The tree as plain data, without places. */
export function toPlain(tree: Tree): PlainValue {
  if (tree.kind === 'scalar') return tree.value;
  if (tree.kind === 'list') return tree.items.map(toPlain);
  return Object.fromEntries(tree.entries.map(({ key, value }) => [key, toPlain(value)]));
}

/** A tree from plain data; every part of it has the same place. */
export function fromPlain(value: PlainValue, place: Place): Tree {
  if (isPlainList(value)) {
    return { kind: 'list', items: value.map((item) => fromPlain(item, place)), place };
  }
  if (typeof value === 'object' && value !== null) return mapFromPlain(value, place);
  return { kind: 'scalar', value, place };
}

/** A mapping from plain data; every part of it has the same place. */
export function mapFromPlain(value: { readonly [key: string]: PlainValue }, place: Place): MapTree {
  const entries = Object.entries(value).map(([key, item]) => ({
    key,
    place,
    value: fromPlain(item, place),
  }));
  return { kind: 'map', entries, place };
}

/** Tells whether two trees hold the same data, whatever their places. */
export function sameData(a: Tree, b: Tree): boolean {
  return JSON.stringify(toSorted(a)) === JSON.stringify(toSorted(b));
}

/** Tells whether plain data is a list; Array.isArray does not narrow readonly arrays. */
function isPlainList(value: PlainValue): value is readonly PlainValue[] {
  return Array.isArray(value);
}

function toSorted(tree: Tree): PlainValue {
  if (tree.kind === 'scalar') return tree.value;
  if (tree.kind === 'list') return tree.items.map(toSorted);
  const entries = tree.entries.map(({ key, value }): [string, PlainValue] => [
    key,
    toSorted(value),
  ]);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return { map: entries.map(([key, value]) => [key, value]) };
}
