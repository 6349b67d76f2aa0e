import { UsageError, choiceOption, numberOption, textOption } from '../command.ts';
import type { Command, Invocation } from '../command.ts';
import type { Base } from '@reactive-charms/juju';
import type { Model } from '../../model.ts';
import { SESSION_OPTIONS, sessionOptions } from '../deploy/session-options.ts';
import { DEFAULT_BASE, placeMachine, setMachineCommands } from '../../transitions/machines.ts';
import { settle, withSession } from '../run-session.ts';

/** `juju add-machine`. */
export const addMachineCommand: Command = {
  name: 'add-machine',
  purpose:
    'Start a new, empty machine and optionally a container, or add a container to a machine.',
  usage: '[lxd | lxd:MACHINE]',
  arity: [0, 1],
  options: {
    n: { type: 'string', short: 'n', value: 'N', help: 'The number of machines to add' },
    base: { type: 'string', value: 'NAME@CHANNEL', help: 'The base, such as ubuntu@22.04' },
    commands: {
      type: 'string',
      value: 'recorded|real',
      help: 'Whether systemctl, apt-get, snap and the like are recorded or run; not of Juju',
    },
    ...SESSION_OPTIONS,
    constraints: { type: 'string', multiple: true, help: 'Machine constraints', ignored: true },
    disks: { type: 'string', multiple: true, help: 'Storage of the machine', ignored: true },
  },
  run: add,
};

async function add(invocation: Invocation): Promise<number> {
  const { surroundings, args, command } = invocation;
  const [place = 'new'] = args;
  if (place !== 'new' && !/^lxd(?::.+)?$/.test(place)) {
    throw new UsageError(`invalid placement "${place}"`, command);
  }
  const count = numberOption(invocation, 'n', 1) ?? 1;
  const base = readBase(invocation);
  const commands = choiceOption(invocation, 'commands', ['recorded', 'real'] as const);
  return withSession(surroundings, sessionOptions(invocation), async (session) => {
    for (let index = 0; index < count; index += 1) {
      const made = placeMachine(session.model, place, base);
      const id = made.machine;
      session.update((model: Model) => {
        const placed = placeMachine(model, place, base).model;
        return commands === undefined ? placed : setMachineCommands(id, commands)(placed);
      });
      const what = id.includes('/lxd/') ? 'container' : 'machine';
      surroundings.writer.note(`created ${what} ${id}`);
    }
    return settle(surroundings, session);
  });
}

/** @throws UsageError for what is no base */
function readBase(invocation: Invocation): Base {
  const text = textOption(invocation, 'base');
  if (text === undefined) return DEFAULT_BASE;
  const [, name, channel] = /^([a-z]+)@([0-9a-z.]+)(?:\/[a-z]+)?$/.exec(text) ?? [];
  if (name !== undefined && channel !== undefined)
    return { name, channel, architectures: ['amd64'] };
  throw new UsageError(
    `--base is "${text}", expected a base such as ubuntu@22.04`,
    invocation.command,
  );
}
