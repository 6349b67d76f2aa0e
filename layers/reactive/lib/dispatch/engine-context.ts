import { applicationOf, endpointOf } from '@reactive-charms/juju';
import type {
  DatabagChanges,
  HookContext,
  HookTools,
  RelationId,
  WorkloadStatus,
} from '@reactive-charms/juju';
import type { CapabilityBase } from './capability.ts';
import type { SealedCharm } from '../charm/charm.ts';
import type { EngineContext, UnitData } from './context.ts';
import { createRelation, DatabagDraft } from '../endpoints/databags.ts';
import { Endpoint } from '../endpoints/endpoint.ts';
import { entriesOf } from '../facts/facts.ts';
import type { Facts } from '../facts/facts.ts';
import type { FlagStore } from '../flags/flag-store.ts';
import type { JsonValue } from '../json.ts';
import type { Memory } from '../memory/memory.ts';

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
  return {
    unitBags: drafts('pending'),
    applicationBags,
    leaderData: shared ?? new DatabagDraft(),
    data: new Map(Object.entries(memory.data)),
    addresses: new Map(forgetAddresses ? [] : Object.entries(memory.addresses)),
  };
}

/** Makes what handlers get. */
export function createContext(sources: ContextSources, declarations: Declarations): EngineContext {
  const { charm, hook, tools, facts, flags, base } = sources;
  const { host, log } = base;
  return {
    hook,
    layers: charm.layers.map(({ name }) => name),
    flags,
    config: optionsOf(sources),
    endpoints: createEndpoints(sources, declarations),
    unit: {
      name: hook.unit,
      data: createUnitData(declarations.data),
      address: async (binding = '') => readAddress(tools, declarations.addresses, binding),
    },
    leader: {
      isLeader: facts.isLeader,
      get data() {
        return declarations.leaderData.applyTo(facts.leaderData);
      },
      publish: (changes) => {
        if (!facts.isLeader)
          throw new Error(`${hook.unit} is not the leader of ${applicationOf(hook.unit)}`);
        declarations.leaderData.declare(trimmed(changes));
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
    setApplicationVersion: (version) => {
      declarations.applicationVersion = version;
    },
    use: (capability) => capability.of(base),
  };
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

function createEndpoints(sources: ContextSources, declarations: Declarations): object {
  const { charm, facts } = sources;
  return Object.fromEntries(
    Object.values(charm.metadata.endpoints).map(({ name, role }) => {
      const EndpointOfInterface = charm.endpoints[name] ?? Endpoint;
      const relations = entriesOf(facts.relations)
        .filter(([id]) => endpointOf(id) === name)
        .sort(([a], [b]) => relationNumber(a) - relationNumber(b))
        .map(([id, view]) =>
          createRelation({
            id,
            view,
            isLeader: facts.isLeader,
            unitDraft: draftOf(declarations.unitBags, id),
            applicationDraft: draftOf(declarations.applicationBags, id),
          }),
        );
      const departed = facts.departed[name] ?? [];
      return [name, new EndpointOfInterface({ name, role, relations, departed })];
    }),
  );
}

function relationNumber(id: RelationId): number {
  return Number(id.slice(id.lastIndexOf(':') + 1));
}

function draftOf(drafts: ReadonlyMap<RelationId, DatabagDraft>, id: RelationId): DatabagDraft {
  const draft = drafts.get(id);
  if (draft === undefined) throw new Error(`relation ${id} has no draft`);
  return draft;
}

function createUnitData(data: Map<string, JsonValue>): UnitData {
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
