import {
  applicationOf,
  compareUnits,
  endpointOf,
  isRelationId,
  isUnitName,
} from '@reactive-charms/juju';
import type {
  Databag,
  DatabagChanges,
  HookTools,
  RelationId,
  UnitName,
} from '@reactive-charms/juju';
import type { RelationState } from '../unit-state.ts';
import { refuse } from './state-memory.ts';
import type { StateMemory } from './state-memory.ts';

type RelationTools = Pick<
  HookTools,
  'relationIds' | 'relationList' | 'relationApplication' | 'relationGet' | 'relationSet'
>;

/** Relations and their databags. */
export function relationTools(memory: StateMemory): RelationTools {
  const { answer } = memory;
  const find = (tool: string, id: RelationId): RelationState =>
    memory.state.relations[id] ??
    refuse(tool, `invalid value "${id}" for option -r: relation not found`, 2);
  return {
    relationIds: async (endpoint) =>
      answer('relation-ids', () =>
        Object.keys(memory.state.relations)
          .filter(isRelationId)
          .filter((id) => endpointOf(id) === endpoint),
      ),
    relationList: async (id) =>
      answer(`relation-list ${id}`, () =>
        Object.keys(find('relation-list', id).units).filter(isUnitName).sort(compareUnits),
      ),
    relationApplication: async (id) =>
      answer(`relation-list --app ${id}`, () => find('relation-list', id).application),
    relationGet: async (id, owner) =>
      answer(`relation-get ${id}`, () => {
        const relation = find('relation-get', id);
        return typeof owner === 'string'
          ? unitBag(memory, relation, owner)
          : applicationBag(memory, relation, owner.application);
      }),
    relationSet: async (id, changes, options) =>
      answer(`relation-set ${id}`, () => {
        const relation = find('relation-set', id);
        if (options?.application && !memory.state.isLeader) {
          refuse('relation-set', 'cannot write relation settings');
        }
        const key = options?.application ? 'publishedForApplication' : 'published';
        const after = { ...relation, [key]: applyChanges(relation[key], changes) };
        memory.change(({ relations }) => ({ relations: { ...relations, [id]: after } }));
      }),
  };
}

/** C20: a unit that Juju does not know is an error. */
function unitBag({ state }: StateMemory, relation: RelationState, unit: UnitName): Databag {
  if (unit === state.unit) return relation.published;
  return relation.units[unit] ?? refuse('relation-get', `cannot read settings for unit "${unit}"`);
}

/** Followers may read their own application's databag among peers only (C26). */
function applicationBag(
  { state }: StateMemory,
  relation: RelationState,
  application: string,
): Databag {
  const own = applicationOf(state.unit);
  if (application !== own) return relation.applicationBag;
  if (!state.isLeader && relation.application !== own) refuse('relation-get', 'permission denied');
  return relation.publishedForApplication;
}

/** A databag after changes; an empty text removes a key too (C29). */
export function applyChanges(bag: Databag, changes: DatabagChanges): Databag {
  return Object.fromEntries(
    Object.entries({ ...bag, ...changes }).filter((entry): entry is [string, string] =>
      Boolean(entry[1]),
    ),
  );
}
