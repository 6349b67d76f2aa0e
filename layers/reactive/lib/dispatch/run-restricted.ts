import type { RestrictedHook } from '../handlers/handler.ts';
import type { EngineContext, Metrics, UnitData } from './context.ts';
import { createUnitData } from './engine-context.ts';
import { fault } from '../errors.ts';
import { FlagStore } from '../flags/flag-store.ts';
import { createFileWatch } from '../handlers/file-watch.ts';
import { EMPTY_MEMORY } from '../memory/memory.ts';
import type { Memory } from '../memory/memory.ts';
import { updateOrigins } from '../record/origins.ts';
import { tellRound, timeOf } from './hook-run.ts';
import type { HookRun } from './hook-run.ts';
import { settle } from './settle.ts';
import type { Round } from './settling.ts';

/**
 * Runs a restricted hook: its own handlers in one pass. No facts are read, no managed flag is set or
 * cleared, nothing is sent.
 * @returns what the unit shall remember: flags, unit data, and which handlers have run.
 * Source: contract reactive.md section 3.3, rows R76 to R78.
 */
export async function runRestricted(run: HookRun, hook: RestrictedHook): Promise<Memory> {
  const { charm, host, log } = run;
  const at = timeOf(run).toISOString();
  const memory = run.memory ?? EMPTY_MEMORY;
  const flags = new FlagStore(memory.flags, charm.triggers);
  const data = new Map(Object.entries(memory.data));
  const invoked = new Set(memory.invoked);
  const files = createFileWatch(host, memory.files, charm.schedule.watchingFiles);
  const rounds: Round[] = [];
  await settle({
    charm,
    flags,
    context: createRestrictedContext(run, { hook, flags, data: createUnitData(data) }),
    phase: { kind: 'restricted', hook },
    files,
    invoked,
    onRound: (round) => {
      rounds.push(round);
      tellRound(run, round);
    },
    onRun: (id) => log.debug(`handler ${id} runs`),
  });
  await log.flush();
  const kept = flags.values();
  const history = { rounds, managed: { set: [], clear: [] }, flags: kept, hook, at };
  return {
    ...memory,
    flags: kept,
    origins: updateOrigins(memory.origins, history),
    data: Object.fromEntries(data),
    invoked: [...invoked],
    // What programs remember of files is not for the watch of the handlers.
    files: { ...memory.files, ...files.after() },
  };
}

interface RestrictedParts {
  readonly hook: RestrictedHook;
  readonly flags: FlagStore;
  readonly data: UnitData;
}

/** What the compiler keeps from restricted handlers, Juju would refuse: it says so by the hook's name. */
function createRestrictedContext(run: HookRun, parts: RestrictedParts): EngineContext {
  const { charm, hook, host, log, tools } = run;
  const { flags, data } = parts;
  const refuse = (what: string): never => {
    throw fault('RESTRICTED_HOOK', `${what} cannot be had in the hook ${parts.hook}`);
  };
  const metrics: Metrics = {
    add: async (values, labels = {}) => tools.addMetric(values, labels),
  };
  return {
    hook,
    layers: charm.layers.map(({ name }) => name),
    flags,
    host,
    log,
    unit: {
      name: hook.unit,
      data,
      address: async () => refuse('the address of the unit'),
      declarePorts: () => refuse('a change of ports'),
    },
    ...(parts.hook === 'collect-metrics' ? { metrics } : {}),
    get config() {
      return refuse('config');
    },
    get endpoints() {
      return refuse('endpoints');
    },
    get leader() {
      return refuse('leader');
    },
    get status() {
      return refuse('status');
    },
    get storage() {
      return refuse('storage');
    },
    get secrets() {
      return refuse('secrets');
    },
    goalState: async () => refuse('the goal state'),
    setApplicationVersion: () => refuse('a change of the application version'),
    use: () => refuse('an instrument'),
  };
}
