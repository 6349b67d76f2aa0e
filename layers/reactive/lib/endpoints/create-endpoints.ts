import { endpointOf } from '@reactive-charms/juju';
import type { EndpointDefinition, RelationId, UnitName } from '@reactive-charms/juju';
import type { CharmDefinition } from '../charm/charm.ts';
import type { Facts, RelationView } from '../facts/facts.ts';
import { entriesOf } from '../facts/relation-entries.ts';
import type { DatabagDraft } from './databags.ts';
import { Endpoint } from './endpoint.ts';
import type { Relation } from './endpoint.ts';
import { createRelation } from './relation.ts';

/** What the endpoints of a run are made from. */
export interface EndpointSources {
  readonly charm: Pick<CharmDefinition, 'metadata' | 'endpoints'>;
  /** The unit that the charm runs on. */
  readonly unit: UnitName;
  readonly facts: Pick<Facts, 'relations' | 'departed' | 'isLeader' | 'announced'>;
  /** What handlers declare of this unit's databags, and of the application's. */
  readonly drafts: {
    readonly unitBags: ReadonlyMap<RelationId, DatabagDraft>;
    readonly applicationBags: ReadonlyMap<RelationId, DatabagDraft>;
  };
}

/**
 * Makes the endpoint objects of a run by name. Each is made when a handler first asks for it, and its
 * relations and units when they are asked for in turn: a hook pays for what it touches.
 */
export function createEndpoints(sources: EndpointSources): object {
  const endpoints = {};
  for (const definition of Object.values(sources.charm.metadata.endpoints)) {
    let endpoint: Endpoint | undefined;
    const get = (): Endpoint => (endpoint ??= createEndpoint(definition, sources));
    Object.defineProperty(endpoints, definition.name, { get, enumerable: true });
  }
  return endpoints;
}

function createEndpoint({ name, role }: EndpointDefinition, sources: EndpointSources): Endpoint {
  const EndpointOfInterface = sources.charm.endpoints[name] ?? Endpoint;
  const { announced, departed } = sources.facts;
  const views = entriesOf(sources.facts.relations)
    .filter(([id]) => endpointOf(id) === name)
    .sort(([a], [b]) => relationNumber(a) - relationNumber(b));
  let relations: readonly Relation[] | undefined;
  return new EndpointOfInterface({
    name,
    role,
    unit: sources.unit,
    departed: departed[name] ?? [],
    isUnchanged: announced !== 'everything' && !announced.has(name),
    get relations() {
      relations ??= views.map(([id, view]) => relate(id, view, sources));
      return relations;
    },
  });
}

function relate(id: RelationId, view: RelationView, { facts, drafts }: EndpointSources): Relation {
  const unitDraft = drafts.unitBags.get(id);
  const applicationDraft = drafts.applicationBags.get(id);
  if (!unitDraft || !applicationDraft) throw new Error(`relation ${id} has no draft`);
  return createRelation({ id, view, isLeader: facts.isLeader, unitDraft, applicationDraft });
}

function relationNumber(id: RelationId): number {
  return Number(id.slice(id.lastIndexOf(':') + 1));
}
