import type { HookContext, HookTools } from '@reactive-charms/juju';
import { composeCharm } from '../charm/charm.ts';
import type { CharmDefinition, SealedCharm } from '../charm/charm.ts';
import { createMachineHost } from '../host/machine-host.ts';
import { openMemory } from '../memory/memory-store.ts';
import type { MemoryStore } from '../memory/memory-store.ts';
import type { Memory } from '../memory/memory.ts';
import { Flight } from './flight.ts';
import type { BufferedLog } from './log.ts';
import { leavesDoubt } from './hook-run.ts';
import type { HookRun } from './hook-run.ts';

/** One run of the charm's program on a unit. */
export interface UnitRun {
  readonly definition: CharmDefinition;
  readonly hook: HookContext;
  readonly tools: HookTools;
  readonly log: BufferedLog;
  /** What programs that the charm starts inherit. */
  readonly environment: NodeJS.ProcessEnv;
}

/** How a run ended. */
export interface UnitRunEnd {
  /** Why it failed, in one line; undefined when it succeeded. */
  readonly failure?: string;
}

/** How long a hook waits for a `reactive` command that changes flags at the same moment. */
const PATIENCE_SECONDS = 60;

/**
 * Runs a hook or an action between loading the unit's memory and saving it, and keeps the flight
 * record. A failure is told to the log; nothing is remembered then, and the next hook doubts.
 * @param start the run itself.
 */
export async function runAndRemember(
  unit: UnitRun,
  start: (run: HookRun) => Promise<Memory>,
): Promise<UnitRunEnd> {
  const { definition, hook, tools, log } = unit;
  const flight = new Flight(unit);
  const who = hook.run.kind === 'action' ? flight.name : `hook ${flight.name}`;
  let release: (() => Promise<void>) | undefined;
  try {
    const store = await openMemory(definition, { charmDirectory: hook.charmDirectory, tools });
    release = await store.lock(who, PATIENCE_SECONDS);
    await runUnderLock({ unit, store, flight, start });
    return {};
  } catch (error) {
    return { failure: await flight.tellFailure(who, error) };
  } finally {
    await log.flush();
    await release?.();
  }
}

interface LockedRun {
  readonly unit: UnitRun;
  readonly store: MemoryStore;
  readonly flight: Flight;
  readonly start: (run: HookRun) => Promise<Memory>;
}

async function runUnderLock({ unit, store, flight, start }: LockedRun): Promise<void> {
  const { definition, hook, tools, log, environment } = unit;
  await flight.openRecord();
  const stored = await store.load();
  flight.memory = stored.memory;
  await store.begin(flight.name);
  const executables = await findExecutables(unit);
  const run: HookRun = {
    charm: await openCharm(definition),
    hook,
    tools,
    host: createMachineHost(hook.charmDirectory, environment),
    log,
    memory: stored.memory,
    interrupted: stored.interrupted,
    ...(executables ? { executables } : {}),
    ...flight.listeners(),
  };
  const after = await start(run);
  await flight.keepRecord();
  await store.save(after, { finished: !leavesDoubt(run) });
}

/** A charm that the builder has checked need not be checked in every hook. */
async function openCharm(definition: CharmDefinition): Promise<SealedCharm> {
  if (definition.checked === true) return composeCharm(definition);
  const { sealCharm } = await import('../charm/seal-charm.ts');
  return sealCharm(definition);
}

/** Handlers in other languages are rare, so what runs them is loaded only where there are some. */
async function findExecutables({
  definition,
  hook,
  log,
  environment,
}: UnitRun): Promise<HookRun['executables']> {
  const { executables: paths = [] } = definition;
  if (paths.length === 0) return undefined;
  const { createExecutables } = await import('../executables/executables.ts');
  const { charmDirectory } = hook;
  return (run) => createExecutables({ charmDirectory, paths, environment, log }, run);
}
