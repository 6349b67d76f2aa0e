import type { Command, Invocation } from '../command.ts';
import type { Transition } from '../../transitions/transition.ts';
import { addRelation, removeRelation } from '../../transitions/relations.ts';
import { changeModel } from '../run-session.ts';

/** `juju integrate`. */
export const integrateCommand: Command = {
  name: 'integrate',
  aliases: ['add-relation', 'relate'],
  purpose: 'Integrate two applications.',
  usage: 'APPLICATION[:ENDPOINT] APPLICATION[:ENDPOINT]',
  arity: [2, 2],
  options: {},
  run: (invocation) => relate(invocation, addRelation),
};

/** `juju remove-relation`. */
export const removeRelationCommand: Command = {
  name: 'remove-relation',
  purpose: 'Remove the relation between two applications.',
  usage: 'APPLICATION[:ENDPOINT] APPLICATION[:ENDPOINT]',
  arity: [2, 2],
  options: { force: { type: 'boolean', help: 'Force the removal', ignored: true } },
  run: (invocation) => relate(invocation, removeRelation),
};

async function relate(
  { args: [one = '', other = ''], surroundings }: Invocation,
  transition: (one: string, other: string) => Transition,
): Promise<number> {
  return changeModel(surroundings, transition(one, other));
}
