import type {
  Databag,
  GoalState,
  OptionValue,
  RelationId,
  SecretToolSettings,
  StorageFacts,
  UnitName,
  WorkloadStatus,
} from '@reactive-charms/juju';
import type { BindingNetwork, ModelConfig } from '@reactive-charms/emulator/core';
import type { Memory, SecretContent } from '@reactive-charms/reactive/engine';

/** A relation as Juju knows it. In a peer relation the application is the unit's own. */
export interface RelationState {
  /** The application on the other side. */
  readonly application: string;
  readonly units: Readonly<Record<UnitName, Databag>>;
  readonly applicationBag: Databag;
  /** This unit's own databag. */
  readonly published: Databag;
  /** The databag of this unit's application. */
  readonly publishedForApplication: Databag;
}

/** A file on the machine. */
export interface FileState {
  readonly content: string;
  readonly mode: number;
  /** Where it points, if it is a symbolic link; its own content is empty then. */
  readonly link?: string;
}

/** A secret as Juju knows it, seen from this unit. */
export interface SecretState {
  /** Contents by revision; the highest is the newest. */
  readonly revisions: Readonly<Record<number, SecretContent>>;
  /** The revision that this unit reads; undefined until it has read the secret. */
  readonly tracked?: number;
  /** `other` is an application in another role: this unit may read the secret, and no more. */
  readonly owner: 'application' | 'unit' | 'other';
  /** The owner's label; of another's secret the label that this unit gave it. */
  readonly label?: string;
  readonly settings: Omit<SecretToolSettings, 'label' | 'owner'>;
  /** Who else may read it: a relation, or one unit of a relation. */
  readonly grants: readonly { readonly relation: RelationId; readonly unit?: UnitName }[];
}

/** The model that a unit stands in. */
export interface ModelState {
  /** @default 'model' */
  readonly name?: string;
  readonly uuid?: string;
  /** Settings of the model that differ from Juju's defaults, for example `juju-http-proxy`. */
  readonly config?: Partial<ModelConfig>;
}

/** Everything that a hook can see or change, as one value. It is never changed in place. */
export interface UnitState {
  readonly unit: UnitName;
  readonly isLeader: boolean;
  /** Options that have a value; defaults of config.yaml are added by the kit. */
  readonly config: Readonly<Record<string, OptionValue>>;
  readonly leaderData: Databag;
  readonly relations: Readonly<Record<RelationId, RelationState>>;
  readonly privateAddress: string;
  readonly files: Readonly<Record<string, FileState>>;
  readonly status?: WorkloadStatus;
  readonly applicationVersion?: string;
  /** The status of the application, as its leader has set it. */
  readonly applicationStatus?: WorkloadStatus;
  /** Storage by ID, for example `data/0`. */
  readonly storage?: Readonly<Record<string, StorageFacts>>;
  /** Ports of this unit that are open: `80/tcp`, or `80/tcp (website)` where to these endpoints alone. */
  readonly openPorts?: readonly string[];
  /** Secrets that this unit can see, by URI. */
  readonly secrets?: Readonly<Record<string, SecretState>>;
  /** Where endpoints and extra bindings are reached, by name. */
  readonly networks?: Readonly<Record<string, BindingNetwork>>;
  /** Resources that were uploaded, by name: the text of the file, which `resource-get` puts down. */
  readonly resources?: Readonly<Record<string, string>>;
  /** What the model is going to have; by default this unit and those of its relations. */
  readonly goalState?: GoalState;
  /** How many units the application is going to have. @default this unit and its peers */
  readonly plannedUnits?: number;
  /** What the controller keeps for this unit (`state-set`). */
  readonly controllerState?: Readonly<Record<string, string>>;
  /** The version of Juju. @default '3.6.0' */
  readonly agentVersion?: string;
  readonly model?: ModelState;
  /** The machine's ID. @default '0' */
  readonly machineId?: string;
  /** The unit beside which this subordinate stands. @default the unit of a container relation */
  readonly principalUnit?: UnitName;
  /** Whether the application was deployed with `--trust`. @default false */
  readonly trusted?: boolean;
  /** What the engine remembers from earlier hooks; undefined before the first. */
  readonly memory?: Memory;
  /** True when the last hook failed or was killed. */
  readonly interrupted?: boolean;
}

/** A unit that has run nothing yet. */
export function freshUnit(unit: UnitName, more: Partial<UnitState> = {}): UnitState {
  return {
    unit,
    isLeader: false,
    config: {},
    leaderData: {},
    relations: {},
    privateAddress: '192.0.2.1',
    files: {},
    ...pickState(more),
  };
}

/** A relation; what is not given is empty. */
export function relationState(
  application: string,
  more: Partial<RelationState> = {},
): RelationState {
  return {
    application,
    units: {},
    applicationBag: {},
    published: {},
    publishedForApplication: {},
    ...more,
  };
}

/** A secret with one revision; it is this application's unless said otherwise. */
export function secretState(content: SecretContent, more: Partial<SecretState> = {}): SecretState {
  return { revisions: { 1: content }, owner: 'application', settings: {}, grants: [], ...more };
}

/** Names the members of a state; the compiler sees to it that none is missing. */
const MEMBERS: Readonly<Record<keyof UnitState, true>> = {
  unit: true,
  isLeader: true,
  config: true,
  leaderData: true,
  relations: true,
  privateAddress: true,
  files: true,
  status: true,
  applicationVersion: true,
  applicationStatus: true,
  storage: true,
  openPorts: true,
  secrets: true,
  networks: true,
  resources: true,
  goalState: true,
  plannedUnits: true,
  controllerState: true,
  agentVersion: true,
  model: true,
  machineId: true,
  principalUnit: true,
  trusted: true,
  memory: true,
  interrupted: true,
};

/** The state alone, where an outcome or more is given: outcomes are states with what a run did on top. */
export function pickState<Given extends Partial<UnitState>>(given: Given): Given {
  if (Object.keys(given).every((key) => Object.hasOwn(MEMBERS, key))) return given;
  const copy = { ...given };
  for (const key of Object.keys(copy)) {
    if (!Object.hasOwn(MEMBERS, key)) Reflect.deleteProperty(copy, key);
  }
  return copy;
}
