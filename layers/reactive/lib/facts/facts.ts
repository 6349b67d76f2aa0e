import type {
  Databag,
  DatabagChanges,
  HookContext,
  HookTools,
  OptionValue,
  RelationId,
} from '@reactive-charms/juju';
import type { DepartedUnit } from '../endpoints/related-unit.ts';
import type { Memory } from '../memory/memory.ts';
import type { UnitBags } from '../memory/unit-bags.ts';
import { CONFIG_HOOKS, isHook } from './announced.ts';
import { readLeaderData, refreshSharedBag } from './leader-data.ts';
import { findLeaderStore } from './leader-store.ts';
import type { LeaderStore } from './leader-store.ts';
import { addOwnSide, findDeparted, readRemoteSides } from './relations.ts';
import { entriesOf } from './relation-entries.ts';
import { readStorage } from './storage.ts';

export { entriesOf } from './relation-entries.ts';

/** A relation as Juju shows it in this hook. */
export interface RelationView {
  readonly application: string;
  readonly units: UnitBags;
  readonly applicationBag: Databag;
  /** This unit's own databag, as Juju holds it. */
  readonly published: Databag;
  /** The databag of this unit's application, where the leader knows it without asking. */
  readonly publishedForApplication?: Databag;
  /** What the last hook sent; nobody knows yet whether Juju took it. */
  readonly pending: DatabagChanges;
  /** The same for the databag of this unit's application; empty on units that may not write it. */
  readonly pendingForApplication: DatabagChanges;
}

/** What Juju says now. */
export interface Facts {
  readonly config: Readonly<Record<string, OptionValue>>;
  readonly isLeader: boolean;
  readonly leaderData: Databag;
  readonly leaderStore: LeaderStore;
  /**
   * Leader data that the leader still has to declare: what it shared by leader settings, which this
   * Juju no longer has. Empty but for the first hook of a leader after an upgrade to Juju 4.
   */
  readonly leaderDataToMove: DatabagChanges;
  /** Where the leader's data has been found; kept in the memory. */
  readonly seenLeaderStore: Memory['leaderStore'];
  readonly relations: Readonly<Record<RelationId, RelationView>>;
  /** Units that left in this hook, by endpoint. */
  readonly departed: Readonly<Record<string, readonly DepartedUnit[]>>;
  /** Attached storage instances by ID, without the one that leaves in this hook. */
  readonly storage: Memory['storage'];
  /**
   * The endpoints whose relations were read in this hook; nothing about the others can have changed,
   * and nobody needs to look at what is remembered of them.
   */
  readonly announced: 'everything' | ReadonlySet<string>;
}

/** What facts are read from. */
export interface FactSources {
  readonly hook: HookContext;
  readonly tools: HookTools;
  readonly endpoints: readonly string[];
  /** Those of the endpoints that are peers. */
  readonly peers: readonly string[];
  /** Names of the charm's storage. */
  readonly storage: readonly string[];
  readonly memory: Memory;
  /** True when the memory may be wrong: first hook, upgrade, or a hook that did not end well. */
  readonly inDoubt: boolean;
}

/**
 * Reads what Juju says now. Juju announces every change of a databag, of the options, of storage and
 * of leader settings by a hook of its own, so what was read and committed stays valid until then; only
 * what this hook announces is read again, and everything when in doubt. Nothing is read twice.
 * Source: contract juju.md section 3.6, rows C44 to C47; design.md.
 */
export async function readFacts(sources: FactSources): Promise<Facts> {
  const [config, isLeader, found, departed, storage] = await Promise.all([
    readConfig(sources),
    sources.tools.isLeader(),
    readRemoteSides(sources),
    findDeparted(sources),
    readStorage(sources),
  ]);
  const ids = entriesOf(found.relations).map(([id]) => id);
  const leaderStore = findLeaderStore(sources.hook, ids, sources.peers);
  const remote = await refreshSharedBag({ ...sources, isLeader }, leaderStore, found);
  const leader = await readLeaderData({ ...sources, isLeader }, leaderStore, remote);
  const views = await Promise.all(
    ids.map(async (id) => [id, await addOwnSide({ ...sources, isLeader }, id, remote)] as const),
  );
  return {
    config,
    isLeader,
    leaderData: leader.data,
    leaderStore,
    leaderDataToMove: leader.toMove,
    seenLeaderStore: leader.seenStore,
    relations: Object.fromEntries(views),
    departed,
    storage,
    announced: sources.inDoubt ? 'everything' : remote.announced,
  };
}

async function readConfig({ hook, tools, memory, inDoubt }: FactSources): Promise<Facts['config']> {
  return inDoubt || isHook(hook, CONFIG_HOOKS) ? tools.configGet() : memory.config;
}
