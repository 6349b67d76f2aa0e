import {
  applicationOf,
  endpointOf,
  isApplicationName,
  isRelationId,
  isUnitName,
} from '@reactive-charms/juju';
import type { EndpointDefinition, RelationId } from '@reactive-charms/juju';
import type { RelationState } from '../unit-state.ts';
import { principalOf } from '../state/model-of.ts';
import { findRepeated, listNames } from './scenario.ts';
import type { Check, Scenario } from './scenario.ts';

/** Relations of endpoints that the charm does not have, with units that cannot be in them. */
export const checkRelations: Check = (scenario) => {
  const ids = Object.keys(scenario.state.relations);
  return [
    ...ids.filter((id) => !isRelationId(id)).map(explainBadId),
    ...findSharedNumbers(ids.filter(isRelationId)),
    ...findOverfull(scenario, ids.filter(isRelationId)),
    ...ids.filter(isRelationId).flatMap((id) => {
      const relation = scenario.state.relations[id];
      return relation ? checkRelation(scenario, id, relation) : [];
    }),
  ];
};

/** The endpoint that every charm has, whatever its metadata. */
export const IMPLICIT_ENDPOINT = 'juju-info';

/** Tells whether the charm has an endpoint of this name. */
export function hasEndpoint({ charm }: Scenario, endpoint: string): boolean {
  return endpoint === IMPLICIT_ENDPOINT || Object.hasOwn(charm.metadata.endpoints, endpoint);
}

/** Says which endpoints there are. */
export function explainEndpoint({ charm }: Scenario, endpoint: string): string {
  const known = listNames(Object.keys(charm.metadata.endpoints));
  return `charm ${charm.name} has no endpoint "${endpoint}"; use one that it has (${known}), or add it to metadata.yaml`;
}

function explainBadId(id: string): string {
  return `relations: "${id}" is not a relation ID; write endpoint, colon and number, such as "db:1"`;
}

/** Juju numbers relations through a whole model, whatever their endpoints. */
function findSharedNumbers(ids: readonly RelationId[]): string[] {
  const numberOf = (id: RelationId): number => Number(id.slice(endpointOf(id).length + 1));
  return findRepeated(ids.map(numberOf)).map((number) => {
    const sharing = listNames(ids.filter((id) => numberOf(id) === number));
    return `relations: ${sharing} have the same number, which Juju gives to one relation of a model only; give each its own`;
  });
}

function findOverfull({ charm }: Scenario, ids: readonly RelationId[]): string[] {
  return Object.values(charm.metadata.endpoints).flatMap(({ name, limit }) => {
    const count = ids.filter((id) => endpointOf(id) === name).length;
    if (limit === undefined || count <= limit) return [];
    return `relations: endpoint ${name} has ${count} relations, and metadata.yaml limits it to ${limit}; leave out ${count - limit}`;
  });
}

function checkRelation(scenario: Scenario, id: RelationId, relation: RelationState): string[] {
  const endpoint = endpointOf(id);
  const definition = scenario.charm.metadata.endpoints[endpoint];
  if (!hasEndpoint(scenario, endpoint)) {
    return [`relation ${id}: ${explainEndpoint(scenario, endpoint)}`];
  }
  return [
    ...checkApplication(scenario, { id, relation, definition }),
    ...checkUnits(scenario, { id, relation, definition }),
    ...checkContainer(scenario, { id, relation, definition }),
    ...checkBags(id, relation),
  ];
}

interface Placed {
  readonly id: RelationId;
  readonly relation: RelationState;
  readonly definition: EndpointDefinition | undefined;
}

function checkApplication({ state }: Scenario, { id, relation, definition }: Placed): string[] {
  const own = applicationOf(state.unit);
  const { application } = relation;
  if (!isApplicationName(application)) {
    return [
      `relation ${id}: "${application}" is not the name of an application; use letters, digits and hyphens, such as "mysql"`,
    ];
  }
  if (definition?.role === 'peers') {
    const faults: string[] = [];
    if (application !== own) {
      faults.push(
        `relation ${id}: the application is ${application}, and peers are of the unit's own; make it ${own}`,
      );
    }
    if (Object.keys(relation.applicationBag).length > 0) {
      faults.push(
        `relation ${id}: peers share one application databag; put it into publishedForApplication and leave applicationBag out`,
      );
    }
    return faults;
  }
  if (application !== own) return [];
  return [
    `relation ${id}: the application on the other side is the unit's own, ${own}, which only peers have; name another, or make the endpoint a peer in metadata.yaml`,
  ];
}

function checkUnits({ state }: Scenario, { id, relation }: Placed): string[] {
  return Object.keys(relation.units).flatMap((name) => {
    if (!isUnitName(name)) {
      return `relation ${id}: "${name}" is not a unit name; write application, slash and number, such as "mysql/0"`;
    }
    if (name === state.unit) {
      return `relation ${id}: ${name} is this unit, and stands among the remote ones; put its databag into published`;
    }
    if (applicationOf(name) === relation.application) return [];
    return `relation ${id}: ${name} is no unit of ${relation.application}, the application on the other side; leave it out, or put it into another relation`;
  });
}

/** In a container relation a unit sees those alone that share its machine as principal and subordinate. */
function checkContainer(scenario: Scenario, { id, relation, definition }: Placed): string[] {
  if (definition?.scope !== 'container') return [];
  const { charm, state } = scenario;
  const units = Object.keys(relation.units);
  if (!charm.metadata.subordinate) {
    if (units.length < 2) return [];
    return [
      `relation ${id}: endpoint ${definition.name} has scope container, so that one unit of ${relation.application} stands beside ${state.unit}; leave all but one of ${listNames(units)} out`,
    ];
  }
  const principal = principalOf(charm, state);
  const others = units.filter((name) => name !== principal);
  if (principal === undefined || others.length === 0) return [];
  if (applicationOf(principal) !== relation.application && units.length < 2) return [];
  return [
    `relation ${id}: endpoint ${definition.name} has scope container, and ${listNames(others)} ${others.length === 1 ? 'is' : 'are'} not the principal of ${state.unit}, which is ${principal}; leave out all but the principal, or set principalUnit`,
  ];
}

function checkBags(id: RelationId, relation: RelationState): string[] {
  const bags = [
    ...Object.entries(relation.units).map(([name, bag]) => [`databag of ${name}`, bag] as const),
    ['applicationBag', relation.applicationBag] as const,
    ['published', relation.published] as const,
    ['publishedForApplication', relation.publishedForApplication] as const,
  ];
  return bags.flatMap(([name, bag]) =>
    Object.entries(bag).flatMap(([key, value]) => {
      if (key === '') return `relation ${id}: the ${name} has an empty key; name or remove it`;
      if (typeof value === 'string') return [];
      return `relation ${id}: key ${key} of the ${name} is no text; databags hold texts, so encode it`;
    }),
  );
}
