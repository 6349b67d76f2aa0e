import type { Command } from '../command.ts';
import { modelDirectory } from '../run-session.ts';

/** The version of Juju whose agents new models claim to have. */
export const AGENT_VERSION = '3.6.11';

/** `juju version`. */
export const versionCommand: Command = {
  name: 'version',
  purpose: "Print the version that the model's agents claim.",
  usage: '',
  arity: [0, 0],
  options: {},
  run: async ({ surroundings }) => {
    const model = await surroundings.models.read(modelDirectory(surroundings));
    surroundings.writer.result(`${model?.agentVersion ?? AGENT_VERSION}-ubuntu-amd64`);
    return 0;
  },
};
