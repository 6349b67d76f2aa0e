import { join } from 'node:path';
import { build } from 'esbuild';

/**
 * Entries that are loaded often and in a hurry: by every file of tests. Their modules are many and small,
 * and Node.js takes longer to find a file than to run it; as bundles they load in a third of the time.
 */
const BUNDLED: Readonly<Record<string, readonly string[]>> = {
  '@reactive-charms/juju': ['.', './files', './wire'],
  '@reactive-charms/reactive': ['.', './main', './engine'],
  '@reactive-charms/emulator': ['./core'],
  '@reactive-charms/testing': ['.', './jest'],
};

/** The folder of a packed package that bundles lie in. */
const FOLDER = 'bundle';

/** Tells whether an entry of a package is bundled. */
export function isBundled(name: string, entry: string): boolean {
  return BUNDLED[name]?.includes(entry) ?? false;
}

/** Where the bundle of a compiled entry lies: `./bundle/src/index.js` for `./src/index.js`. */
export function bundlePath(compiled: string): string {
  return compiled.replace(/^\.\//, `./${FOLDER}/`);
}

/**
 * Bundles entries of a staged package beside its modules. They share what they have in common; other
 * packages stay outside, so that each is there once.
 * @param entries compiled entries, such as `./src/index.js`.
 */
export async function bundleEntries(directory: string, entries: readonly string[]): Promise<void> {
  if (entries.length === 0) return;
  await build({
    absWorkingDir: directory,
    entryPoints: [...entries],
    outdir: join(directory, FOLDER),
    outbase: directory,
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    chunkNames: 'shared/[hash]',
    logLevel: 'silent',
  });
}
