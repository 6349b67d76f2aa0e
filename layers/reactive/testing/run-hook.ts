import { applicationOf, endpointOf, isRelationId, RELATION_EVENTS } from '@reactive-charms/juju';
import type {
  RelationFacts,
  RelationId,
  Run,
  UnitName,
  WorkloadStatus,
} from '@reactive-charms/juju';
import type { Capability, CapabilityBase } from '../lib/capability.ts';
import { sealCharm } from '../lib/charm.ts';
import type { CharmDefinition } from '../lib/charm.ts';
import { createLog } from '../lib/log.ts';
import type { Round } from '../lib/settle.ts';
import { runHook as runEngine } from '../lib/run-hook.ts';
import { createMemoryHookTools } from './memory-hook-tools.ts';
import type { LogLine } from './memory-hook-tools.ts';
import { createMemoryHost } from './memory-host.ts';
import type { FakeProgram } from './memory-host.ts';
import type { UnitState } from './unit-state.ts';

/** What a test says beyond the state of the unit. */
export interface HookOptions {
  /** The relation of a relation hook. */
  readonly relationId?: RelationId;
  /** The remote unit of a relation hook. */
  readonly remoteUnit?: UnitName;
  /** The unit that leaves, in a departed hook; the remote unit by default. */
  readonly departingUnit?: UnitName;
  /** Programs on the machine. */
  readonly programs?: Readonly<Record<string, FakeProgram>>;
  /** Puts fake instruments in place: `fake(containers, myFake)`. */
  readonly instruments?: readonly Instrument[];
  /** True when the hook before this one was killed. */
  readonly interrupted?: boolean;
}

/** A fake instrument with its place. */
export type Instrument = (base: CapabilityBase) => void;

/** Says which instrument handlers get instead of the real one. */
export function fake<T>(capability: Capability<T>, instrument: T): Instrument {
  return (base) => capability.provide(base, instrument);
}

/** What a hook did. */
export interface HookOutcome {
  /** The unit after the hook: as before, if the hook failed. */
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
 */
export async function runHook(
  definition: CharmDefinition,
  hook: string,
  { state, ...options }: HookOptions & { readonly state: UnitState },
): Promise<HookOutcome> {
  const before = withDefaults(definition, state);
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
    const memory = await runEngine({
      charm: sealCharm(definition),
      hook: {
        unit: before.unit,
        contextId: `${before.unit}-${hook}-0`,
        charmDirectory: host.charmDirectory,
        modelName: 'model',
        modelUuid: '00000000-0000-4000-8000-000000000000',
        jujuVersion: '3.6.0',
        proxy: { http: '', https: '', no: '' },
        run: describeRun(hook, before, options),
      },
      tools,
      host,
      log,
      memory: before.memory,
      interrupted: options.interrupted ?? false,
      onRound: (round) => rounds.push(round),
      instruments: options.instruments ?? [],
    });
    return finish({ ...tools.state(), files: host.files(), memory });
  } catch (error) {
    return finish(state, error instanceof Error ? error : new Error(String(error)));
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
  const unit = options.remoteUnit;
  const departing = options.departingUnit ?? unit;
  return {
    kind: 'relation',
    hook,
    event,
    relation: { ...relation, ...(unit === undefined ? {} : { unit }) },
    ...(event === 'departed' && departing ? { departingUnit: departing } : {}),
  };
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
