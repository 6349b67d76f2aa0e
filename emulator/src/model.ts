import type {
  ActionDefinitions,
  Base,
  Databag,
  EndpointRole,
  Metadata,
  OptionDefinitions,
  OptionValue,
  RelationEvent,
  RelationScope,
  UnitName,
  WorkloadStatusName,
} from '@reactive-charms/juju';

/** Whether an application, unit or relation is to stay. What is dead is no longer in the model. */
export type Life = 'alive' | 'dying';

/** An instant as ISO 8601 text in UTC, for example `2026-11-23T10:00:00.000Z`. */
export type Instant = string;

/**
 * Everything that an embedded model knows; JSON as it stands. It is never changed in place:
 * transitions make a new one.
 */
export interface Model {
  /** Rises when the shape of this file changes. */
  readonly format: 1;
  readonly name: string;
  readonly uuid: string;
  /** The version that agents claim, for example `3.6.11`; decides the set of hook tools. */
  readonly agentVersion: string;
  /** Decides the order between relations where Juju leaves it open. */
  readonly seed: number;
  /** When the last transition happened; transitions take their timestamps from here. */
  readonly time: Instant;
  readonly machines: Readonly<Record<string, Machine>>;
  readonly applications: Readonly<Record<string, Application>>;
  readonly units: Readonly<Record<UnitName, Unit>>;
  /** Relations by number. */
  readonly relations: Readonly<Record<string, Relation>>;
  /** The next free numbers; none is ever used twice. */
  readonly next: {
    readonly machine: number;
    readonly relation: number;
    /** Containers by the machine that carries them. */
    readonly container: Readonly<Record<string, number>>;
  };
  /** Choices of the first command that later commands keep. */
  readonly settings: ModelSettings;
}

/** Choices of the operator that hold for the whole model. */
export interface ModelSettings {
  readonly containers?: 'auto' | 'docker' | 'stand-in';
  readonly machines?: 'auto' | 'namespace' | 'prefix';
  /** Folder with the image catalogue of the stand-in engine; an absolute path. */
  readonly images?: string;
  /** What was last said about the container engine, so that it is said once. */
  readonly engineNotice?: string;
}

/** A host of units. */
export interface Machine {
  /** For example `0`, or `0/lxd/1` for a container on machine 0. */
  readonly id: string;
  readonly address: string;
  readonly hostname: string;
  readonly base: Base;
  readonly since: Instant;
}

/** A built charm that the model holds. */
export interface CharmArtefact {
  readonly name: string;
  /** For example `local:mysql-0`. */
  readonly url: string;
  readonly revision: number;
  /** Where the archive lies, relative to the folder of the model. */
  readonly path: string;
  readonly sha256: string;
  /** What the charm's `version` file says, if it has one. */
  readonly version?: string;
  readonly metadata: Metadata;
  readonly options: OptionDefinitions;
  readonly actions: ActionDefinitions;
  readonly bases: readonly Base[];
}

/** A charm deployed under a name. */
export interface Application {
  readonly name: string;
  readonly life: Life;
  readonly charm: CharmArtefact;
  /** Rises with each refresh, also when the charm is the same. */
  readonly charmModifiedVersion: number;
  /** Whether the last refresh was forced on units in error too (C111). */
  readonly charmForced: boolean;
  /** What the operator set; defaults stand in the charm's option definitions. */
  readonly config: Readonly<Record<string, OptionValue>>;
  /** Rises when the settings really change (C112). */
  readonly configVersion: number;
  readonly trusted: boolean;
  readonly exposed: boolean;
  readonly leader?: UnitName;
  readonly leaderSettings: Databag;
  readonly leaderSettingsVersion: number;
  /** What the leader said with `status-set --application`. */
  readonly status?: StatusRecord<WorkloadStatusName>;
  readonly nextUnit: number;
  readonly since: Instant;
}

/** A status with its message and the time since when it holds. */
export interface StatusRecord<Name extends string> {
  readonly status: Name;
  readonly message: string;
  readonly since: Instant;
  readonly data?: Readonly<Record<string, string | number>>;
}

/** What the agent of a unit is doing. */
export type AgentStatusName = 'allocating' | 'executing' | 'idle' | 'error';

/** One instance of an application. */
export interface Unit {
  readonly name: UnitName;
  readonly application: string;
  readonly life: Life;
  readonly machine: string;
  /** The unit beside which this subordinate stands. */
  readonly principal?: UnitName;
  /** What the charm said last. Readers show `error` while the agent is in error: see `shownStatus`. */
  readonly workload: StatusRecord<WorkloadStatusName>;
  readonly agent: StatusRecord<AgentStatusName>;
  readonly workloadVersion?: string;
  readonly ports: readonly PortRange[];
  /** What the charm keeps with `state-set`. */
  readonly state: Databag;
  readonly uniter: UniterState;
}

