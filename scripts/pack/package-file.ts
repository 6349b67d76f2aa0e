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
  { all, folder, dependencies }: SourcePackage,
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
    ...pathsOf('bin', all['bin']),
    ...pathsOf('exports', all['exports']),
    ...section('dependencies', own),
    ...section('peerDependencies', peers),
  };
}

function section(name: string, entries: readonly [string, string][]): Record<string, unknown> {
  if (entries.length === 0) return {};
  return { [name]: Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1))) };
}

/** The paths of a section, to compiled files in the place of sources. */
function pathsOf(name: string, value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return {};
  const entries = Object.entries(value).map(([key, path]) => [key, compiledPath(String(path))]);
  return { [name]: Object.fromEntries(entries) };
}

function compiledPath(path: string): string {
  return path.replace(/(?<!\.d)\.ts$/, '.js');
}
