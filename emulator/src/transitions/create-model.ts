import type { Instant, Model } from '../model.ts';
import { DEFAULT_FIDELITY } from '../model/fidelity.ts';
import { DEFAULT_MODEL_CONFIG } from '../model/model-config.ts';

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
    format: 2,
    name,
    uuid,
    agentVersion,
    seed,
    time,
    machines: {},
    applications: {},
    units: {},
    relations: {},
    secrets: {},
    storage: {},
    tasks: {},
    config: DEFAULT_MODEL_CONFIG,
    fidelity: DEFAULT_FIDELITY,
    next: { machine: 0, relation: 0, storage: 0, task: 1, container: {} },
    settings: {},
  };
}
