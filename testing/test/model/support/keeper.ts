import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readActions, readConfig, readMetadata } from '@reactive-charms/juju/files';
import type { CharmDefinition, Layer } from '@reactive-charms/reactive';
import type { PlacedCharm } from '../../../src/model/run-hook-on.ts';
import { expectSuccess, ROOT, runOwnProgram } from '../../../../tests/support/programs.ts';
import { layer as keeperLayer } from '../charms/keeper/reactive/keeper.ts';
import { layer as nextLayer } from '../charms/keeper-next/reactive/keeper-next.ts';

const CHARMS = join(__dirname, '../charms');

/** The charm `keeper` and its next revision, ready for both places. */
export const KEEPERS: Readonly<Record<'keeper' | 'keeper-next', PlacedCharm>> = {
  keeper: {
    definition: definitionOf('keeper', keeperLayer),
    archive: async () => build('keeper'),
  },
  'keeper-next': {
    definition: definitionOf('keeper-next', nextLayer),
    archive: async () => build('keeper-next'),
  },
};

function definitionOf(folder: string, layer: Layer): CharmDefinition {
  const read = (file: string): string => readFileSync(join(CHARMS, folder, file), 'utf8');
  return {
    name: 'keeper',
    metadata: readMetadata(read('metadata.yaml'), 'metadata.yaml'),
    options: readConfig(read('config.yaml'), 'config.yaml'),
    actions: readActions(read('actions.yaml'), 'actions.yaml'),
    layers: [layer],
    endpoints: {},
  };
}

const built = new Map<string, Promise<string>>();

/** Builds a charm once, without a runtime, so that nothing is downloaded. */
async function build(folder: string): Promise<string> {
  const known = built.get(folder) ?? runBuild(folder);
  built.set(folder, known);
  return known;
}

async function runBuild(folder: string): Promise<string> {
  const output = mkdtempSync(join(tmpdir(), 'charm-keeper-'));
  const args = ['build', '--quiet', '--runtime', 'system', '--output-dir', output];
  const outcome = await runOwnProgram('charm', [...args, join(CHARMS, folder)], { cwd: ROOT });
  expectSuccess(outcome, 'charm build');
  return join(output, 'keeper.charm');
}
