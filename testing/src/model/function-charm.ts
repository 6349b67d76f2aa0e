import { userError } from '@reactive-charms/juju';
import type { CharmArtefact } from '@reactive-charms/emulator/core';
import { sealCharm } from '@reactive-charms/reactive/engine';
import type { CharmDefinition, SealedCharm } from '@reactive-charms/reactive/engine';
import { artefactOf } from '../state/artefact.ts';
import type { ModelCharm } from './types.ts';

/** A charm that runs as functions. */
export interface FunctionCharm {
  readonly definition: CharmDefinition;
  readonly sealed: SealedCharm;
  readonly artefact: CharmArtefact;
  readonly files: NonNullable<ModelCharm['files']>;
  readonly programs: NonNullable<ModelCharm['programs']>;
  readonly instruments: NonNullable<ModelCharm['instruments']>;
}

/**
 * Makes a charm ready to run in this process.
 * @param revision of the charms of this name, which one it is.
 * @throws DiagnosticsError when it cannot: it has no definition, or programs of its own.
 */
export function functionCharm(key: string, charm: ModelCharm, revision: number): FunctionCharm {
  const { definition } = charm;
  if (definition === undefined) {
    throw userError('CHARM_NOT_IN_PROCESS', `charm "${key}" has no definition to run in-process`, {
      fix: "give its definition, or open the model with 'processes': charms in other languages run only there",
    });
  }
  const [program] = definition.executables ?? [];
  if (program !== undefined) {
    throw userError(
      'CHARM_NOT_IN_PROCESS',
      `charm "${key}" has a handler in another language, ${program}`,
      {
        fix: "open the model with 'processes'",
      },
    );
  }
  return {
    definition,
    sealed: sealCharm(definition),
    artefact: artefactOf(definition, revision),
    files: charm.files ?? {},
    programs: charm.programs ?? (() => ({})),
    instruments: charm.instruments ?? (() => []),
  };
}
