import type {
  Databag,
  DatabagChanges,
  OptionValue,
  RelationId,
  WorkloadStatus,
} from '@reactive-charms/juju';
import type { FlagValues } from '../flags/flag-store.ts';
import type { JsonValue } from '../json.ts';
import type { UnitBags } from './unit-bags.ts';

export { parseMemory, printMemory } from './memory-text.ts';

/** A relation as this unit saw it at the end of its last successful hook. */
export interface RememberedRelation {
  readonly application: string;
  readonly units: UnitBags;
  readonly applicationBag: Databag;
  /** This unit's own databag; undefined while nobody has read back what was sent. */
  readonly published?: Databag;
  /** The databag of this unit's application, if this unit is the leader and has read it. */
  readonly publishedForApplication?: Databag;
  /** What was sent for this unit and not read back yet. */
  readonly pending?: DatabagChanges;
  /** What was sent for this unit's application and not read back yet. */
  readonly pendingForApplication?: DatabagChanges;
}

/** Who set a flag, and when. */
export interface FlagOrigin {
  /** The handler's id, `the engine`, or `by hand`. */
  readonly by: string;
  /** The hook or action in which it was set. */
  readonly hook: string;
  /** ISO 8601 time. */
  readonly at: string;
}

/** An attached storage instance, as it was read last. */
export interface RememberedStorage {
  readonly kind: 'filesystem' | 'block';
  readonly location: string;
}

/** What a unit keeps between hooks: one value, one transaction. */
export interface Memory {
  readonly flags: FlagValues;
  readonly data: Readonly<Record<string, JsonValue>>;
  readonly config: Readonly<Record<string, OptionValue>>;
  readonly leaderData: Databag;
  readonly relations: Readonly<Record<RelationId, RememberedRelation>>;
  /** Addresses by binding; the key `` (empty) is the private address. */
  readonly addresses: Readonly<Record<string, string>>;
  /** What Juju shows; undefined where nobody knows. */
  readonly status?: WorkloadStatus;
  /**
   * What the charm itself said last, where that is not what Juju shows: the engine says something in
   * its place, or nobody knows what Juju shows.
   */
  readonly statusBeneath?: WorkloadStatus;
  readonly applicationVersion?: string;
  /** Who set each of the flags. */
  readonly origins: Readonly<Record<string, FlagOrigin>>;
  /** Ids of handlers that run only once and have run. */
  readonly invoked: readonly string[];
  /** Handler id → path → hash of the file when the handler last ran; null where there was none. */
  readonly files: Readonly<Record<string, Readonly<Record<string, string | null>>>>;
  /** Storage ID, for example `data/0` → the instance. */
  readonly storage: Readonly<Record<string, RememberedStorage>>;
  /** The open ports; undefined while the charm has never declared any, or nobody has read them back. */
  readonly ports?: readonly string[];
  /** Ports that were declared and sent, and not read back yet. */
  readonly pendingPorts?: readonly string[];
  /** Where the leader shared data in the last hook. */
  readonly leaderStore?: 'settings' | 'relation';
  readonly applicationStatus?: WorkloadStatus;
}

/** The memory of a unit that has never run a hook. */
export const EMPTY_MEMORY: Memory = {
  flags: {},
  data: {},
  config: {},
  leaderData: {},
  relations: {},
  addresses: {},
  origins: {},
  invoked: [],
  files: {},
  storage: {},
};
