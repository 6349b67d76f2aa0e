import type { Command, Invocation } from '../command.ts';
import { removeStorage } from '../../transitions/storage.ts';
import { sequence } from '../../transitions/transition.ts';
import { changeModel } from '../run-session.ts';

const OPTIONS: Command['options'] = {
  force: { type: 'boolean', help: 'Remove also when it is attached', ignored: true },
  'no-destroy': { type: 'boolean', help: 'Release without destroying', ignored: true },
  'no-wait': { type: 'boolean', help: 'Do not wait for each step', ignored: true },
};

const DETAILS =
  'Storage belongs to one unit for its whole life here: what is detached is gone, and nothing can be\n' +
  'attached again.';

/** `juju remove-storage`. */
export const removeStorageCommand: Command = {
  name: 'remove-storage',
  purpose: 'Remove storage from the model.',
  usage: 'STORAGE-ID ...',
  arity: [1, Number.MAX_SAFE_INTEGER],
  options: OPTIONS,
  details: DETAILS,
  run: remove,
};

/** `juju detach-storage`. */
export const detachStorageCommand: Command = {
  name: 'detach-storage',
  purpose: 'Detach storage from its unit.',
  usage: 'STORAGE-ID ...',
  arity: [1, Number.MAX_SAFE_INTEGER],
  options: OPTIONS,
  details: DETAILS,
  run: remove,
};

async function remove({ args, surroundings }: Invocation): Promise<number> {
  return changeModel(surroundings, sequence(...args.map(removeStorage)));
}
