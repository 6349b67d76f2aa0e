import type {
  Databag,
  OptionValue,
  RelationId,
  UnitName,
  WorkloadStatus,
} from '@reactive-charms/juju';
import type { Memory } from '../lib/memory/memory.ts';

/** A relation as Juju knows it. */
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

/** Everything that a hook can see or change, as one value. */
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
    ...more,
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
