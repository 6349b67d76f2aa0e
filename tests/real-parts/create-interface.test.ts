import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { copyCheckout } from '../docs/support/checkout-copy.ts';
import type { CheckoutCopy } from '../docs/support/checkout-copy.ts';
import { followGuide } from '../docs/support/run-guide.ts';
import { expectSuccess, runProgram } from '../support/programs.ts';

/**
 * What `charm create interface` makes holds to every rule of this repository without a change, and a
 * charm is built with it as its README says.
 */

const SECONDS = 1000;
const SIDES = 'interfaces/data-base_2';
const PEERS = 'interfaces/yes';

let copy: CheckoutCopy;

/** Runs a program of node_modules in the copy. @returns what it prints. */
async function run(program: string, ...args: string[]): Promise<string> {
  const command = [join(copy.directory, 'node_modules/.bin', program), ...args];
  const environment = { ...process.env, NO_COLOR: '1' };
  return expectSuccess(await runProgram(command, { cwd: copy.directory, environment }), program);
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(copy.directory, path)), { recursive: true });
  writeFileSync(join(copy.directory, path), text);
}

beforeAll(async () => {
  copy = await copyCheckout();
  await run('charm', 'create', 'interface', 'data-base_2');
  await run('charm', 'create', 'interface', 'yes', '--peers');
  for (const folder of [SIDES, PEERS]) {
    // What `npm install` does.
    const { name } = Object(
      JSON.parse(readFileSync(join(copy.directory, folder, 'package.json'), 'utf8')),
    );
    symlinkSync(`../../${folder}`, join(copy.directory, 'node_modules', name));
  }
}, 120 * SECONDS);

afterAll(async () => copy.remove());

describe('a new interface', () => {
  it('is named, linked and packed as its neighbours are', () => {
    expect(
      JSON.parse(readFileSync(join(copy.directory, PEERS, 'package.json'), 'utf8')),
    ).toMatchObject({
      name: '@reactive-charms/interface-yes',
      license: 'Apache-2.0',
      scripts: { prepack: 'node ../../scripts/refuse-pack.js' },
      dependencies: { '@reactive-charms/reactive': '0.1.0' },
    });
  });

  it('passes its tests', async () => {
    await run('jest', SIDES, PEERS);
  });

  it('passes the checks of npm test', async () => {
    await run('oxlint', '--type-aware', '--deny-warnings', SIDES, PEERS);
    await run('prettier', '--check', SIDES, PEERS);
    await run('charm', 'schema', '--check', '--quiet', SIDES, PEERS);
    for (const folder of [SIDES, PEERS]) await run('knip', '--workspace', folder);
  });

  it('goes into the public catalogue', async () => {
    await run('charm', 'render', 'interface', SIDES, '--output-dir', 'catalogue');
  });

  it(
    'serves a charm as the examples of its README say',
    async () => {
      write(
        'layers/shop/layer.yaml',
        'includes: [layer:reactive, interface:data-base_2, interface:yes]\n',
      );
      write('layers/shop/metadata.yaml', METADATA);
      write('layers/shop/reactive/shop.ts', layerOf([...examplesOf(SIDES), ...examplesOf(PEERS)]));
      await run('charm', 'types', 'layers/shop');
      write(
        'tsconfig.shop.json',
        JSON.stringify({ extends: './tsconfig.json', include: [SIDES, PEERS, 'layers/shop'] }),
      );
      await run('tsc', '-p', 'tsconfig.shop.json');
      expect(await run('charm', 'build', '--quiet', '--runtime', 'system', 'layers/shop')).toMatch(
        /^build\/charms\/shop\.charm  \(\d+ kB/,
      );
    },
    120 * SECONDS,
  );
});

describe('the guide for authors of interfaces', () => {
  it('makes an interface, and changes its protocol', async () => {
    await followGuide('docs/how-to/write-an-interface.md', { ...copy, withoutNpx: true });
  });
});

const METADATA = `name: shop
summary: Sells.
description: Sells, and serves other shops.
maintainer: Ada <ada@example.com>
provides:
  clients: { interface: data-base_2 }
requires:
  database: { interface: data-base_2 }
peers:
  cluster: { interface: 'yes' }
`;

function examplesOf(folder: string): string[] {
  const text = readFileSync(join(copy.directory, folder, 'README.md'), 'utf8');
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].flatMap(([, code]) => code ?? []);
}

/** A layer whose handlers are these; what examples do with the values is left out. */
function layerOf(examples: readonly string[]): string {
  return `import { defineLayer } from '@reactive-charms/reactive';
import type { Layer } from '@reactive-charms/reactive';
import type { Charm } from '../generated/charm.ts';

const letIn = (users: readonly string[], databases: readonly string[]): string =>
  [...users, ...databases].join();
const writeSettings = (...values: readonly unknown[]): unknown => values;

export const layer: Layer = defineLayer<Charm>('shop', (layer) => {
${examples.join('\n')}});
`;
}
