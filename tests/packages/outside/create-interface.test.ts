import { mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expectSuccess, ROOT, runProgram } from '../../support/programs.ts';

/**
 * Makes an interface in a project that has only packed packages, and then does what the command says
 * to do next. It packs and installs packages: only `.ci/run` runs it.
 */

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'outside-')));
const project = join(folder, 'shop');
const environment = { ...process.env, NO_COLOR: '1', npm_config_loglevel: 'error' };

async function run(command: string, cwd: string = project): Promise<string> {
  return expectSuccess(await runProgram(['/bin/sh', '-c', command], { cwd, environment }), command);
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(project, path)), { recursive: true });
  writeFileSync(join(project, path), text);
}

/** The files that are shown in the output of the command, with the names that it gives them. */
function filesIn(output: string): [name: string, text: string][] {
  const shown = output.matchAll(/ has no (\S+) yet\. .*\n\n((?: {2}.*\n)+)/g);
  return [...shown].map(([, name = '', text = '']) => [name, text.replaceAll(/^ {2}/gm, '')]);
}

/** The commands that are shown in the output. */
function commandsIn(output: string): string[] {
  return [...output.matchAll(/^ {2}(np[mx] .*?) +# /gm)].flatMap(([, command]) => command ?? []);
}

let output = '';

beforeAll(async () => {
  const packages = join(folder, 'packages');
  await run(`npm run --silent pack -- --output-dir ${packages} testing build`, ROOT);
  const archives = readdirSync(packages).filter((name) => name.endsWith('.tgz'));
  await write('package.json', '{ "name": "shop", "private": true, "type": "module" }\n');
  await run(`npm install --save-dev ${archives.map((name) => join(packages, name)).join(' ')}`);
  output = await run('npx charm create interface shop-db');
  for (const [name, text] of filesIn(output)) await write(name, text);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('says how the interface is installed, compiled, tested and described', async () => {
  const commands = commandsIn(output);
  expect(commands).toEqual([
    'npm install ./interfaces/shop-db',
    expect.stringMatching(/^npm install --save-dev .*jest typescript$/),
    'npx jest interfaces/shop-db',
    'npx charm schema interfaces/shop-db',
  ]);
  expect(filesIn(output).map(([name]) => name)).toEqual(['tsconfig.json', 'jest.config.mjs']);
  for (const command of commands) await run(command);
  await run('npx tsc');
});

it('makes an interface that a charm can include', async () => {
  await write('layers/shop/layer.yaml', 'includes: [layer:reactive, interface:shop-db]\n');
  await write('layers/shop/metadata.yaml', METADATA);
  await write('layers/shop/reactive/shop.ts', LAYER);
  await run('npx charm types layers/shop');
  await run('npx tsc');
  const built = await run('npx charm build --runtime system layers/shop');
  expect(built).toMatch(/interface:shop-db +interfaces\/shop-db +npm\n/);
});

const METADATA = `name: shop
summary: Sells.
description: Sells what is in a database.
requires:
  database: { interface: shop-db }
`;

const LAYER = `import { defineLayer, type Layer } from '@reactive-charms/reactive';
import type { Charm } from '../generated/charm.ts';

export const layer: Layer = defineLayer<Charm>('shop', (layer) => {
  layer.when('endpoint.database.joined').handle('ask', ({ endpoints }) => {
    endpoints.database.publish({ user: 'shop', databases: ['goods'] });
  });
  layer.when('endpoint.database.available').handle('connect', ({ endpoints, log }) => {
    const [server] = endpoints.database.servers;
    log.info(\`the goods are at \${server?.address}\`);
  });
});
`;
