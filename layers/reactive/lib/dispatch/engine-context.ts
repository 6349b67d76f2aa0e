import { applicationOf } from '@reactive-charms/juju';
import type {
  DatabagChanges,
  GoalState,
  HookContext,
  HookTools,
  RelationId,
  WorkloadStatus,
} from '@reactive-charms/juju';
import type { CapabilityBase } from './capability.ts';
import type { SealedCharm } from '../charm/charm.ts';
import type { ActionRun, EngineContext, UnitData } from './context.ts';
import { createEndpoints } from '../endpoints/create-endpoints.ts';
import { DatabagDraft } from '../endpoints/databags.ts';
import { createSecrets } from './secrets.ts';
import { fault } from '../errors.ts';
import { entriesOf } from '../facts/facts.ts';
import type { Facts } from '../facts/facts.ts';
import { listStorage } from '../facts/storage.ts';
import type { FlagStore } from '../flags/flag-store.ts';
import { sharedDataFlags } from '../flags/managed-flags.ts';
import type { JsonValue } from '../json.ts';
import type { Memory } from '../memory/memory.ts';
import { normalizePorts } from './ports.ts';

/** What handlers declared during a run; the engine compares and sends it at the end. */
export interface Declarations {
  readonly unitBags: ReadonlyMap<RelationId, DatabagDraft>;
  readonly applicationBags: ReadonlyMap<RelationId, DatabagDraft>;
  readonly leaderData: DatabagDraft;
  readonly data: Map<string, JsonValue>;
  /** Addresses asked for in this run or an earlier one, by binding. */
  readonly addresses: Map<string, string>;
  /** The status that Juju shows: the last one sent in this run. */
  shownStatus?: WorkloadStatus;
  applicationVersion?: string;
  /** All ports that shall be open; undefined when neither a handler nor an unsure hook said. */
  ports?: readonly string[];
}

/** What a context is made from. */
export interface ContextSources {
  readonly charm: SealedCharm;
  readonly hook: HookContext;
  readonly tools: HookTools;
  readonly facts: Facts;
  readonly memory: Memory;
  readonly flags: FlagStore;
  /** What instruments are made from, the machine and the log among it. */
  readonly base: CapabilityBase;
  /** True when remembered addresses may be stale. */
  readonly forgetAddresses: boolean;
  /** The running action, if it is one. */
  readonly action?: ActionRun | undefined;
}

/** Makes the empty declarations of a run. */
export function createDeclarations({
  facts,
  memory,
  forgetAddresses,
}: ContextSources): Declarations {
  const drafts = (kind: 'pending' | 'pendingForApplication'): Map<RelationId, DatabagDraft> =>
    new Map(entriesOf(facts.relations).map(([id, view]) => [id, new DatabagDraft(view[kind])]));
  const applicationBags = drafts('pendingForApplication');
  const { leaderStore } = facts;
  const shared = leaderStore.kind === 'relation' ? applicationBags.get(leaderStore.id) : undefined;
  const leaderData = shared ?? new DatabagDraft();
  leaderData.declare(facts.leaderDataToMove);
  return {
    unitBags: drafts('pending'),
    applicationBags,
    leaderData,
    data: new Map(Object.entries(memory.data)),
    addresses: new Map(forgetAddresses ? [] : Object.entries(memory.addresses)),
    ...(memory.pendingPorts ? { ports: memory.pendingPorts } : {}),
  };
}

/** Makes what handlers get. */
export function createContext(sources: ContextSources, declarations: Declarations): EngineContext {
  const { charm, hook, tools, facts, flags, base, action } = sources;
  const { host, log } = base;
  return {
    hook,
    layers: charm.layers.map(({ name }) => name),
    flags,
    config: optionsOf(sources),
    endpoints: createEndpoints({ charm, unit: hook.unit, facts, drafts: declarations }),
    unit: {
      name: hook.unit,
      data: createUnitData(declarations.data),
      address: async (binding = '') => readAddress(tools, declarations.addresses, binding),
      declarePorts: (ports) => {
        declarations.ports = normalizePorts(ports);
      },
    },
    leader: {
      isLeader: facts.isLeader,
      get data() {
        return declarations.leaderData.applyTo(facts.leaderData);
      },
      publish: (changes) => {
        if (!facts.isLeader) {
          throw fault(
            'LEADER_ONLY',
            `${hook.unit} is not the leader of ${applicationOf(hook.unit)}`,
          );
        }
        shareData(sources, declarations, trimmed(changes));
      },
    },
    host,
    log,
    status: {
      show: async (status) => {
        await tools.statusSet(status.status, status.message);
        declarations.shownStatus = status;
      },
    },
    storage: { list: (name) => listStorage(facts.storage, name) },
    secrets: createSecrets(tools),
    goalState: askOnce(async () => tools.goalState()),
    setApplicationVersion: (version) => {
      declarations.applicationVersion = version;
    },
    use: (capability) => capability.of(base),
    ...(action ? { action } : {}),
  };
}

/** Asks when it is first called, and gives that answer from then on. */
function askOnce(ask: () => Promise<GoalState>): () => Promise<GoalState> {
  let answer: Promise<GoalState> | undefined;
  return async () => (answer ??= ask());
}

/** Juju sends a leader no hook for what it shares itself, so its flags follow at once. */
function shareData(
  { facts, flags }: ContextSources,
  { leaderData }: Declarations,
  changes: DatabagChanges,
): void {
  const before = leaderData.applyTo(facts.leaderData);
  leaderData.declare(changes);
  // Where there is no place for it yet, nothing is shared.
  if (facts.leaderStore.kind === 'nowhere') return;
  const { set, clear } = sharedDataFlags(before, leaderData.applyTo(facts.leaderData));
  set.forEach((flag) => flags.set(flag));
  clear.forEach((flag) => flags.clear(flag));
}

/** As `leader-set` keeps them (C32), so that what is declared and what Juju holds can agree. */
function trimmed(changes: DatabagChanges): DatabagChanges {
  return Object.fromEntries(
    Object.entries(changes).map(([key, value]) => [key, value?.trim() ?? null]),
  );
}

/** All options of the charm; one without a value is there too, as undefined. */
function optionsOf({ charm, facts }: ContextSources): object {
  return Object.fromEntries(
    Object.keys(charm.options).map((name) => [
      name,
      Object.hasOwn(facts.config, name) ? facts.config[name] : undefined,
    ]),
  );
}

/** Unit data of a run, over a map of its own. */
export function createUnitData(data: Map<string, JsonValue>): UnitData {
  return {
    get: (key) => data.get(key),
    set: (key, value) => {
      data.set(key, value);
    },
    delete: (key) => {
      data.delete(key);
    },
  };
}

async function readAddress(
  tools: HookTools,
  known: Map<string, string>,
  binding: string,
): Promise<string> {
  const address =
    known.get(binding) ??
    (binding === '' ? await tools.privateAddress() : await tools.ingressAddress(binding));
  known.set(binding, address);
  return address;
}
