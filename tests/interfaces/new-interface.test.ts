import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findInterfaceFaults } from '@reactive-charms/testing';
import { createInterface } from '../../build/src/interfaces/create-interface.ts';
import { ROOT } from '../support/programs.ts';

/** What `charm create interface` makes, without the compiler and its own tests; `.ci/run` has these. */

let workspace: string;

beforeEach(() => {
  workspace = realpathSync(mkdtempSync(join(tmpdir(), 'new-interface-')));
  mkdirSync(join(workspace, 'node_modules'));
  symlinkSync(
    join(ROOT, 'node_modules/@reactive-charms'),
    join(workspace, 'node_modules/@reactive-charms'),
  );
  writeFileSync(join(workspace, 'package.json'), '{ "workspaces": ["interfaces/*"] }');
});

afterEach(() => rmSync(workspace, { recursive: true, force: true }));

it.each([
  ['with both sides', false],
  ['among peers', true],
])('a new interface %s is documented as it is, and reads whatever comes', async (_, isPeers) => {
  const { directory } = await createInterface({ name: 'fresh', isPeers, cwd: workspace });
  const { definition } = await import(join(directory, 'index.ts'));
  expect(Object.keys(definition)).toEqual(isPeers ? ['peers'] : ['provides', 'requires']);
  expect(await findInterfaceFaults({ directory, definition })).toEqual([]);
});
