import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { userError } from '@reactive-charms/juju';

/** What a package.json holds that packing looks at; all else is kept as it is. */
export interface PackageFile {
  readonly name: string;
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  /** The whole file. */
  readonly all: Readonly<Record<string, unknown>>;
}

/** A package of the repository, as its sources lie there. */
export interface SourcePackage extends PackageFile {
  /** The folder in the repository, for example `interfaces/http`. */
  readonly folder: string;
  /** The name without its scope; that of the folder with the result. */
  readonly shortName: string;
}

/** A repository of packages. */
export interface Repository {
  /** Its folder. */
  readonly root: string;
  readonly packages: readonly SourcePackage[];
  /** Which Node.js it asks for. */
  readonly engines: unknown;
}

/**
 * Reads which packages a repository has for others: all of its workspaces but the charms, which
 * `charm build` packs in a form of their own.
 */
export function readRepository(root: string): Repository {
  const { all } = readPackageFile(join(root, 'package.json'));
  const patterns = Array.isArray(all['workspaces']) ? all['workspaces'].map(String) : [];
  const packages = patterns
    .flatMap((pattern) => expand(root, pattern))
    .filter((folder) => !existsSync(join(root, folder, 'metadata.yaml')))
    .map((folder) => {
      const file = readPackageFile(join(root, folder, 'package.json'));
      return { ...file, folder, shortName: basename(file.name) };
    });
  return { root, packages, engines: all['engines'] };
}

/**
 * The packages that are called by name or folder, and those of the repository that they stand on.
 * @param names none for all packages.
 * @throws DiagnosticsError when there is no such package.
 */
export function choosePackages(
  { packages }: Repository,
  names: readonly string[],
): SourcePackage[] {
  if (names.length === 0) return [...packages];
  const wanted = new Set<SourcePackage>();
  const take = (item: SourcePackage): void => {
    if (wanted.has(item)) return;
    wanted.add(item);
    packages.filter(({ name }) => name in item.dependencies).forEach(take);
  };
  for (const name of names) take(findPackage(packages, name));
  return packages.filter((item) => wanted.has(item));
}

function findPackage(packages: readonly SourcePackage[], name: string): SourcePackage {
  const called = name.replace(/^\.\/|\/$/g, '');
  const found = packages.find((item) =>
    [item.name, item.shortName, item.folder].some((other) => other === called),
  );
  if (found !== undefined) return found;
  throw userError('PACK_UNKNOWN', `there is no package '${name}' to pack`, {
    fix: `name one of ${packages.map(({ shortName }) => shortName).join(', ')}; charms are packed by "npx charm build"`,
  });
}

function expand(root: string, pattern: string): string[] {
  if (!pattern.endsWith('/*')) return [pattern];
  const parent = dirname(pattern);
  return readdirSync(join(root, parent))
    .map((name) => `${parent}/${name}`)
    .filter((folder) => existsSync(join(root, folder, 'package.json')))
    .sort();
}

function readPackageFile(path: string): PackageFile {
  const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
  const all = recordOf(value);
  const dependencies = Object.entries(recordOf(all['dependencies']));
  return {
    name: String(all['name']),
    version: String(all['version']),
    dependencies: Object.fromEntries(dependencies.map(([name, range]) => [name, String(range)])),
    all,
  };
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value))
    : {};
}
