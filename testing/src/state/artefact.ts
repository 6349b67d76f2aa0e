import type { Application, CharmArtefact, StatusRecord } from '@reactive-charms/emulator/core';
import type { CharmDefinition } from '@reactive-charms/reactive/engine';

/** What of a definition a model holds. */
export type CharmFacts = Pick<CharmDefinition, 'metadata' | 'options' | 'actions'>;

/** A charm that has no archive. @param revision of the charms of its name, which one it is. */
export function artefactOf(facts: CharmFacts, revision = 0): CharmArtefact {
  const { metadata, options, actions } = facts;
  const called = `${metadata.name}-${revision}`;
  return {
    name: metadata.name,
    url: `local:${called}`,
    revision,
    path: `charms/${called}.charm`,
    sha256: called,
    metadata,
    options,
    actions,
    bases: [],
  };
}

/** An application as it is right after its deployment. */
export function freshApplication(facts: CharmFacts, name: string, since: string): Application {
  return {
    name,
    life: 'alive',
    charm: artefactOf(facts),
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
