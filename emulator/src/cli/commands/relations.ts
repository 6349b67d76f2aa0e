import { userError } from '@reactive-charms/juju';
import type { Command, Invocation } from '../command.ts';
import type { Model } from '../../model.ts';
import { addRelation, removeRelation } from '../../transitions/relations.ts';
import { changeModel } from '../run-session.ts';

/** `juju integrate`. */
export const integrateCommand: Command = {
  name: 'integrate',
  aliases: ['add-relation', 'relate'],
  purpose: 'Integrate two applications.',
  usage: 'APPLICATION[:ENDPOINT] APPLICATION[:ENDPOINT]',
  arity: [2, 2],
  options: { via: { type: 'string', help: 'Networks of the traffic', ignored: true } },
  run: async ({ args: [one = '', other = ''], surroundings }: Invocation) =>
    changeModel(surroundings, addRelation(one, other)),
};

/** `juju remove-relation`. */
export const removeRelationCommand: Command = {
  name: 'remove-relation',
  purpose: 'Remove the relation between two applications.',
  usage: 'APPLICATION[:ENDPOINT] APPLICATION[:ENDPOINT] | RELATION-ID',
  arity: [1, 2],
  options: { force: { type: 'boolean', help: 'Force the removal', ignored: true } },
  run: async ({ args: [one = '', other], surroundings }: Invocation) =>
    changeModel(surroundings, (model) => {
      const [a, b] = other === undefined ? endsOf(model, one) : [one, other];
      return removeRelation(a, b)(model);
    }),
};

/** The two ends of the relation with that number. */
function endsOf(model: Model, number: string): [one: string, other: string] {
  const ends = model.relations[number]?.ends ?? [];
  const [one, other] = ends.map(({ application, endpoint }) => `${application}:${endpoint}`);
  if (one !== undefined && other !== undefined) return [one, other];
  const isPeers = one !== undefined;
  throw userError(
    'RELATION_NOT_FOUND',
    isPeers ? `relation ${number} is a peer relation` : `relation "${number}" not found`,
    {
      fix: isPeers
        ? 'it goes with its application'
        : 'name two applications, or the relation-id that "show-unit" prints',
    },
  );
}
