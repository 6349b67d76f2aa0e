import { isRelationId } from '@reactive-charms/juju';
import type { RelationId } from '@reactive-charms/juju';

/** The entries of a map by relation ID, with the IDs typed. */
export function entriesOf<T>(relations: Readonly<Record<RelationId, T>>): [RelationId, T][] {
  return Object.entries(relations).flatMap(([id, relation]): [RelationId, T][] =>
    isRelationId(id) ? [[id, relation]] : [],
  );
}
