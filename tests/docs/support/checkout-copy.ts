import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readlink } from 'node:fs/promises';
import { realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';

/** The checkout that these tests stand in. */
export const CHECKOUT: string = join(__dirname, '../../..');

/** What a fresh clone does not have. */
const LEFT_OUT = [
  'node_modules',
  '.git',
  '.juju-local',
  'coverage',
  'dist',
  join('build', 'charms'),
];

/** Folders of node_modules whose links are npm's own: relative, so that they lead into a copy. */
const OWN_LINKS = ['.bin', '@reactive-charms'];

/** A copy of the checkout, as a newcomer has it after `npm install`. */
export interface CheckoutCopy {
  /** The copy; the folder above it holds nothing else, so that examples can work beside it. */
  readonly directory: string;
  remove(): Promise<void>;
}

/**
 * Copies the checkout into a temporary folder, so that examples can write, build and deploy in it and
 * nobody's model is touched. Installed packages are shared; those of the workspace are the copy's own.
 */
export async function copyCheckout(): Promise<CheckoutCopy> {
  const parent = await realpath(await mkdtemp(join(tmpdir(), 'docs-')));
  const directory = join(parent, 'reactive-charms');
  await mkdir(directory);
  const installed: string[] = [];
  const isWanted = (source: string): boolean => {
    const path = relative(CHECKOUT, source);
    if (basename(path) === 'node_modules') installed.push(path);
    return basename(path) !== 'node_modules' && !LEFT_OUT.includes(path);
  };
  for (const name of await readdir(CHECKOUT)) {
    const source = join(CHECKOUT, name);
    if (!isWanted(source)) continue;
    await cp(source, join(directory, name), { recursive: true, filter: isWanted });
  }
  for (const path of installed) {
    await linkPackages(join(CHECKOUT, path), join(directory, path));
  }
  // npm would follow the links, and change what this checkout has installed.
  await writeFile(join(directory, 'scripts/install.js'), '// All is installed in this copy.\n');
  return { directory, remove: () => rm(parent, { recursive: true, force: true }) };
}

async function linkPackages(from: string, to: string): Promise<void> {
  await mkdir(to);
  const names = await readdir(from);
  const shared = names.filter((name) => !OWN_LINKS.includes(name));
  await Promise.all(shared.map((name) => symlink(join(from, name), join(to, name))));
  for (const folder of OWN_LINKS.filter((name) => existsSync(join(from, name)))) {
    await mkdir(join(to, folder));
    for (const name of await readdir(join(from, folder))) {
      await symlink(await readlink(join(from, folder, name)), join(to, folder, name));
    }
  }
}
