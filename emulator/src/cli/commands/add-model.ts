import { userError } from '@reactive-charms/juju';
import { textOptions } from '../command.ts';
import type { Command, Invocation } from '../command.ts';
import { SESSION_OPTIONS, sessionOptions } from '../deploy/session-options.ts';
import { PROGRAM } from '../help.ts';
import { changeModelConfig } from '../model-config-keys.ts';
import { modelDirectory, withSession } from '../run-session.ts';

/** `juju add-model`. */
export const addModelCommand: Command = {
  name: 'add-model',
  purpose: 'Make an empty model; deploy does it by itself.',
  usage: '[MODEL]',
  arity: [0, 1],
  options: {
    config: {
      type: 'string',
      multiple: true,
      value: 'KEY=VALUE',
      help: 'Settings of the model, see model-config',
    },
    ...SESSION_OPTIONS,
    credential: { type: 'string', help: 'Credential of the cloud', ignored: true },
  },
  run: addModel,
};

async function addModel(invocation: Invocation): Promise<number> {
  const { surroundings, args } = invocation;
  const directory = modelDirectory(surroundings);
  if ((await surroundings.models.read(directory)) !== undefined) {
    throw userError('MODEL_EXISTS', `there is a model in ${directory} already`, {
      fix: `remove it with "${PROGRAM} destroy-model", or use another folder`,
    });
  }
  const options = sessionOptions(invocation);
  const [name] = args;
  const create = { ...options.create, ...(name === undefined ? {} : { name }) };
  const pairs = textOptions(invocation, 'config').map((text): [string, string] => {
    const at = text.indexOf('=');
    return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
  });
  return withSession(surroundings, { ...options, create }, async (session) => {
    const configured = changeModelConfig(Object.fromEntries(pairs));
    // A model is saved with its first change.
    session.update((model) => ({ ...configured(model) }));
    surroundings.writer.note(`added model "${session.model.name}"`);
    return 0;
  });
}
