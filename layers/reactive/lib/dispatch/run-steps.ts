import type { CapabilityBase } from './capability.ts';
import { commitEffects } from './commit.ts';
import type { ActionRun, EngineContext } from './context.ts';
import { createContext, createDeclarations } from './engine-context.ts';
import type { Declarations } from './engine-context.ts';
import type { Executables } from '../executables/executables.ts';
import { readFacts } from '../facts/facts.ts';
import type { Facts } from '../facts/facts.ts';
import { FlagStore } from '../flags/flag-store.ts';
import { withoutTransientFlags } from '../flags/managed-flags.ts';
import type { ManagedFlagChanges } from '../flags/managed-flags.ts';
import { createFileWatch } from '../handlers/file-watch.ts';
import type { FileWatch } from '../handlers/file-watch.ts';
import { EMPTY_MEMORY } from '../memory/memory.ts';
import type { Memory } from '../memory/memory.ts';
import { engineRounds, updateOrigins } from '../record/origins.ts';
import { nameRun, tellRound, timeOf } from './hook-run.ts';
import type { HookRun } from './hook-run.ts';
import { setMalformedFlags, setManagedFlags } from './own-flags.ts';
import { settle } from './settle.ts';
import type { Round, Settled, SettlingPhase } from './settling.ts';
import { decideStatus, judgeData, worstStatus } from './status.ts';
import type { Opinion } from './status.ts';

/** A run just before its first handler. */
export interface PreparedRun {
  readonly run: HookRun;
  /** What the unit remembers; nothing at all before its first hook has succeeded. */
  readonly memory: Memory;
  /** True when nothing remembered may be relied upon. */
  readonly inDoubt: boolean;
  readonly startedAt: Date;
  readonly facts: Facts;
  readonly managed: ManagedFlagChanges;
  readonly flags: FlagStore;
  readonly declarations: Declarations;
  readonly context: EngineContext;
  readonly files: FileWatch;
  /** What runs handlers in other languages, if there are any. */
  readonly executables: Executables | undefined;
  /** Ids of the handlers that run only once and have run, those of this run included. */
  readonly invoked: Set<string>;
  /** Rounds so far. */
  readonly rounds: readonly Round[];
  readonly noteRound: (round: Round) => void;
}

/** Hooks after which remembered addresses may be stale. Source: contract juju.md section 3.7. */
const ADDRESS_HOOKS = ['config-changed'];

/**
 * Hooks in which nothing remembered is relied upon: another charm, or a machine that has been
 * rebooted and may have lost what was written last. Source: contract juju.md section 1.
 */
const DOUBTFUL_HOOKS = ['upgrade-charm', 'start'];

/** Reads facts, sets the managed flags, and makes what handlers get. */
export async function prepareRun(run: HookRun, action?: ActionRun): Promise<PreparedRun> {
  const { charm, hook, tools, host, log } = run;
  const startedAt = timeOf(run);
  const name = nameRun(hook.run);
  const memory = run.memory ?? EMPTY_MEMORY;
  const inDoubt = run.memory === undefined || run.interrupted || DOUBTFUL_HOOKS.includes(name);
  const facts = await readFactsOfRun(run, memory, inDoubt);
  run.onFacts?.(facts);
  const flags = new FlagStore(memory.flags, charm.triggers);
  const managed = setManagedFlags({ run, memory, facts, flags });
  const base: CapabilityBase = { host, log, unit: hook.unit };
  run.instruments?.forEach((provide) => provide(base));
  const forgetAddresses = inDoubt || ADDRESS_HOOKS.includes(name);
  const sources = { charm, hook, tools, facts, memory, flags, base, forgetAddresses, action };
  const declarations = createDeclarations(sources);
  const context = createContext(sources, declarations);
  await setMalformedFlags({ run, memory, facts, flags }, context.endpoints);
  const transitions = flags.takeTransitions();
  run.onManaged?.(transitions);
  const rounds: Round[] = [...engineRounds(transitions)];
  const invoked = new Set(memory.invoked);
  return {
    run,
    memory,
    inDoubt,
    startedAt,
    facts,
    managed,
    flags,
    declarations,
    context,
    files: createFileWatch(host, memory.files, charm.schedule.watchingFiles),
    executables: run.executables?.({ name, flags, invoked, files: memory.files }),
    invoked,
    rounds,
    noteRound: (round) => rounds.push(round),
  };
}

