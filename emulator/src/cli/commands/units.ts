import { isSet, numberOption, textOption } from '../command.ts';
import type { Command, Invocation } from '../command.ts';
import { removeApplication } from '../../transitions/applications.ts';
import { sequence } from '../../transitions/transition.ts';
import { addUnit, removeUnit } from '../../transitions/units.ts';
import { changeModel } from '../run-session.ts';
import { unitArgument } from '../unit-argument.ts';

/** `juju add-unit`. */
export const addUnitCommand: Command = {
  name: 'add-unit',
  purpose: 'Add one or more units to an application.',
  usage: 'APPLICATION',
  arity: [1, 1],
  options: {
    'num-units': {
      type: 'string',
      short: 'n',
      value: 'N',
      help: 'Number of units to add (default 1)',
    },
    to: { type: 'string', value: 'MACHINE[,...]', help: 'Where to place the units' },
  },
  run: async (invocation) => {
    const [application = ''] = invocation.args;
    const units = numberOption(invocation, 'num-units', 1) ?? 1;
    const places = splitPlaces(textOption(invocation, 'to'));
    const transitions = Array.from({ length: units }, (_unused, at) => {
      const to = places[at];
      return addUnit({ application, ...(to === undefined ? {} : { to }) });
    });
    return changeModel(invocation.surroundings, sequence(...transitions));
  },
};

/** `juju remove-unit`. */
export const removeUnitCommand: Command = {
  name: 'remove-unit',
  purpose: 'Remove units from the model.',
  usage: 'UNIT ...',
  arity: [1, Number.MAX_SAFE_INTEGER],
  options: {
    force: { type: 'boolean', help: 'Remove at once, without running hooks of the unit' },
    'no-prompt': { type: 'boolean', help: 'Do not ask; nothing is asked here' },
    'num-units': { type: 'string', help: 'Units of a model of containers', ignored: true },
    'destroy-storage': { type: 'boolean', help: 'Destroy attached storage', ignored: true },
  },
  run: async (invocation) => {
    const force = isSet(invocation, 'force');
    const units = invocation.args.map((text) => unitArgument(invocation, text));
    return changeModel(
      invocation.surroundings,
      sequence(...units.map((unit) => removeUnit(unit, { force }))),
    );
  },
};

/** `juju remove-application`. */
export const removeApplicationCommand: Command = {
  name: 'remove-application',
  purpose: 'Remove applications from the model.',
  usage: 'APPLICATION ...',
  arity: [1, Number.MAX_SAFE_INTEGER],
  options: {
    'no-prompt': { type: 'boolean', help: 'Do not ask; nothing is asked here' },
    force: { type: 'boolean', help: 'Force the removal', ignored: true },
    'destroy-storage': { type: 'boolean', help: 'Destroy attached storage', ignored: true },
  },
  run: async ({ args, surroundings }: Invocation) =>
    changeModel(surroundings, sequence(...args.map(removeApplication))),
};

/** Splits the value of `--to`. */
export function splitPlaces(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((place) => place.trim())
    .filter((place) => place !== '');
}
