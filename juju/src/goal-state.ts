import type { UnitName } from './names.ts';

/** How a unit or an application is that the model has, or is going to have. */
export interface GoalStatus {
  /**
   * Of a unit its workload status, `allocating` before it has one, `dying` when it goes. Of an
   * application how far the relation with it is: `joining`, `joined`, `dying` and others.
   */
  readonly status: string;
  /** Since when, for example `2006-01-02 15:04:05Z`; absent where Juju does not say. */
  readonly since?: string;
}

/** Who is on the other side of an endpoint, or is going to be. */
export interface GoalRelations {
  /** By name. */
  readonly applications: Readonly<Record<string, GoalStatus>>;
  readonly units: Readonly<Record<UnitName, GoalStatus>>;
}

/**
 * What a model is going to have, as `goal-state` tells a unit. Units and applications are in it before
 * this unit hears of them by a hook. Source: contract juju.md section 2.2 and row C95.
 */
export interface GoalState {
  /** The units of the own application, this one among them. */
  readonly units: Readonly<Record<UnitName, GoalStatus>>;
  /** By endpoint of this charm; endpoints without a relation are absent, and so are those of peers. */
  readonly relations: Readonly<Record<string, GoalRelations>>;
}
