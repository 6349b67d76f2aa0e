import { bundlePath, isBundled } from './bundle.ts';
import type { Repository, SourcePackage } from './source-package.ts';

/** What only the sources need. */
const OF_SOURCES = ['private', 'scripts', 'devDependencies', 'dependencies', 'exports', 'bin'];

/**
 * The package.json of a packed package: paths lead to what was compiled, and packages of the same
 * repository are asked for in the version that was packed with it. Layers and interfaces ask for
 * layers as peers: a charm has each layer once, so a second copy shall be an error of `npm install`.
 * @param usesNodeTypes whether declarations of the package speak of types of Node.js.
 */
export function packedPackageFile(
  { name: ownName, all, folder, dependencies }: SourcePackage,
  { packages, engines }: Repository,
  usesNodeTypes: boolean,
): Readonly<Record<string, unknown>> {
  const kept = Object.entries(all).filter(([key]) => !OF_SOURCES.includes(key));
  const isPart = (path: string): boolean => /^(?:layers|interfaces)\//.test(path);
  const own: [string, string][] = [];
  const peers: [string, string][] = [];
  for (const [name, range] of Object.entries(dependencies)) {
    const sibling = packages.find((item) => item.name === name);
    if (sibling === undefined) own.push([name, range]);
    else if (isPart(folder) && isPart(sibling.folder)) peers.push([name, `^${sibling.version}`]);
    else own.push([name, sibling.version]);
  }
  // Any version does: two would declare the same names twice to whoever imports both.
  if (usesNodeTypes) own.push(['@types/node', '*']);
  return {
    ...Object.fromEntries(kept),
    engines,
    ...section('bin', pathsOf(all['bin'])),
    ...section('exports', exportsOf(ownName, all['exports'])),
    ...section('dependencies', own),
    ...section('peerDependencies', peers),
  };
}

function section(name: string, entries: readonly [string, unknown][]): Record<string, unknown> {
  if (entries.length === 0) return {};
  return { [name]: Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1))) };
}

/** The paths of a section by their names, to compiled files in the place of sources. */
function pathsOf(value: unknown): [string, string][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).map(([name, path]) => [name, compiledPath(String(path))]);
}

/**
 * What a package exports. Of a bundled entry Node.js takes the bundle; builders of charms, which ask for
 * `module`, take the modules, and leave out what a charm does not use.
 */
function exportsOf(name: string, value: unknown): [string, unknown][] {
  return pathsOf(value).map(([entry, module]) => {
    if (!isBundled(name, entry)) return [entry, module];
    const types = module.replace(/\.js$/, '.d.ts');
    return [entry, { types, module, default: bundlePath(module) }];
  });
}

/** The compiled files of the entries that are bundled. */
export function bundledEntries({ all, name }: SourcePackage): string[] {
  return pathsOf(all['exports'])
    .filter(([entry]) => isBundled(name, entry))
    .map(([, path]) => path);
}

function compiledPath(path: string): string {
  return path.replace(/(?<!\.d)\.ts$/, '.js');
}
