import type {
  Application,
  Relation,
  RelationEnd,
  RelationProgress,
  RelationUnit,
  Unit,
} from '@reactive-charms/emulator/core';
import { FRESH_UNITER, unitEntries } from '@reactive-charms/emulator/core';
import { applicationOf, endpointOf, isRelationId } from '@reactive-charms/juju';
import type {
  Databag,
  EndpointDefinition,
  EndpointRole,
  Metadata,
  RelationId,
  UnitName,
} from '@reactive-charms/juju';
import type { CharmDefinition } from '@reactive-charms/reactive/engine';
import type { RelationState, UnitState } from '../unit-state.ts';
import { freshApplication, statusRecord } from './artefact.ts';
import type { Moment } from './model-of.ts';

/** Relations as the model holds them, with the other sides. */
export interface RelatedParts {
  readonly applications: Record<string, Application>;
  readonly units: Record<UnitName, Unit>;
  readonly relations: Record<string, Relation>;
  /** What the unit's agent remembers of each. */
  readonly progress: Record<string, RelationProgress>;
}

/** Where the other sides are put. */
export interface Surroundings extends Moment {
  readonly own: Unit;
  readonly machine: string;
}

/** The relations of a state with their IDs. */
export function relationEntries({ relations }: UnitState): Array<[RelationId, RelationState]> {
  return Object.entries(relations).map(([id, relation]) => {
    if (!isRelationId(id)) throw new Error(`"${id}" is not a relation ID such as "db:1"`);
    return [id, relation];
  });
}

/** The number of a relation, and its endpoint. */
export function numberOfRelation(id: RelationId): { endpoint: string; number: number } {
  const endpoint = endpointOf(id);
  return { endpoint, number: Number(id.slice(endpoint.length + 1)) };
}

/** Makes relations with the applications and units on their other sides. */
export function relationsOf(
  { metadata }: CharmDefinition,
  state: UnitState,
  around: Surroundings,
): RelatedParts {
  const parts: RelatedParts = { applications: {}, units: {}, relations: {}, progress: {} };
  for (const [id, relation] of relationEntries(state)) {
    const { endpoint, number } = numberOfRelation(id);
    const definition = metadata.endpoints[endpoint] ?? implicitEndpoint(endpoint);
    const place: RelationPlace = { number, definition, relation, around };
    parts.relations[number] = makeRelation(place);
    parts.progress[number] = makeProgress(relation);
    addOtherSide(parts, place, metadata);
  }
  return parts;
}

interface RelationPlace {
  readonly number: number;
  readonly definition: EndpointDefinition;
  readonly relation: RelationState;
  readonly around: Surroundings;
}

const OPPOSITE: Readonly<Record<EndpointRole, EndpointRole>> = {
  provides: 'requires',
  requires: 'provides',
  peers: 'peers',
};

/** Every charm has an endpoint that Juju adds: `juju-info`. */
function implicitEndpoint(name: string): EndpointDefinition {
  return { name, role: 'provides', interface: name, scope: 'global', optional: true };
}

function makeRelation({ number, definition, relation, around }: RelationPlace): Relation {
  const { own, departing, broken, time } = around;
  const { name: endpoint, role } = definition;
  const end: RelationEnd = { application: own.application, endpoint, role };
  const other: RelationEnd = {
    application: relation.application,
    endpoint,
    role: OPPOSITE[role],
  };
  const units: Record<UnitName, RelationUnit> = {};
  if (departing?.relation === number) {
    units[departing.unit] = { version: 0, data: {}, presence: 'left' };
  }
  for (const [name, data] of unitEntries(relation.units)) units[name] = present(data);
  units[own.name] = present(relation.published);
  const isPeers = role === 'peers';
  return {
    number,
    life: broken === number ? 'dying' : 'alive',
    interface: definition.interface,
    scope: definition.scope,
    ends: isPeers ? [end] : role === 'provides' ? [end, other] : [other, end],
    units,
    applications: {
      ...(isPeers ? {} : { [relation.application]: bag(relation.applicationBag) }),
      [own.application]: bag(relation.publishedForApplication),
    },
    since: time,
  };
}

function present(data: Databag): RelationUnit {
  return { version: 0, data, presence: 'present' };
}

function bag(data: Databag): { version: number; data: Databag } {
  return { version: 0, data };
}

function makeProgress(relation: RelationState): RelationProgress {
  const members: Record<UnitName, number> = {};
  for (const [name] of unitEntries(relation.units)) members[name] = 0;
  return { members, applicationVersion: 0, created: true, cache: {} };
}

function addOtherSide(
  { applications, units }: RelatedParts,
  { definition, relation, around }: RelationPlace,
  metadata: Metadata,
): void {
  const { own, machine, time } = around;
  const { application } = relation;
  const isContainer = definition.scope === 'container';
  if (application !== own.application) {
    const subordinate = isContainer && !metadata.subordinate;
    const endpoint = { ...definition, role: OPPOSITE[definition.role] };
    const known = applications[application]?.charm.metadata;
    applications[application] = freshApplication(
      {
        metadata: {
          name: application,
          summary: '',
          description: '',
          subordinate: subordinate || (known?.subordinate ?? false),
          endpoints: { ...known?.endpoints, [definition.name]: endpoint },
          storage: {},
          resources: {},
          containers: [],
        },
        options: {},
        actions: {},
      },
      application,
      time,
    );
  }
  for (const [name] of unitEntries(relation.units)) {
    const beside = isContainer && !metadata.subordinate ? { principal: own.name } : {};
    units[name] = {
      name,
      application: applicationOf(name),
      life: around.departing?.unit === name ? 'dying' : 'alive',
      machine,
      ...beside,
      workload: statusRecord('active', time),
      agent: statusRecord('idle', time),
      ports: [],
      state: {},
      payloads: {},
      uniter: FRESH_UNITER,
    };
  }
}
