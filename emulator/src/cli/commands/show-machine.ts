import { userError } from '@reactive-charms/juju';
import { isSet } from '../command.ts';
import type { Command, Invocation } from '../command.ts';
import { readerOf } from '../../large-record.ts';
import { listFix } from '../../transitions/transition.ts';
import { FORMAT_OPTION, printData } from '../output.ts';
import { readModel } from '../run-session.ts';
import type { MachineView } from '../status/status-types.ts';
import { viewStatus } from '../status/status-view.ts';

/** `juju show-machine`. */
export const showMachineCommand: Command = {
  name: 'show-machine',
  purpose: "Show a machine's status.",
  usage: 'MACHINE ...',
  arity: [1, Number.MAX_SAFE_INTEGER],
  options: {
    format: FORMAT_OPTION,
    utc: { type: 'boolean', help: 'Display timestamps in the UTC timezone' },
  },
  run: showMachine,
};

async function showMachine(invocation: Invocation): Promise<number> {
  const { surroundings, args } = invocation;
  const model = await readModel(surroundings);
  const view = viewStatus(model, surroundings.now(), isSet(invocation, 'utc'));
  const machines = args.map((id): [string, MachineView] => {
    const found = readerOf(view.machines)(id);
    if (found !== undefined) return [id, found];
    throw userError('MACHINE_NOT_FOUND', `machine "${id}" not found`, {
      fix: listFix('machines', Object.keys(view.machines)),
    });
  });
  printData(invocation, { model: model.name, machines: Object.fromEntries(machines) });
  return 0;
}
