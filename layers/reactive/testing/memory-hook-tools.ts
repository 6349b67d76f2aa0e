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
  LogLevel,
  RelationId,
  WorkloadStatus,
} from '@reactive-charms/juju';
import type { RelationState, UnitState } from './unit-state.ts';

/** One line of the log. */
export interface LogLine {
  readonly level: LogLevel;
  readonly message: string;
}

/** Hook tools over a value in memory, with a record of what was called. */
export interface MemoryHookTools extends HookTools {
  /** The unit with everything that the calls changed so far. */
  state(): UnitState;
  /** Calls in order: the name of the tool and, for reads and writes of relations, the relation ID. */
  readonly calls: readonly string[];
  readonly logLines: readonly LogLine[];
  readonly statusHistory: readonly WorkloadStatus[];
}

/** Makes hook tools that read and change a copy of a unit's state. */
export function createMemoryHookTools(before: UnitState): MemoryHookTools {
  let state = before;
  const calls: string[] = [];
  const logLines: LogLine[] = [];
  const statusHistory: WorkloadStatus[] = [];
  const relation = (id: RelationId): RelationState => {
    const found = state.relations[id];
    if (found === undefined) throw new Error(`relation ${id} not found`);
    return found;
  };
  const change = (id: RelationId, more: Partial<RelationState>): void => {
    state = { ...state, relations: { ...state.relations, [id]: { ...relation(id), ...more } } };
  };
  const noted = <T>(call: string, value: () => T): Promise<T> => {
    calls.push(call);
    return new Promise((resolve) => resolve(value()));
  };
  return {
    calls,
    logLines,
    statusHistory,
    state: () => state,
    configGet: () => noted('config-get', () => ({ ...state.config })),
    isLeader: () => noted('is-leader', () => state.isLeader),
    leaderGet: () => noted('leader-get', () => ({ ...state.leaderData })),
    leaderSet: (changes) =>
      noted('leader-set', () => {
        state = { ...state, leaderData: changed(state.leaderData, changes) };
      }),
    relationIds: (endpoint) =>
      noted('relation-ids', () =>
        Object.keys(state.relations)
          .filter(isRelationId)
          .filter((id) => endpointOf(id) === endpoint),
      ),
    relationList: (id) =>
      noted(`relation-list ${id}`, () =>
        Object.keys(relation(id).units).filter(isUnitName).sort(compareUnits),
      ),
    relationApplication: (id) => noted(`relation-list --app ${id}`, () => relation(id).application),
    relationGet: (id, owner) =>
      noted(`relation-get ${id}`, (): Databag => {
        const { units, applicationBag, published, publishedForApplication } = relation(id);
        if (typeof owner === 'string')
          return owner === state.unit ? published : (units[owner] ?? {});
        return owner.application === applicationOf(state.unit)
          ? publishedForApplication
          : applicationBag;
      }),
    relationSet: (id, changes, options) =>
      noted(`relation-set ${id}`, () => {
        const key = options?.application ? 'publishedForApplication' : 'published';
        change(id, { [key]: changed(relation(id)[key], changes) });
      }),
    statusSet: (status, message) =>
      noted('status-set', () => {
        state = { ...state, status: { status, message } };
        statusHistory.push({ status, message });
      }),
    applicationVersionSet: (version) =>
      noted('application-version-set', () => {
        state = { ...state, applicationVersion: version };
      }),
    privateAddress: () => noted('unit-get', () => state.privateAddress),
    ingressAddress: () => noted('network-get', () => state.privateAddress),
    log: (level, message) =>
      noted('juju-log', () => {
        logLines.push({ level, message });
      }),
    actionGet: () => noted('action-get', () => ({})),
    actionSet: () => noted('action-set', () => undefined),
    actionFail: () => noted('action-fail', () => undefined),
  };
}

function changed(bag: Databag, changes: DatabagChanges): Databag {
  const all = { ...bag, ...changes };
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, string] => Boolean(entry[1])),
  );
}
