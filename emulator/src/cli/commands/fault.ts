import type { UnitName } from '@reactive-charms/juju';
import { UsageError, numberOption, textOption } from '../command.ts';
import type { Command, Invocation } from '../command.ts';
import { durationOption } from '../duration.ts';
import type { Fault } from '../../faults.ts';
import { dropMachine, setPartition } from '../../transitions/partitions.ts';
import { requestReboot } from '../../transitions/reboot.ts';
import type { Transition } from '../../transitions/transition.ts';
import { changeModel } from '../run-session.ts';
import { parseCommand } from '../parse-command.ts';
import { runInvocation } from '../run-invocation.ts';
import { unitArgument } from '../unit-argument.ts';

/**
 * Makes `fault`, which is not of Juju: it lets things go wrong on demand.
 * @param commands that may be run under a fault
 */
export function createFaultCommand(commands: readonly Command[]): Command {
  return {
    name: 'fault',
    purpose: 'Let something go wrong, to test a charm; not of Juju.',
    usage: 'KIND TARGET [TOOL] [-- COMMAND ...]',
    arity: [2, Number.MAX_SAFE_INTEGER],
    rawAfter: Number.MAX_SAFE_INTEGER,
    options: {
      hook: { type: 'string', value: 'HOOK', help: 'Only in this hook or action' },
      'at-call': { type: 'string', value: 'N', help: 'Before the n-th call of a tool (default 1)' },
      times: { type: 'string', value: 'N', help: 'How often it happens (default 1)' },
      message: { type: 'string', value: 'TEXT', help: 'What a failing tool says' },
      code: { type: 'string', value: 'N', help: 'Exit code of a failing tool (default 1)' },
      for: { type: 'string', value: 'DURATION', help: 'How long calls are delayed (default 1s)' },
      tool: { type: 'string', value: 'TOOL', help: 'Only calls of this tool' },
    },
    details: DETAILS,
    run: (invocation) => runFault(commands, invocation),
  };
}

const DETAILS = `On machines, at once:
  fault partition MACHINE          cut it off from the model
  fault heal MACHINE               let it back
  fault drop MACHINE               lose it with all that is on it
  fault reboot MACHINE             restart it
In what a command sets off; "--" and the command follow:
  fault kill UNIT                  end a hook by SIGKILL
  fault fail-tool UNIT TOOL        let a hook tool fail
  fault delay UNIT                 let hook tools wait
  fault change-leader UNIT         move the leadership to UNIT in the middle of a hook
  fault disk-full UNIT             leave no room on the unit's machine
For example: juju-local fault kill mysql/0 --hook config-changed --at-call 2 -- config mysql port=1`;

const ON_MACHINES: ReadonlyMap<string, (machine: string) => Transition> = new Map([
  ['partition', (machine: string) => setPartition(machine, true)],
  ['heal', (machine: string) => setPartition(machine, false)],
  ['drop', dropMachine],
  ['reboot', requestReboot],
]);

const IN_RUNS = ['kill', 'fail-tool', 'delay', 'change-leader', 'disk-full'] as const;

async function runFault(commands: readonly Command[], invocation: Invocation): Promise<number> {
  const { surroundings, args, command } = invocation;
  const [kind = '', target = '', ...rest] = args;
  const change = ON_MACHINES.get(kind);
  if (change !== undefined) {
    if (rest.length > 0) throw new UsageError(`fault ${kind} needs a machine`, command);
    return changeModel(surroundings, change(target));
  }
  const known = IN_RUNS.find((it) => it === kind);
  if (known === undefined) {
    const kinds = [...ON_MACHINES.keys(), ...IN_RUNS].join(', ');
    throw new UsageError(`"${kind}" is no fault, expected one of ${kinds}`, command);
  }
  const unit = unitArgument(invocation, target);
  const [tool, line] = known === 'fail-tool' ? [rest[0], rest.slice(1)] : [undefined, rest];
  if (line.length === 0) {
    throw new UsageError(`fault ${kind} needs "--" and a command to run under it`, command);
  }
  const fault = readFault(invocation, { kind: known, unit, tool });
  const parsed = parseCommand(commands, line);
  return runInvocation({ ...parsed, surroundings: { ...surroundings, faults: [fault] } });
}

interface Asked {
  readonly kind: (typeof IN_RUNS)[number];
  readonly unit: UnitName;
  readonly tool: string | undefined;
}

/** @throws UsageError for what does not fit the kind of fault */
function readFault(invocation: Invocation, { kind, unit, tool: named }: Asked): Fault {
  const hook = textOption(invocation, 'hook');
  const times = numberOption(invocation, 'times', 1) ?? 1;
  const atCall = numberOption(invocation, 'at-call', 1) ?? 1;
  const tool = named ?? textOption(invocation, 'tool');
  const place = { times, ...(hook === undefined ? {} : { hook }) };
  switch (kind) {
    case 'kill':
      return { ...place, unit, kind, atCall };
    case 'disk-full':
      return { ...place, unit, kind };
    case 'change-leader':
      return { ...place, kind, to: unit, atCall };
    case 'delay': {
      const milliseconds = durationOption(invocation, 'for') ?? 1000;
      return { ...place, unit, kind, milliseconds, ...(tool === undefined ? {} : { tool }) };
    }
    case 'fail-tool': {
      if (tool === undefined)
        throw new UsageError('fault fail-tool needs a tool', invocation.command);
      const message = textOption(invocation, 'message') ?? 'failed on demand';
      const code = numberOption(invocation, 'code', 1) ?? 1;
      return { ...place, unit, kind, tool, nth: atCall, code, message };
    }
  }
}
