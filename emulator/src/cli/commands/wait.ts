import { isUnitName } from '@reactive-charms/juju';
import { UsageError, textOption } from '../command.ts';
import type { Command, Invocation } from '../command.ts';
import { durationOption } from '../duration.ts';
import type { Model, Unit } from '../../model.ts';
import { PROGRAM } from '../help.ts';
import { nextTimer } from '../../scheduler.ts';
import type { Session } from '../../session.ts';
import { findApplication, findUnit } from '../../transitions/transition.ts';
import { requestUpdateStatus } from '../../transitions/units.ts';
import { compareNatural } from '../natural-order.ts';
import { withSession } from '../run-session.ts';
import { shownWorkload } from '../status/unit-status.ts';
import { formatClock, formatDuration } from '../time.ts';

/** Runs agents until units are as wanted; Juju's nearest command is `juju wait-for`. */
export const waitCommand: Command = {
  name: 'wait',
  purpose: 'Run agents until units are active and idle.',
  usage: '[APPLICATION | UNIT ...]',
  arity: [0, Number.MAX_SAFE_INTEGER],
  options: {
    timeout: { type: 'string', value: 'DURATION', help: 'Give up after this time (default 5m)' },
    for: {
      type: 'string',
      value: 'STATUS[,...]',
      help: 'Workload statuses to wait for, or idle, or gone (default active)',
    },
  },
  details:
    'Without names it waits for all units. Failed hooks are run again when their time has come, and\n' +
    'secrets rotate. Units that are not as wanted run update-status each second, more often than in\n' +
    'Juju. Exits with 1, and says why, when the time is over or nothing more will happen.',
  run: wait,
};

const DEFAULT_TIMEOUT = 5 * 60_000;
const STEP = 1000;
const STATUSES = [
  'active',
  'blocked',
  'error',
  'gone',
  'idle',
  'maintenance',
  'terminated',
  'unknown',
  'waiting',
];

interface Wish {
  readonly names: readonly string[];
  readonly statuses: readonly string[];
}

async function wait(invocation: Invocation): Promise<number> {
  const { surroundings } = invocation;
  const { writer, now } = surroundings;
  const timeout = durationOption(invocation, 'timeout') ?? DEFAULT_TIMEOUT;
  const wish = readWish(invocation);
  const end = now().getTime() + timeout;
  return withSession(surroundings, {}, async (session) => {
    if (!wish.statuses.includes('gone')) checkNames(session.model, wish.names);
    for (;;) {
      await session.settle({ timers: true });
      const unmet = findUnmet(session.model, wish);
      if (unmet.length === 0) {
        const who = wish.names.length === 0 ? 'every unit' : wish.names.join(', ');
        writer.note(`${who} is ${wish.statuses.join(' or ')}`);
        return 0;
      }
      const left = end - now().getTime();
      if (left <= 0) return giveUp(invocation, session.model, { unmet, wish, timeout });
      if (unmet.every((unit) => isStuck(session.model, unit))) {
        return giveUp(invocation, session.model, { unmet, wish });
      }
      await surroundings.sleep(pause(session, now(), left));
      const willing = unmet.filter(({ uniter }) => uniter.failed === undefined);
      session.update(requestUpdateStatus(willing.map(({ name }) => name)));
    }
  });
}

/** @throws UsageError for a status that there is not */
function readWish(invocation: Invocation): Wish {
  const statuses = (textOption(invocation, 'for') ?? 'active').split(',');
  const wrong = statuses.find((status) => !STATUSES.includes(status));
  if (wrong === undefined) return { names: invocation.args, statuses };
  throw new UsageError(
    `--for is "${wrong}", expected one of ${STATUSES.join(', ')}`,
    invocation.command,
  );
}

function checkNames(model: Model, names: readonly string[]): void {
  for (const name of names) {
    if (isUnitName(name)) findUnit(model, name);
    else findApplication(model, name);
  }
}

function findUnmet(model: Model, { names, statuses }: Wish): Unit[] {
  return Object.values(model.units)
    .filter(({ name, application }) => {
      return names.length === 0 || names.includes(name) || names.includes(application);
    })
    .filter((unit) => !isMet(model, unit, statuses))
    .sort((a, b) => compareNatural(a.name, b.name));
}

function isMet(model: Model, unit: Unit, statuses: readonly string[]): boolean {
  const { status } = shownWorkload(model, unit);
  if (status === 'error') return statuses.includes('error');
  const isIdle = unit.agent.status === 'idle';
  return isIdle && (statuses.includes('idle') || statuses.includes(status));
}

/** A unit in error whose hook nobody runs again. */
function isStuck(model: Model, { uniter, machine }: Unit): boolean {
  if (model.machines[machine]?.partitioned) return true;
  return uniter.failed !== undefined && uniter.retry === undefined;
}

/** How long to sleep: a step, or less when something is due sooner. */
function pause({ model }: Session, now: Date, left: number): number {
  const next = nextTimer(model);
  const due = next === undefined ? STEP : new Date(next).getTime() - now.getTime();
  return Math.max(1, Math.min(STEP, left, due <= 0 ? STEP : due));
}

function giveUp(
  { surroundings: { writer } }: Invocation,
  model: Model,
  {
    unmet,
    wish,
    timeout,
  }: {
    readonly unmet: readonly Unit[];
    readonly wish: Wish;
    readonly timeout?: number;
  },
): number {
  const wanted = wish.statuses.join(' or ');
  writer.error(
    timeout === undefined
      ? `these units will not be ${wanted} by themselves:`
      : `after ${formatDuration(timeout)} these units are not ${wanted}:`,
  );
  for (const unit of unmet) {
    const { status, message, since } = shownWorkload(model, unit);
    const time = formatClock(new Date(since));
    writer.note(`  ${unit.name}: ${status} since ${time}${message === '' ? '' : ` (${message})`}`);
    for (const line of explain(model, unit)) writer.note(`    ${line}`);
  }
  return 1;
}

/** What keeps a unit from going on, where its workload status does not tell. */
function explain(model: Model, { name, machine, agent, uniter }: Unit): string[] {
  if (model.machines[machine]?.partitioned) {
    return [
      `machine ${machine} is cut off from the model; "${PROGRAM} fault heal ${machine}" ends it`,
    ];
  }
  if (uniter.failed !== undefined) {
    const again = uniter.retry;
    return [
      ...(again === undefined
        ? []
        : [`the hook runs again at ${formatClock(new Date(again.at))}, try ${again.count}`]),
      `see "${PROGRAM} debug-log --include ${name}"; "${PROGRAM} resolved ${name}" runs it again`,
    ];
  }
  if (agent.status === 'idle') return [];
  return [`its agent is ${agent.status}${agent.message === '' ? '' : `: ${agent.message}`}`];
}
