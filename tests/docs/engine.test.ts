import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { copyCheckout } from './support/checkout-copy.ts';
import type { CheckoutCopy } from './support/checkout-copy.ts';
import { mustRun, runExamples, writeFiles } from './support/run-guide.ts';

const PAGE = 'docs/reference/engine.md';
const SECONDS = 1000;

/** Interfaces of the page; it shows all files of the first. */
const INTERFACES = ['mysql', 'signing'];

/** What the page tells that a test does with its examples, but for those that it shows itself. */
const DEPLOY = [
  'chmod +x layers/blog/reactive/backup layers/blog/reactive/report',
  'npx charm types --quiet layers/blog',
  'npx tsc',
  'npx charm build --quiet --runtime system layers/blog',
  'npx juju-local deploy ./build/charms/blog.charm',
];

let copy: CheckoutCopy;

beforeAll(async () => {
  copy = await copyCheckout();
}, 60 * SECONDS);

afterAll(async () => copy.remove());

describe('docs/reference/engine.md', () => {
  it(
    'has examples that compile, build, run on a unit as they say, and pass their tests',
    async () => {
      const following = { ...copy, withoutNpx: true };
      await writeFiles(PAGE, following);
      await installInterfaces();
      for (const command of DEPLOY) await mustRun(command, following);
      await runExamples(PAGE, following);
      await mustRun('npx jest layers/blog', following);
      await mustRun('npx juju-local destroy-model --no-prompt', following);
    },
    300 * SECONDS,
  );
});

/** Does what `npm install` would, and gives the other interfaces the files of the first. */
async function installInterfaces(): Promise<void> {
  const [first = '', ...others] = INTERFACES;
  const folder = join(copy.directory, 'interfaces');
  for (const file of ['interface.yaml', 'package.json']) {
    const text = await readFile(join(folder, first, file), 'utf8');
    for (const name of others) {
      await writeFile(join(folder, name, file), text.replaceAll(first, name));
    }
  }
  for (const name of INTERFACES) {
    const link = join(copy.directory, 'node_modules/@reactive-charms', `interface-${name}`);
    await symlink(join('../../interfaces', name), link);
  }
}