/** Ports that a unit opened. */
export interface PortRange {
  readonly protocol: 'tcp' | 'udp' | 'icmp';
  /** First and last port; both 0 for icmp. */
  readonly from: number;
  readonly to: number;
  /** Endpoints the range is open to; empty means all. */
  readonly endpoints: readonly string[];
}

/** What the agent of a unit remembers of its own progress. */
export interface UniterState {
  readonly installed: boolean;
  readonly started: boolean;
  readonly stopped: boolean;
  readonly removed: boolean;
  /** What is unpacked in the charm directory. */
  readonly charm?: { readonly url: string; readonly modifiedVersion: number };
  /** The hook that must come next whatever else is due: start after config-changed, and the like. */
  readonly queued?: Hook;
  /** The hook that failed. While it stands, nothing else runs until `resolve`. */
  readonly failed?: Hook;
  /** Whether the charm ever set its status; if not, Juju shows `unknown` after start (C78). */
  readonly statusSet: boolean;
  /** Whether the unit has taken the leadership, that is, run leader-elected. */
  readonly leader: boolean;
  readonly leaderSettingsVersion?: number;
  /** What config-changed was last run for. */
  readonly config?: ConfigSeen;
  /** What the running, or last started, config-changed is about. */
  readonly configStarted?: ConfigSeen;
  readonly updateStatusRequested: boolean;
  /** Hooks run so far; with the model's seed it decides the order between relations. */
  readonly hooksRun: number;
  /** By relation number. */
  readonly relations: Readonly<Record<string, RelationProgress>>;
}

/** What config-changed announces: settings, the machine's address, trust (C112). */
export interface ConfigSeen {
  readonly version: number;
  readonly address: string;
  readonly trusted: boolean;
}

/** What a unit's agent remembers of one relation. Source: contract juju.md section 3, points 3 to 6. */
export interface RelationProgress {
  /** Members by the version of their databag that the last joined or changed hook was run for. */
  readonly members: Readonly<Record<UnitName, number>>;
  /** The version of the remote application's databag that changed was last run for. */
  readonly applicationVersion: number;
  /** Whether relation-created was run. */
  readonly created: boolean;
  /** The unit whose joined hook was run and whose changed hook must follow at once (C48). */
  readonly changedOwed?: UnitName;
  /** Databags of members as first read, kept until their next joined or changed hook (C46). */
  readonly cache: Readonly<Record<UnitName, Databag>>;
}

/** One end of a relation. */
export interface RelationEnd {
  readonly application: string;
  readonly endpoint: string;
  readonly role: EndpointRole;
}

/** A databag and how often it has changed. */
export interface VersionedBag {
  readonly version: number;
  readonly data: Databag;
}

/** A unit's side of a relation. */
export interface RelationUnit extends VersionedBag {
  /** `departing`: still in the scope, but others no longer see it. `left`: only its data remain. */
  readonly presence: 'present' | 'departing' | 'left';
}

/** A link between two endpoints, or of an endpoint with itself (peers). */
export interface Relation {
  readonly number: number;
  readonly life: Life;
  readonly interface: string;
  readonly scope: RelationScope;
  /** One end for peers, else two: the provider first. */
  readonly ends: readonly RelationEnd[];
  readonly units: Readonly<Record<UnitName, RelationUnit>>;
  readonly applications: Readonly<Record<string, VersionedBag>>;
  readonly since: Instant;
}

/** A hook that an agent is to run. */
export type Hook = LifecycleHook | RelationHook;

/** A hook that is not about a relation: install, config-changed, leader-elected and so on. */
export interface LifecycleHook {
  readonly kind: 'lifecycle';
  readonly name: string;
}

/** A hook about a relation. */
export interface RelationHook {
  readonly kind: 'relation';
  /** Full name, for example `db-relation-joined`. */
  readonly name: string;
  readonly event: RelationEvent;
  /** Number of the relation. */
  readonly relation: number;
  readonly endpoint: string;
  readonly remoteApplication: string;
  /** Absent for created, broken, and changed on application data. */
  readonly remoteUnit?: UnitName;
  readonly departingUnit?: UnitName;
  /** The version of the databag that this hook announces. */
  readonly changeVersion?: number;
}
