import { isSet, textOption } from '../command.ts';
import type { Command, Invocation } from '../command.ts';
import { FORMAT_OPTION, printData } from '../output.ts';
import { readModel } from '../run-session.ts';
import { viewUnitInfo } from '../show-unit.ts';
import { unitArgument } from '../unit-argument.ts';

/** `juju show-unit`. */
export const showUnitCommand: Command = {
  name: 'show-unit',
  purpose: 'Display information about units, with the databags of their relations.',
  usage: 'UNIT ...',
  arity: [1, Number.MAX_SAFE_INTEGER],
  options: {
    format: FORMAT_OPTION,
    endpoint: { type: 'string', value: 'ENDPOINT', help: 'Only this endpoint' },
    'related-unit': { type: 'string', value: 'UNIT', help: 'Only the data of this unit' },
    app: { type: 'boolean', help: 'Only the data of applications' },
  },
  run: showUnit,
};

async function showUnit(invocation: Invocation): Promise<number> {
  const units = invocation.args.map((text) => unitArgument(invocation, text));
  const model = await readModel(invocation.surroundings);
  const endpoint = textOption(invocation, 'endpoint');
  const relatedUnit = textOption(invocation, 'related-unit');
  const filter = {
    applicationOnly: isSet(invocation, 'app'),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(relatedUnit === undefined ? {} : { relatedUnit }),
  };
  const views = units.map((unit) => [unit, viewUnitInfo(model, unit, filter)] as const);
  printData(invocation, Object.fromEntries(views));
  return 0;
}
