import type { HookContext, HookTools } from '@reactive-charms/juju';
import type { CapabilityBase } from './capability.ts';
import type { SealedCharm } from '../charm/charm.ts';
import { commitEffects } from './commit.ts';
import { createContext, createDeclarations } from './engine-context.ts';
import { readFacts } from '../facts/facts.ts';
import { FlagStore } from '../flags/flag-store.ts';
import type { Host } from '../host/host.ts';
import type { BufferedLog } from './log.ts';
import { manageFlags } from '../flags/managed-flags.ts';
import { EMPTY_MEMORY } from '../memory/memory.ts';
import type { Memory } from '../memory/memory.ts';
import { settle } from './settle.ts';
import type { Round } from './settle.ts';
import { decideStatus } from './status.ts';

/** Everything that one run of the engine needs; a run is a function of it. */
export interface HookRun {
  readonly charm: SealedCharm;
  readonly hook: HookContext;
  readonly tools: HookTools;
  readonly host: Host;
  readonly log: BufferedLog;
  /** What the last successful hook left; undefined in a unit's first hook. */
  readonly memory: Memory | undefined;
  /** True when the last hook did not reach its end. */
  readonly interrupted: boolean;
  /** Hears of each round, also of those before a failure. */
  readonly onRound: (round: Round) => void;
  /** Puts other instruments in place before the first handler runs; meant for tests. */
  readonly instruments?: readonly ((base: CapabilityBase) => void)[];
}

/** Hooks after which remembered addresses may be stale. Source: contract juju.md section 3.7. */
const ADDRESS_HOOKS = ['config-changed'];

/**
 * Hooks in which nothing remembered is relied upon: another charm, or a machine that has been
 * rebooted and may have lost what was written last. Source: contract juju.md section 1.
 */
const DOUBTFUL_HOOKS = ['upgrade-charm', 'start'];

/**
 * Runs one hook: facts, managed flags, rounds, effects to Juju.
 * @returns what the unit shall remember; the caller saves it. Nothing is remembered when this throws.
 * @throws whatever a handler throws, and Error when the flags do not settle or a hook tool fails.
 */
export async function runHook(run: HookRun): Promise<Memory> {
  const { charm, hook, tools, host, log } = run;
  const name = 'hook' in hook.run ? hook.run.hook : '';
  const memory = run.memory ?? EMPTY_MEMORY;
  const inDoubt = run.memory === undefined || run.interrupted || DOUBTFUL_HOOKS.includes(name);
  const endpoints = Object.keys(charm.metadata.endpoints);
  const peers = endpoints.filter(
    (endpoint) => charm.metadata.endpoints[endpoint]?.role === 'peers',
  );
  const facts = await readFacts({ hook, tools, endpoints, peers, memory, inDoubt });

  const flags = new FlagStore(memory.flags, charm.triggers);
  const isFirst = run.memory === undefined;
  const managed = manageFlags({ hook, facts, memory, isFirst, options: charm.options, endpoints });
  managed.clear.forEach((flag) => flags.clear(flag));
  managed.set.forEach((flag) => flags.set(flag));

  const base: CapabilityBase = { host, log, unit: hook.unit };
  run.instruments?.forEach((provide) => provide(base));
  const forgetAddresses = inDoubt || ADDRESS_HOOKS.includes(name);
  const sources = { charm, hook, tools, facts, memory, flags, base, forgetAddresses };
  const declarations = createDeclarations(sources);
  const context = createContext(sources, declarations);
  await settle({
    handlers: charm.handlers,
    flags,
    context,
    hook: name,
    onRound: run.onRound,
    onRun: (id, round) => log.debug(`handler ${id} runs (round ${round})`),
  });
  const status = await decideStatus(charm.deciders, context);
  await log.flush();
  return commitEffects({
    unit: hook.unit,
    tools,
    facts,
    memory,
    declarations,
    flags: flags.values(),
    watchedFlags: charm.watchedFlags,
    status,
    inDoubt,
    isFollowedByAddresses: ADDRESS_HOOKS.includes(name),
  });
}
