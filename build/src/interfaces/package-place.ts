import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { ancestors, findWorkspace, packageIdentity, readPackage } from '../layers/workspace.ts';
import { isList, textAt, valueAt } from './load-json.ts';

/** The package that interfaces are written with. */
export const ENGINE = '@reactive-charms/reactive';

/** The testing kit, as packages import it. */
export const KIT = '@reactive-charms/testing';

/** What is around a new package. */
export interface PackagePlace {
  /** The npm workspace around it; undefined outside of any. */
  readonly workspace: string | undefined;
  /** The npm scope that the packages of the workspace share, if they do. */
  readonly scope: string | undefined;
  /** The license of the workspace. */
  readonly license: string | undefined;
  /** The scripts of the packages beside it, when all have the same. */
  readonly scripts: unknown;
  /** The engine that the package will find; undefined where none is installed. */
  readonly engine: EngineInPlace | undefined;
}

/** An engine that packages can import. */
export interface EngineInPlace {
  readonly version: string;
  /** True when its sources are part of the same workspace. */
  readonly isSource: boolean;
}

/** The folder that new interfaces go to: that of the workspace around, or the one here. */
export function interfacesFolder(cwd: string): string {
  return join(findWorkspace(cwd) ?? cwd, 'interfaces');
}

/**
 * Looks around in a folder that is to get a new package, and need not be there yet.
 * @throws DiagnosticsError when a package.json on the way cannot be read.
 */
export function describePlace(parent: string): PackagePlace {
  const workspace = findWorkspace(parent);
  return {
    workspace,
    scope: workspace === undefined ? undefined : sharedScope(workspace),
    license: workspace === undefined ? undefined : textAt(readPackage(workspace), 'license'),
    scripts: sharedScripts(parent),
    engine: ancestors(parent).flatMap((folder) => engineIn(folder) ?? [])[0],
  };
}

/** Tells whether `npm install` links a package in its workspace. */
export function isMember(workspace: string, directory: string): boolean {
  const path = relative(workspace, directory).split(sep).join('/');
  const last = workspacePatterns(workspace).findLast((pattern) =>
    expressionOf(pattern.replace(/^!/, '')).test(path),
  );
  return last !== undefined && !last.startsWith('!');
}

/** A pattern with `*` for a part of a name, and `**` for parts of a path. */
function expressionOf(pattern: string): RegExp {
  const parts = pattern.split(/(\*+)/).map((part) => {
    if (part.startsWith('*')) return part === '*' ? '[^/]*' : '.*';
    return part.replaceAll(/[\\^$.|?+()[\]{}]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('')}$`);
}

function engineIn(folder: string): EngineInPlace | undefined {
  const directory = join(folder, 'node_modules', ENGINE);
  const version = packageIdentity(directory)?.version;
  if (version === undefined) return undefined;
  return { version, isSource: !realpathSync(directory).includes(`${sep}node_modules${sep}`) };
}

function sharedScripts(parent: string): unknown {
  const scripts = foldersIn(parent)
    .map((folder) => readPackage(folder))
    .filter((found) => found !== undefined)
    .map((found) => valueAt(found, 'scripts'));
  const [first, ...others] = new Set(scripts.map((item) => JSON.stringify(item)));
  return others.length === 0 && first !== undefined ? scripts[0] : undefined;
}

function workspacePatterns(workspace: string): string[] {
  const patterns = valueAt(readPackage(workspace), 'workspaces');
  const texts = isList(patterns) ? patterns.filter((pattern) => typeof pattern === 'string') : [];
  return texts.map((pattern) => pattern.replace(/^(!?)\.?\//, '$1').replace(/\/$/, ''));
}

/** Packages without a scope do not count: charms and tools often have none. */
function sharedScope(workspace: string): string | undefined {
  const names = memberFolders(workspace).map((folder) => packageIdentity(folder)?.name);
  const scopes = names.flatMap((name) => /^(@[^/]+)\//.exec(name ?? '')?.[1] ?? []);
  const [scope, ...others] = new Set(scopes);
  return others.length === 0 ? scope : undefined;
}

/** The members of a workspace, as far as its patterns are folders or all folders of one. */
function memberFolders(workspace: string): string[] {
  return workspacePatterns(workspace).flatMap((pattern) => {
    if (!pattern.endsWith('/*')) return [join(workspace, pattern)];
    return foldersIn(join(workspace, pattern.slice(0, -2)));
  });
}

function foldersIn(parent: string): string[] {
  if (!existsSync(parent) || !statSync(parent).isDirectory()) return [];
  return readdirSync(parent).map((name) => join(parent, name));
}
