import type { Command } from '../command.ts';
import { setExposed } from '../../transitions/applications.ts';
import { changeModel } from '../run-session.ts';

/** `juju expose`. */
export const exposeCommand: Command = {
  name: 'expose',
  purpose: 'Make an application publicly available over the network.',
  usage: 'APPLICATION',
  arity: [1, 1],
  options: {
    endpoints: { type: 'string', help: 'Only these endpoints', ignored: true },
    'to-cidrs': { type: 'string', help: 'Only to these ranges of addresses', ignored: true },
    'to-spaces': { type: 'string', help: 'Only to these spaces', ignored: true },
  },
  run: async ({ args: [name = ''], surroundings }) =>
    changeModel(surroundings, setExposed(name, true)),
};

/** `juju unexpose`. */
export const unexposeCommand: Command = {
  name: 'unexpose',
  purpose: 'Remove public availability over the network for an application.',
  usage: 'APPLICATION',
  arity: [1, 1],
  options: { endpoints: { type: 'string', help: 'Only these endpoints', ignored: true } },
  run: async ({ args: [name = ''], surroundings }) =>
    changeModel(surroundings, setExposed(name, false)),
};
