import { cp, mkdir, mkdtemp, readdir, readlink, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The checkout that these tests stand in. */
export const CHECKOUT: string = join(__dirname, '../../..');

/** What a fresh clone does not have, at the top or below it. */
const LEFT_OUT = ['node_modules', '.git', '.juju-local', 'coverage'];
const BUILT = join(CHECKOUT, 'build/charms');

/** A copy of the checkout, as a newcomer would have it after `npm install`. */
export interface CheckoutCopy {
  readonly directory: string;
  remove(): Promise<void>;
}

/**
 * Copies the checkout into a temporary folder, so that examples may write, build and deploy in it.
 * Installed packages are shared; those of the workspace itself are the copy's own.
 */
export async function copyCheckout(): Promise<CheckoutCopy> {
  const directory = await realpath(await mkdtemp(join(tmpdir(), 'docs-')));
  const entries = (await readdir(CHECKOUT)).filter((name) => !LEFT_OUT.includes(name));
  for (const name of entries) {
    await cp(join(CHECKOUT, name), join(directory, name), {
      recursive: true,
      filter: (source) => source !== BUILT && !source.endsWith('/node_modules'),
    });
  }
  await linkPackages(join(CHECKOUT, 'node_modules'), join(directory, 'node_modules'));
  return { directory, remove: () => rm(directory, { recursive: true, force: true }) };
}

/** npm's links into the workspace are relative, so that they lead into the copy when copied. */
async function linkPackages(from: string, to: string): Promise<void> {
  const relativeLinks = ['.bin', '@reactive-charms'];
  await mkdir(to);
  const shared = (await readdir(from)).filter((name) => !relativeLinks.includes(name));
  await Promise.all(shared.map((name) => symlink(join(from, name), join(to, name))));
  for (const folder of relativeLinks) {
    await mkdir(join(to, folder));
    for (const name of await readdir(join(from, folder))) {
      await symlink(await readlink(join(from, folder, name)), join(to, folder, name));
    }
  }
}
