import { applicationOf, endpointOf, isRelationId, isUnitName } from '@reactive-charms/juju';
import type { Databag, EndpointRole, RelationId, UnitName } from '@reactive-charms/juju';
import { DatabagDraft } from '@reactive-charms/reactive/engine';
import type { Endpoint, EndpointClass, Relation } from '@reactive-charms/reactive/engine';
import { createRelation } from '@reactive-charms/reactive/engine';
import type { DepartedUnit } from '@reactive-charms/reactive/engine';

/** A relation of an endpoint under test; what is not given is empty. */
export interface FakeRelation {
  /** The databags of the joined units. */
  readonly units?: Readonly<Record<UnitName, Databag>>;
  /** The databags of units that leave in this hook. */
  readonly departed?: Readonly<Record<UnitName, Databag>>;
  readonly application?: string;
  /** What the other application publishes. */
  readonly applicationBag?: Databag;
  readonly published?: Databag;
  /** What this unit's application publishes; where it is given, this unit is the leader. */
  readonly publishedForApplication?: Databag;
}

/**
 * Makes an endpoint object without a hook, to test an interface package. What it publishes is in
 * `relations[n].published`, as Juju would hold it. The unit that it belongs to is `local/0`.
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
    return { id, relation };
  });
  const [first] = list;
  return new endpointClass({
    name: first ? endpointOf(first.id) : 'endpoint',
    role,
    unit: 'local/0',
    relations: list.map(({ id, relation }) => fakeRelation(id, relation)),
    departed: list.flatMap(({ id, relation }) => fakeUnits(id, relation.departed)),
  });
}

function fakeRelation(id: RelationId, relation: FakeRelation): Relation {
  const { units = {}, applicationBag = {}, published = {}, publishedForApplication } = relation;
  const [unit] = fakeUnits(id, units);
  return createRelation({
    id,
    view: {
      application: relation.application ?? unit?.application ?? '',
      units,
      applicationBag,
      published,
      ...(publishedForApplication ? { publishedForApplication } : {}),
    },
    isLeader: publishedForApplication !== undefined,
    unitDraft: new DatabagDraft(),
    applicationDraft: new DatabagDraft(),
  });
}

function fakeUnits(
  relationId: RelationId,
  units: Readonly<Record<UnitName, Databag>> = {},
): DepartedUnit[] {
  return Object.entries(units).map(([name, received]) => {
    if (!isUnitName(name)) throw new Error(`"${name}" is not a unit name such as "mysql/0"`);
    return { name, application: applicationOf(name), relationId, received };
  });
}
