import { UsageError } from '../command.ts';
import type { Command, Invocation } from '../command.ts';
import { parseStorage } from '../deploy/storage-arguments.ts';
import { addStorage } from '../../transitions/storage.ts';
import { sequence } from '../../transitions/transition.ts';
import { changeModel } from '../run-session.ts';
import { unitArgument } from '../unit-argument.ts';

/** `juju add-storage`. */
export const addStorageCommand: Command = {
  name: 'add-storage',
  purpose: 'Add storage to a unit.',
  usage: 'UNIT STORAGE[=COUNT,SIZE] ...',
  arity: [2, Number.MAX_SAFE_INTEGER],
  options: {},
  run: add,
};

async function add(invocation: Invocation): Promise<number> {
  const [target = '', ...texts] = invocation.args;
  const unit = unitArgument(invocation, target);
  const transitions = texts.map((text) => {
    const at = text.indexOf('=');
    const name = at === -1 ? text : text.slice(0, at);
    if (name === '') {
      throw new UsageError(`storage directives require a name: ${text}`, invocation.command);
    }
    return addStorage(unit, name, at === -1 ? {} : parseStorage(name, text.slice(at + 1)));
  });
  return changeModel(invocation.surroundings, sequence(...transitions));
}
