import {
  applicationOf,
  endpointOf,
  isRelationId,
  isUnitName,
  RELATION_EVENTS,
} from '@reactive-charms/juju';
import type {
  RelationEvent,
  RelationFacts,
  RelationId,
  Run,
  UnitName,
  WorkloadStatus,
} from '@reactive-charms/juju';
import type { Capability, CapabilityBase } from '../lib/dispatch/capability.ts';
import { sealCharm } from '../lib/charm/charm.ts';
import type { CharmDefinition } from '../lib/charm/charm.ts';
import { createLog } from '../lib/dispatch/log.ts';
import { parseMemory, printMemory } from '../lib/memory/memory.ts';
import type { Round } from '../lib/dispatch/settle.ts';
import { runHook as runEngine } from '../lib/dispatch/run-hook.ts';
import { createMemoryHookTools } from './memory-hook-tools.ts';
import type { LogLine } from './memory-hook-tools.ts';
import { createMemoryHost } from './memory-host.ts';
import type { FakeProgram } from './memory-host.ts';
import type { RelationState, UnitState } from './unit-state.ts';

/** What a test says beyond the state of the unit. */
export interface HookOptions {
  /** The relation of a relation hook. */
  readonly relationId?: RelationId;
  /** The remote unit of a relation hook; by default the only one, if the relation has just one. */
  readonly remoteUnit?: UnitName;
  /** True for a changed hook that announces application data, and so has no remote unit. */
  readonly applicationData?: boolean;
  /** The unit that leaves, in a departed hook; the remote unit by default. */
  readonly departingUnit?: UnitName;
  /** Programs on the machine. */
  readonly programs?: Readonly<Record<string, FakeProgram>>;
  /** Puts fake instruments in place: `fake(containers, myFake)`. */
  readonly instruments?: readonly Instrument[];
  /** True when the hook before this one was killed; by default what the state says. */
  readonly interrupted?: boolean;
  /** Version of the agent. @default '3.6.0' */
  readonly jujuVersion?: string;
}

/** A fake instrument with its place. */
export type Instrument = (base: CapabilityBase) => void;

/** Says which instrument handlers get instead of the real one. */
export function fake<T>(capability: Capability<T>, instrument: T): Instrument {
  return (base) => capability.provide(base, instrument);
}

/** What a hook did. */
export interface HookOutcome {
  /**
   * The unit after the hook. If it failed, relations and memory are as before; the status, leader
   * data and files that it wrote stay, as Juju and machines keep them (C28).
   */
  readonly state: UnitState;
  /** Flags after the hook, sorted. */
  readonly flags: readonly string[];
  /** Why the hook failed; undefined when it succeeded. */
  readonly error?: Error;
  /** Ids of the handlers that ran, in order. */
  readonly handlers: readonly string[];
  /** Hook tools that were called, in order. */
  readonly calls: readonly string[];
  readonly logLines: readonly LogLine[];
  readonly statusHistory: readonly WorkloadStatus[];
  /** Programs that were run on the machine. */
  readonly programs: readonly (readonly string[])[];
}

/**
 * Runs one hook of a charm without processes: state in, state out.
 * @param hook name of the hook; the relation of a relation hook is found by its endpoint when the
 * unit has just one, and so is the remote unit.
 * @throws Error when it cannot be found, or when the charm cannot be composed.
 */
export async function runHook(
  definition: CharmDefinition,
  hook: string,
  { state, ...options }: HookOptions & { readonly state: UnitState },
): Promise<HookOutcome> {
  const before = withDefaults(definition, state);
  const charm = sealCharm(definition);
  const run = describeRun(hook, before, options);
  const tools = createMemoryHookTools(before);
  const host = createMemoryHost(before.files, options.programs);
  const rounds: Round[] = [];
  const log = createLog(tools, () => undefined);
  const report = {
    calls: tools.calls,
    logLines: tools.logLines,
    statusHistory: tools.statusHistory,
  };
  const finish = (after: UnitState, error?: Error): HookOutcome => ({
    ...report,
    state: after,
    flags: Object.keys(after.memory?.flags ?? {}).sort(),
    handlers: rounds.flatMap(({ runs }) => runs.map(({ id }) => id)),
    programs: host.runs,
    ...(error ? { error } : {}),
  });
  try {
    const after = await runEngine({
      charm,
      hook: {
        unit: before.unit,
        contextId: `${before.unit}-${hook}-0`,
        charmDirectory: host.charmDirectory,
        modelName: 'model',
        modelUuid: '00000000-0000-4000-8000-000000000000',
        jujuVersion: options.jujuVersion ?? '3.6.0',
        proxy: { http: '', https: '', no: '' },
        run,
      },
      tools,
      host,
      log,
      memory: before.memory,
      interrupted: options.interrupted ?? before.interrupted ?? false,
      onRound: (round) => rounds.push(round),
      instruments: options.instruments ?? [],
    });
    // Through the text of the file, so that what JSON cannot keep is lost here too.
    const memory = parseMemory(printMemory(after));
    return finish({ ...tools.state(), files: host.files(), memory, interrupted: false });
  } catch (error) {
    const { relations } = before;
    return finish(
      { ...tools.state(), relations, files: host.files(), interrupted: true },
      error instanceof Error ? error : new Error(String(error)),
    );
  }
}

function withDefaults({ options }: CharmDefinition, state: UnitState): UnitState {
  const defaults = Object.entries(options).flatMap(([name, definition]) =>
    definition.default === undefined ? [] : [[name, definition.default] as const],
  );
  return { ...state, config: { ...Object.fromEntries(defaults), ...state.config } };
}

function describeRun(hook: string, state: UnitState, options: HookOptions): Run {
  const event = RELATION_EVENTS.find((name) => hook.endsWith(`-relation-${name}`));
  if (event === undefined) return { kind: 'lifecycle', hook };
  const relation = findRelation(hook.slice(0, -`-relation-${event}`.length), state, options);
  const unit = findRemoteUnit(event, state.relations[relation.id], options);
  const departing = options.departingUnit ?? unit;
  return {
    kind: 'relation',
    hook,
    event,
    relation: { ...relation, ...(unit === undefined ? {} : { unit }) },
    ...(event === 'departed' && departing ? { departingUnit: departing } : {}),
  };
}

function findRemoteUnit(
  event: RelationEvent,
  relation: RelationState | undefined,
  { remoteUnit, applicationData }: HookOptions,
): UnitName | undefined {
  if (event === 'created' || event === 'broken' || applicationData) return undefined;
  if (remoteUnit !== undefined) return remoteUnit;
  const [unit, ...others] = Object.keys(relation?.units ?? {}).filter(isUnitName);
  if (event !== 'departed' && unit !== undefined && others.length === 0) return unit;
  throw new Error(`say remoteUnit: Juju names one in a ${event} hook`);
}

function findRelation(endpoint: string, state: UnitState, options: HookOptions): RelationFacts {
  const known = Object.keys(state.relations)
    .filter(isRelationId)
    .filter((id) => endpointOf(id) === endpoint);
  const [first, second] = known;
  const id = options.relationId ?? (second === undefined ? first : undefined);
  if (id === undefined) {
    throw new Error(
      `say relationId: the unit has ${known.length} relations on endpoint ${endpoint}`,
    );
  }
  const remote = options.remoteUnit && applicationOf(options.remoteUnit);
  return { id, endpoint, application: state.relations[id]?.application ?? remote ?? '' };
}
