import { writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { userError } from '@reactive-charms/juju';
import { formatYaml } from '@reactive-charms/juju/files';
import { isSet, textOption } from '../command.ts';
import type { Command, Invocation } from '../command.ts';
import { exportBundle } from '../export-bundle.ts';
import { modelDirectory, readModel } from '../run-session.ts';

/** `juju export-bundle`. */
export const exportBundleCommand: Command = {
  name: 'export-bundle',
  purpose: 'Export the current model configuration as a bundle.',
  usage: '',
  arity: [0, 0],
  options: {
    filename: { type: 'string', value: 'FILE', help: 'Write the bundle into this file' },
    'include-charm-defaults': {
      type: 'boolean',
      help: 'Write options too that are as the charm has them',
    },
    'include-series': { type: 'boolean', help: 'Write series too', ignored: true },
  },
  details:
    'Charms and resources are named where the folder of the model holds them, so that the bundle can be\n' +
    'deployed as long as that folder is there.',
  run: writeBundle,
};

async function writeBundle(invocation: Invocation): Promise<number> {
  const { surroundings } = invocation;
  const { cwd, writer } = surroundings;
  const model = await readModel(surroundings);
  if (Object.keys(model.applications).length === 0) {
    throw userError('NOTHING_TO_EXPORT', 'nothing to export as there are no applications');
  }
  const filename = textOption(invocation, 'filename');
  const file = filename === undefined ? undefined : resolve(cwd, filename);
  const text = formatYaml(
    exportBundle(model, {
      directory: modelDirectory(surroundings),
      from: file === undefined ? cwd : dirname(file),
      withDefaults: isSet(invocation, 'include-charm-defaults'),
    }),
  );
  if (file === undefined) {
    writer.result(text);
    return 0;
  }
  await writeFile(file, text);
  writer.result(`Bundle successfully exported to ${filename ?? file}`);
  return 0;
}
