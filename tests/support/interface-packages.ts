import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadInterface, type InterfacePackage } from '../../build/src/interfaces/load-interface.ts';

const ROOT = resolve(__dirname, '../..');

/** The names of the folders of all interface packages. */
export function listInterfaces(): string[] {
  return readdirSync(join(ROOT, 'interfaces'))
    .filter((name) => existsSync(join(ROOT, 'interfaces', name, 'interface.yaml')))
    .sort();
}

/** Loads all interface packages that say what they write. */
export async function loadInterfaces(): Promise<readonly InterfacePackage[]> {
  const packages = await Promise.all(
    listInterfaces().map((name) => loadInterface({ directory: `interfaces/${name}`, cwd: ROOT })),
  );
  return packages.filter((item) => item !== undefined);
}