async function readFactsOfRun(
  { charm, hook, tools }: HookRun,
  memory: Memory,
  inDoubt: boolean,
): Promise<Facts> {
  const { endpoints: definitions, storage } = charm.metadata;
  const endpoints = Object.keys(definitions);
  return readFacts({
    hook,
    tools,
    endpoints,
    peers: endpoints.filter((endpoint) => definitions[endpoint]?.role === 'peers'),
    storage: Object.keys(storage),
    memory,
    inDoubt,
  });
}

/** Runs the handlers of a run until the flags have settled. */
export async function settleRun(prepared: PreparedRun, phase: SettlingPhase): Promise<Settled> {
  const { run, flags, context, files, invoked, executables } = prepared;
  try {
    return await settle({
      charm: run.charm,
      flags,
      context,
      phase,
      files,
      invoked,
      ...(executables ? { executables } : {}),
      onRound: (round) => {
        prepared.noteRound(round);
        tellRound(run, round);
      },
      onRun: (id, round) => run.log.debug(`handler ${id} runs (round ${round})`),
    });
  } finally {
    await executables?.close();
  }
}

/** Asks the status deciders, and sends what differs from what Juju holds. @returns the new memory. */
export async function commitRun(prepared: PreparedRun): Promise<Memory> {
  const { run, memory, facts, declarations, flags, inDoubt } = prepared;
  const { charm, hook, tools, log } = run;
  const malformed = judgeData(Object.keys(charm.metadata.endpoints), prepared.context);
  const status = await ask(prepared, 'unit');
  // After the charm's own: of equally grave words the last is shown.
  malformed.forEach((opinion) => run.onOpinion?.(opinion));
  const applicationStatus = facts.isLeader ? await ask(prepared, 'application') : undefined;
  await log.flush();
  const name = nameRun(hook.run);
  const sent = await commitEffects({
    unit: hook.unit,
    tools,
    facts,
    memory,
    declarations,
    status,
    malformed: worstStatus(malformed),
    applicationStatus,
    inDoubt,
    // What programs in other languages say of the unit is not known here.
    isLeftOver: run.interrupted && prepared.executables === undefined,
    isFollowedByAddresses: ADDRESS_HOOKS.includes(name),
    isNewLeader: name === 'leader-elected',
  });
  const kept = withoutTransientFlags(flags.values(), charm.watchedFlags);
  const { rounds, managed, startedAt } = prepared;
  const history = { rounds, managed, flags: kept, hook: name, at: startedAt.toISOString() };
  return {
    ...sent,
    flags: kept,
    origins: updateOrigins(memory.origins, history),
    data: Object.fromEntries(declarations.data),
    config: facts.config,
    addresses: Object.fromEntries(declarations.addresses),
    invoked: [...prepared.invoked],
    files: { ...prepared.files.after(), ...prepared.executables?.files() },
    storage: facts.storage,
    ...(facts.seenLeaderStore ? { leaderStore: facts.seenLeaderStore } : {}),
  };
}

async function ask(
  { run, context }: PreparedRun,
  about: Opinion['about'],
): Promise<Memory['status']> {
  const { charm, onOpinion, onFailure } = run;
  const question = {
    about,
    deciders: about === 'unit' ? charm.deciders : charm.applicationDeciders,
    onOpinion: (opinion: Opinion) => onOpinion?.(opinion),
    onFailure: (layer: string) => onFailure?.(`the status decider of ${layer}`),
  };
  return decideStatus(question, context);
}
