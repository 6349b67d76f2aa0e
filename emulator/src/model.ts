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
import type { Fidelity } from './model/fidelity.ts';
import type { ModelConfig } from './model/model-config.ts';
import type { Secret } from './model/secret.ts';
import type { StorageInstance } from './model/storage-instance.ts';
import type { Task } from './model/task.ts';

export type * from './model/fidelity.ts';
export type * from './model/model-config.ts';
export type * from './model/secret.ts';
export type * from './model/storage-instance.ts';
export type * from './model/task.ts';

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
  readonly format: 2;
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
  /** Secrets by id. */
  readonly secrets: Readonly<Record<string, Secret>>;
  /** Storage by id, for example `data/0`. */
  readonly storage: Readonly<Record<string, StorageInstance>>;
  /** Actions that units are to run, or have run, by id. */
  readonly tasks: Readonly<Record<string, Task>>;
  readonly config: ModelConfig;
  readonly fidelity: Fidelity;
  /** The next free numbers; none is ever used twice. */
  readonly next: {
    readonly machine: number;
    readonly relation: number;
    readonly storage: number;
    /** Units by the name of an application that was removed; deployed again, it goes on from there. */
    readonly unit?: Readonly<Record<string, number>>;
    /** Tasks and operations take their numbers from the same row, as in Juju. */
    readonly task: number;
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
  /** Whether systemctl, apt-get, snap, kubectl, docker and the like are recorded or run. @default 'recorded' */
  readonly commands?: 'recorded' | 'real';
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
  /** How often it was rebooted. */
  readonly boots: number;
  /** Cut off from the model: no agent on it works, and nobody sees what it does. */
  readonly partitioned: boolean;
  /** Whether it is to be rebooted before anything else runs on it. @default false */
  readonly rebootRequested?: boolean;
  /** Overrides the model's choice for this machine. */
  readonly commands?: 'recorded' | 'real';
}

/** A file given to an application as one of its resources. */
export interface ResourceRevision {
  readonly name: string;
  /** Rises with each upload. */
  readonly revision: number;
  /** Where the file lies, relative to the folder of the model. */
  readonly path: string;
  /** The name that it gets on machines. */
  readonly filename: string;
  readonly sha256: string;
  /** In bytes. */
  readonly size: number;
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
  /** Uploaded resources by name. */
  readonly resources: Readonly<Record<string, ResourceRevision>>;
  /** Storage that each new unit gets, where the operator asked for other than the charm's minimum. */
  readonly storage: Readonly<Record<string, { readonly count: number; readonly size: number }>>;
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
export type AgentStatusName = 'allocating' | 'executing' | 'idle' | 'error' | 'lost' | 'rebooting';

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
  /** By binding, where it is reached at other addresses than the machine's; only tests say so. */
  readonly networks?: Readonly<Record<string, BindingNetwork>>;
  /** Payloads that the charm has registered, by `class/id`. */
  readonly payloads: Readonly<Record<string, Payload>>;
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

/** Where a binding is reached; what is not given is the machine's address. */
export interface BindingNetwork {
  readonly bindAddress?: string;
  readonly ingressAddresses?: readonly string[];
  readonly egressSubnets?: readonly string[];
}

/** Something that a charm runs and tells Juju about with `payload-register`. */
export interface Payload {
  readonly class: string;
  readonly type: string;
  readonly id: string;
  readonly status: string;
  readonly labels: readonly string[];
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
  /** The unit takes a new charm before the failed hook runs again. @default false */
  readonly charmForced?: boolean;
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
  /** When update-status is due by the clock; absent before the unit has started. */
  readonly updateStatusAt?: Instant;
  /** When the failed hook is run again, and how often it was; absent where it is not. */
  readonly retry?: { readonly at: Instant; readonly count: number };
  /** The machine's boots that the unit knows of; when there are more, start is run again. */
  readonly boots: number;
  /** Storage whose attached hook was run. */
  readonly storage: readonly string[];
  /** By secret: the revision that the last secret-changed hook was about. */
  readonly secrets: Readonly<Record<string, number>>;
  /** Revisions of own secrets about which secret-remove was run, `<id>/<revision>`, or secret-expired, `expired <id>/<revision>`. */
  readonly secretsAnnounced: readonly string[];
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
export type Hook = LifecycleHook | RelationHook | StorageHook | SecretHook;

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

/** A hook about one piece of storage. */
export interface StorageHook {
  readonly kind: 'storage';
  /** Full name, for example `data-storage-attached`. */
  readonly name: string;
  readonly event: 'attached' | 'detaching';
  /** For example `data/0`. */
  readonly storage: string;
}

/** A hook about one secret. */
export interface SecretHook {
  readonly kind: 'secret';
  readonly name: 'secret-changed' | 'secret-rotate' | 'secret-expired' | 'secret-remove';
  /** Id of the secret, without `secret:`. */
  readonly secret: string;
  /** The label that this unit knows it by. */
  readonly label?: string;
  /** Set for secret-expired and secret-remove, and for secret-changed the latest one (not told to the charm). */
  readonly revision?: number;
  /** For secret-rotate: the latest revision when the hook was due; where it still is, the hook comes again. */
  readonly original?: number;
}
