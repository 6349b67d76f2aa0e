import { userError } from '@reactive-charms/juju';
import { isSet } from '../command.ts';
import type { Command, Invocation } from '../command.ts';
import type { Model } from '../../model.ts';
import { dropMachine } from '../../transitions/partitions.ts';
import { sequence } from '../../transitions/transition.ts';
import type { Transition } from '../../transitions/transition.ts';
import { changeModel } from '../run-session.ts';

/** `juju remove-machine`. */
export const removeMachineCommand: Command = {
  name: 'remove-machine',
  purpose: 'Remove machines from the model.',
  usage: 'MACHINE ...',
  arity: [1, Number.MAX_SAFE_INTEGER],
  options: {
    force: { type: 'boolean', help: 'With its units and containers; no hooks run on it' },
    'no-prompt': { type: 'boolean', help: 'Do not ask; nothing is asked here' },
    'keep-instance': { type: 'boolean', help: 'Leave the instance running', ignored: true },
    'no-wait': { type: 'boolean', help: 'Do not wait for each step', ignored: true },
  },
  run: remove,
};

async function remove(invocation: Invocation): Promise<number> {
  const force = isSet(invocation, 'force');
  const transitions = invocation.args.map((id) => removeMachine(id, force));
  return changeModel(invocation.surroundings, sequence(...transitions));
}

function removeMachine(id: string, force: boolean): Transition {
  return (model) => {
    if (!force) checkEmpty(model, id);
    return dropMachine(id)(model);
  };
}

/** @throws DiagnosticsError when there is something on the machine */
function checkEmpty(model: Model, id: string): void {
  const fix = 'remove them first, or use --force';
  const containers = Object.keys(model.machines).filter((other) => other.startsWith(`${id}/`));
  if (containers.length > 0) {
    const text = `machine ${id} is hosting containers ${containers.map((it) => `"${it}"`).join(', ')}`;
    throw userError('MACHINE_BUSY', text, { fix });
  }
  const units = Object.values(model.units).filter(({ machine }) => machine === id);
  if (units.length === 0) return;
  const names = units.map(({ name }) => `"${name}"`).join(', ');
  throw userError('MACHINE_BUSY', `machine ${id} is hosting units ${names}`, { fix });
}
