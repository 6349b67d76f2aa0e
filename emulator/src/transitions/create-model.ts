import type { Instant, Model } from '../model.ts';

/** What a new model starts with. */
export interface NewModel {
  readonly name: string;
  readonly uuid: string;
  /** For example `3.6.11`. */
  readonly agentVersion: string;
  readonly seed: number;
  readonly time: Instant;
}

/** Makes an empty model. */
export function createModel({ name, uuid, agentVersion, seed, time }: NewModel): Model {
  return {
    format: 1,
    name,
    uuid,
    agentVersion,
    seed,
    time,
    machines: {},
    applications: {},
    units: {},
    relations: {},
    next: { machine: 0, relation: 0, container: {} },
    settings: {},
  };
}
