import { applicationOf, endpointOf, isRelationId, isUnitName } from '@reactive-charms/juju';
import type { Databag, EndpointRole, RelationId, UnitName } from '@reactive-charms/juju';
import type { Endpoint, EndpointClass, RelatedUnit, Relation } from '../lib/endpoints/endpoint.ts';

/** A relation of an endpoint under test; what is not given is empty. */
export interface FakeRelation {
  /** The databags of the joined units. */
  readonly units?: Readonly<Record<UnitName, Databag>>;
  readonly application?: string;
  readonly published?: Databag;
}

/**
 * Makes an endpoint object without a hook, to test an interface package. What it publishes is in
 * `relations[n].published`, as Juju would hold it.
 * @param endpointClass the class of the interface package.
 * @param relations by relation ID; the endpoint is named after the first.
 */
export function fakeEndpoint<T extends Endpoint>(
  endpointClass: EndpointClass<T>,
  relations: Readonly<Record<RelationId, FakeRelation>>,
  role: EndpointRole = 'requires',
): T {
  const list = Object.entries(relations).map(([id, relation]) => {
    if (!isRelationId(id)) throw new Error(`"${id}" is not a relation ID such as "db:0"`);
    return fakeRelation(id, relation);
  });
  const [first] = list;
  const name = first ? endpointOf(first.id) : 'endpoint';
  return new endpointClass({ name, role, relations: list, departed: [] });
}

function fakeRelation(id: RelationId, relation: FakeRelation): Relation {
  const published: Record<string, string> = { ...relation.published };
  const units = Object.entries(relation.units ?? {}).map(([name, received]): RelatedUnit => {
    if (!isUnitName(name)) throw new Error(`"${name}" is not a unit name such as "mysql/0"`);
    return { name, application: applicationOf(name), relationId: id, received };
  });
  return {
    id,
    application: relation.application ?? units[0]?.application ?? '',
    units,
    receivedFromApplication: {},
    get published() {
      return { ...published };
    },
    publish: (changes) => {
      for (const [key, value] of Object.entries(changes)) {
        if (value === null || value === '') delete published[key];
        else published[key] = value;
      }
    },
    publishForApplication: () => {
      throw new Error('a fake relation has no application databag');
    },
  };
}
