import type { UnitName } from '@reactive-charms/juju';
import { isSet, numberOption, textOption } from '../command.ts';
import type { Command } from '../command.ts';
import type { Model } from '../../model.ts';
import { removeApplication } from '../../transitions/applications.ts';
import { sequence } from '../../transitions/transition.ts';
import type { Transition } from '../../transitions/transition.ts';
import { addUnit, removeUnit } from '../../transitions/units.ts';
import { splitPlaces } from '../deploy/placements.ts';
import { compareNatural } from '../natural-order.ts';
import { changeModel } from '../run-session.ts';
import { unitsOf } from '../status/unit-status.ts';
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
      (before) => units.flatMap((unit) => describeRemoval(before, unit)),
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
    force: { type: 'boolean', help: 'Remove its units at once, without running hooks of theirs' },
    'destroy-storage': { type: 'boolean', help: 'Destroy attached storage', ignored: true },
  },
  run: async (invocation) => {
    const { args, surroundings } = invocation;
    const remove = isSet(invocation, 'force') ? removeByForce : removeApplication;
    return changeModel(surroundings, sequence(...args.map(remove)), (before) =>
      args.flatMap((name) => describeApplication(before, name)),
    );
  },
};

/** What goes with a unit, in Juju's words. */
function describeRemoval(model: Model, unit: UnitName): string[] {
  const storage = Object.values(model.storage).filter(({ owner }) => owner === unit);
  return [`will remove unit ${unit}`, ...storage.map(({ id }) => `- will remove storage ${id}`)];
}

function describeApplication(model: Model, name: string): string[] {
  const units = unitsOf(model, name)
    .map((unit) => unit.name)
    .sort(compareNatural);
  const storage = Object.values(model.storage).filter(({ owner }) => units.includes(owner));
  return [
    `will remove application ${name}`,
    ...units.map((unit) => `- will remove unit ${unit}`),
    ...storage.map(({ id }) => `- will remove storage ${id}`),
  ];
}

function removeByForce(name: string): Transition {
  return (model) => {
    const units = Object.values(model.units)
      .filter((unit) => unit.application === name && unit.principal === undefined)
      .map((unit) => removeUnit(unit.name, { force: true }));
    return sequence(...units, removeApplication(name))(model);
  };
}
