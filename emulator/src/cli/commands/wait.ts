import { numberOption } from '../command.ts';
import type { Command, Invocation } from '../command.ts';
import type { Model } from '../../model.ts';
import type { Session } from '../../session.ts';
import { requestUpdateStatus } from '../../transitions/units.ts';
import { compareNatural } from '../natural-order.ts';
import { settle, withSession } from '../run-session.ts';
import { shownWorkload } from '../status/unit-status.ts';

/** Runs agents until every unit is active; Juju's nearest command is `juju wait-for`. */
export const waitCommand: Command = {
  name: 'wait',
  purpose: 'Run agents until every unit is active and idle.',
  usage: '',
  arity: [0, 0],
  options: {
    timeout: {
      type: 'string',
      value: 'SECONDS',
      help: 'Give up after so many seconds (default 60)',
    },
  },
  details:
    'Units that are not active run update-status from time to time. Exits with 1 when a unit is in\n' +
    'error, or when the time is over.',
  run: wait,
};

const DEFAULT_TIMEOUT = 60;

async function wait(invocation: Invocation): Promise<number> {
  const { surroundings } = invocation;
  const seconds = numberOption(invocation, 'timeout') ?? DEFAULT_TIMEOUT;
  const end = surroundings.now().getTime() + seconds * 1000;
  return withSession(surroundings, {}, async (session) => {
    let code = await settle(surroundings, session);
    while (code === 0 && unsettled(session.model).length > 0) {
      if (surroundings.now().getTime() >= end) return giveUp(invocation, session, seconds);
      await surroundings.sleep(1000);
      session.update(requestUpdateStatus(unsettled(session.model)));
      code = await settle(surroundings, session);
    }
    if (code === 0) surroundings.writer.note('every unit is active');
    return code;
  });
}

function unsettled(model: Model): Model['units'][keyof Model['units']]['name'][] {
  return Object.values(model.units)
    .filter((unit) => shownWorkload(model, unit).status !== 'active')
    .map((unit) => unit.name)
    .sort(compareNatural);
}

function giveUp({ surroundings }: Invocation, { model }: Session, seconds: number): number {
  surroundings.writer.error(`after ${seconds} s these units are not active:`);
  for (const name of unsettled(model)) {
    const unit = model.units[name];
    if (unit === undefined) continue;
    const { status, message } = shownWorkload(model, unit);
    surroundings.writer.note(`  ${name}: ${status}${message === '' ? '' : ` (${message})`}`);
  }
  return 1;
}
