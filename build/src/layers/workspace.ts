import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { userError } from '@reactive-charms/juju';
import type { PackageIdentity } from './layer.ts';

/**
 * The folder of the npm workspace that a folder lies in: the nearest one upwards whose package.json
 * has "workspaces"; undefined outside of any.
 */
export function findWorkspace(directory: string): string | undefined {
  const found = readPackage(directory);
  if (found !== undefined && 'workspaces' in found) return directory;
  const parent = dirname(directory);
  return parent === directory ? undefined : findWorkspace(parent);
}

/** A folder and those that it lies in, the innermost first. */
export function ancestors(directory: string): string[] {
  const parent = dirname(directory);
  return parent === directory ? [directory] : [directory, ...ancestors(parent)];
}

/** Name and version of the npm package in a folder; undefined when it is none. */
export function packageIdentity(directory: string): PackageIdentity | undefined {
  const found = readPackage(directory);
  if (found === undefined || !('name' in found) || typeof found.name !== 'string') return undefined;
  const version =
    'version' in found && typeof found.version === 'string' ? found.version : undefined;
  return { name: found.name, version };
}

/**
 * What the package.json of a folder says; undefined where there is none.
 * @throws DiagnosticsError when it is no JSON.
 */
export function readPackage(directory: string): object | undefined {
  const file = join(directory, 'package.json');
  if (!existsSync(file)) return undefined;
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw userError('PACKAGE_BROKEN', `package.json is no JSON: ${reason}`, { place: { file } });
  }
}
