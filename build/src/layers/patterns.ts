import ignore from 'ignore';
import type { Tree } from '../yaml/tree.ts';

/** Tells whether a path within a layer is meant by a set of patterns. Folders end in a slash. */
export type PathFilter = (path: string) => boolean;

/** Never part of a charm, whichever layer has it (contract section 1.7). */
export const BUILT_IN_IGNORES: readonly string[] = [
  '.bzr',
  '.git',
  '.ropeproject',
  '*.pyc',
  '*~',
  '.tox',
  '*.swp',
  '.pull-source-rev',
  '*.charm',
  'build.lock',
  '/.build.manifest',
];

/**
 * Sources that reach the charm only as part of the bundled code, and tools' files; a deliberate
 * difference to contract row B32, which knows no TypeScript.
 */
export const SOURCE_ONLY: readonly string[] = [
  'node_modules',
  '/package.json',
  '/package-lock.json',
  '/tsconfig.json',
  '/test/',
  '/tests/',
  '/generated/',
  '/.juju-local/',
  '/templates/',
  '/lib/',
  '*.ts',
  '!/files/**/*.ts',
];

/** What a layer from an npm package has as a package, and not as a part of charms. */
export const OF_PACKAGES: readonly string[] = ['/LICENSE', '/bundle/'];

/**
 * The files of a folder that packing has compiled: JavaScript with its declarations beside it. In
 * `files` such a pair is for the unit, as TypeScript is there.
 * @param folder within its layer; empty for the layer's own.
 */
export function compiledFrom(
  folder: string,
  entries: readonly { readonly name: string }[],
): ReadonlySet<string> {
  if (folder === 'files' || folder.startsWith('files/')) return new Set();
  const names = new Set(entries.map(({ name }) => name));
  const isCompiled = (name: string): boolean =>
    name.endsWith('.js') && names.has(name.replace(/js$/, 'd.ts'));
  return new Set([...names].filter(isCompiled));
}

/** Makes a filter from gitignore patterns, such as those of `ignore` and `exclude`. */
export function pathFilter(patterns: readonly string[]): PathFilter {
  if (patterns.length === 0) return () => false;
  const matcher = ignore({ allowRelativePaths: false }).add([...patterns]);
  return (path) => matcher.ignores(path);
}

/** The patterns of a list that was read with readTextList. */
export function patternsOf(
  list: readonly { readonly text: string; readonly tree: Tree }[],
): string[] {
  return list.map(({ text }) => text);
}
