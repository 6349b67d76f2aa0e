import type {
  Application,
  CharmArtefact,
  StatusRecord,
  UniterState,
} from '@reactive-charms/emulator/core';
import type { CharmDefinition } from '@reactive-charms/reactive/engine';

/** What of a definition a model holds. */
export type CharmFacts = Pick<CharmDefinition, 'metadata' | 'options' | 'actions'>;

/** An agent that has done nothing yet. */
export const FRESH_UNITER: UniterState = {
  installed: false,
  started: false,
  stopped: false,
  removed: false,
  statusSet: false,
  leader: false,
  updateStatusRequested: false,
  boots: 0,
  storage: [],
  secrets: {},
  secretsAnnounced: [],
  hooksRun: 0,
  relations: {},
};

/** An application as it is right after its deployment. */
export function artefactOf(facts: CharmFacts, name: string, since: string): Application {
  const { metadata, options, actions } = facts;
  const charm: CharmArtefact = {
    name: metadata.name,
    url: `local:${metadata.name}-0`,
    revision: 0,
    path: '',
    sha256: '',
    metadata,
    options,
    actions,
    bases: [],
  };
  return {
    name,
    life: 'alive',
    charm,
    charmModifiedVersion: 0,
    charmForced: false,
    config: {},
    configVersion: 0,
    trusted: false,
    exposed: false,
    resources: {},
    storage: {},
    leaderSettings: {},
    leaderSettingsVersion: 0,
    nextUnit: 0,
    since,
  };
}

/** A status without a message. */
export function statusRecord<Name extends string>(status: Name, since: string): StatusRecord<Name> {
  return { status, message: '', since };
}
