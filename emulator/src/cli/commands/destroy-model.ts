import { userError } from '@reactive-charms/juju';
import { isSet } from '../command.ts';
import type { Command, Invocation } from '../command.ts';
import { PROGRAM } from '../help.ts';
import type { Model } from '../../model.ts';
import { modelDirectory } from '../run-session.ts';

/** `juju destroy-model`. */
export const destroyModelCommand: Command = {
  name: 'destroy-model',
  purpose: 'Remove the model with its machines and containers.',
  usage: '[MODEL]',
  arity: [0, 1],
  options: {
    'no-prompt': { type: 'boolean', short: 'y', help: 'Do not ask for confirmation' },
    force: { type: 'boolean', help: 'Go on when containers cannot be removed' },
    'destroy-storage': { type: 'boolean', help: 'Destroy storage', ignored: true },
  },
  run: destroyModel,
};

async function destroyModel(invocation: Invocation): Promise<number> {
  const { surroundings } = invocation;
  const { writer, models } = surroundings;
  const directory = modelDirectory(surroundings);
  const model = await models.read(directory);
  if (model === undefined) {
    writer.note(`there is no model in ${directory}`);
    return 0;
  }
  checkName(invocation, model);
  if (!isSet(invocation, 'no-prompt') && !(await confirm(invocation, directory))) return 1;
  // No `withSession`: a session that is destroyed is closed already.
  const session = await models.open({
    directory,
    onEvent: (event) => {
      if (event.kind === 'notice') writer.note(event.text);
    },
  });
  try {
    await session.destroy({ force: isSet(invocation, 'force') });
  } catch (error) {
    writer.note(`nothing was removed; "${PROGRAM} destroy-model --force" leaves the containers`);
    throw error;
  }
  writer.note(`removed the model in ${directory}`);
  return 0;
}

/** @throws DiagnosticsError when another model was named, perhaps as `CONTROLLER:MODEL` or `USER/MODEL` */
function checkName({ args: [named] }: Invocation, { name }: Model): void {
  if (named === undefined || named.replace(/^.*[:/]/, '') === name) return;
  throw userError('MODEL_NOT_FOUND', `model "${named}" not found`, {
    fix: `the model of this folder is "${name}"`,
  });
}

async function confirm(
  { surroundings: { ask, writer } }: Invocation,
  directory: string,
): Promise<boolean> {
  if (ask === undefined) {
    writer.error(`nobody is here to confirm; use "${PROGRAM} destroy-model --no-prompt"`);
    return false;
  }
  const answer = await ask(`This removes the model in ${directory}. Continue [y/N]? `);
  if (/^y(es)?$/i.test(answer.trim())) return true;
  writer.note('nothing was removed');
  return false;
}
