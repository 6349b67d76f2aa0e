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
  const memory: StateMemory = {
    get state() {
      return state;
    },
    change: (more) => {
      state = { ...state, ...more };
    },
    noted: async (call, value) => {
      calls.push(call);
      return value();
    },
  };
  const { noted, change } = memory;
  return {
    ...relationTools(memory),
    calls,
    logLines,
    statusHistory,
    state: () => state,
    configGet: async () => noted('config-get', () => ({ ...state.config })),
    isLeader: async () => noted('is-leader', () => state.isLeader),
    leaderGet: async () => noted('leader-get', () => ({ ...state.leaderData })),
    leaderSet: async (changes) =>
      noted('leader-set', () => change({ leaderData: changed(state.leaderData, changes) })),
    statusSet: async (status, message) =>
      noted('status-set', () => {
        change({ status: { status, message } });
        statusHistory.push({ status, message });
      }),
    applicationVersionSet: async (applicationVersion) =>
      noted('application-version-set', () => change({ applicationVersion })),
    privateAddress: async () => noted('unit-get', () => state.privateAddress),
    ingressAddress: async () => noted('network-get', () => state.privateAddress),
    log: async (level, message) =>
      noted('juju-log', () => {
        logLines.push({ level, message });
      }),
    actionGet: async () => noted('action-get', () => ({})),
    actionSet: async () => noted('action-set', () => undefined),
    actionFail: async () => noted('action-fail', () => undefined),
  };
}

/** The state behind the tools, and the record of calls. */
interface StateMemory {
  readonly state: UnitState;
  readonly change: (more: Partial<UnitState>) => void;
  readonly noted: <T>(call: string, value: () => T) => Promise<T>;
}

type RelationTools = Pick<
  HookTools,
  'relationIds' | 'relationList' | 'relationApplication' | 'relationGet' | 'relationSet'
>;

function relationTools(memory: StateMemory): RelationTools {
  const { noted } = memory;
  const relation = (id: RelationId): RelationState => {
    const found = memory.state.relations[id];
    if (found === undefined) throw new Error(`relation ${id} not found`);
    return found;
  };
  return {
    relationIds: async (endpoint) =>
      noted('relation-ids', () =>
        Object.keys(memory.state.relations)
          .filter(isRelationId)
          .filter((id) => endpointOf(id) === endpoint),
      ),
    relationList: async (id) =>
      noted(`relation-list ${id}`, () =>
        Object.keys(relation(id).units).filter(isUnitName).sort(compareUnits),
      ),
    relationApplication: async (id) =>
      noted(`relation-list --app ${id}`, () => relation(id).application),
    relationGet: async (id, owner) =>
      noted(`relation-get ${id}`, (): Databag => {
        const { units, applicationBag, published, publishedForApplication } = relation(id);
        const { unit } = memory.state;
        if (typeof owner === 'string') return owner === unit ? published : (units[owner] ?? {});
        return owner.application === applicationOf(unit) ? publishedForApplication : applicationBag;
      }),
    relationSet: async (id, changes, options) =>
      noted(`relation-set ${id}`, () => {
        const key = options?.application ? 'publishedForApplication' : 'published';
        const after = { ...relation(id), [key]: changed(relation(id)[key], changes) };
        memory.change({ relations: { ...memory.state.relations, [id]: after } });
      }),
  };
}

function changed(bag: Databag, changes: DatabagChanges): Databag {
  return Object.fromEntries(
    Object.entries({ ...bag, ...changes }).filter((entry): entry is [string, string] =>
      Boolean(entry[1]),
    ),
  );
}
