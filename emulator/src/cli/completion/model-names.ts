import { debugNames } from '../../debug/hook-names.ts';
import { readerOf } from '../../large-record.ts';
import type { CharmArtefact, Model } from '../../model.ts';
import { compareNatural } from '../natural-order.ts';

/** Kinds of names that stand in command lines. */
export type NameKind =
  | 'application'
  | 'unit'
  | 'leader'
  | 'machine'
  | 'endpoint'
  | 'storage'
  | 'secret'
  | 'task'
  | 'operation'
  | 'setting'
  | 'remote-path';

/** The names of a kind in a model, in natural order. */
export function namesOf(model: Model, kind: NameKind): string[] {
  return [...new Set(unsortedNames(model, kind))].sort(compareNatural);
}

/** What somebody may debug of a unit's charm. */
export function debuggedOf(model: Model, unit: string): string[] {
  const charm = charmOf(model, unit);
  if (charm === undefined) return [];
  const { actions, hooks } = debugNames(charm);
  return [...actions, ...hooks];
}

/** Names of the actions of an application, or of a unit. */
export function actionsOf(model: Model, name: string): string[] {
  return Object.keys(charmOf(model, name)?.actions ?? {});
}

/** Names of the options of an application. */
export function optionsOf(model: Model, name: string): string[] {
  return Object.keys(charmOf(model, name)?.options ?? {});
}

/** Names of the resources of an application. */
export function resourcesOf(model: Model, name: string): string[] {
  return Object.keys(charmOf(model, name)?.metadata.resources ?? {});
}

/** The charm of an application, or of a unit, which may also be `mysql/leader`. */
function charmOf(model: Model, name: string): CharmArtefact | undefined {
  return readerOf(model.applications)(name.split('/')[0] ?? name)?.charm;
}

function unsortedNames(model: Model, kind: NameKind): string[] {
  const applications = Object.values(model.applications);
  switch (kind) {
    case 'application':
      return Object.keys(model.applications);
    case 'unit':
      return Object.keys(model.units);
    case 'leader':
      return applications.filter(({ leader }) => leader).map(({ name }) => `${name}/leader`);
    case 'machine':
      return Object.keys(model.machines);
    case 'endpoint':
      return applications.flatMap(({ name, charm }) =>
        Object.keys(charm.metadata.endpoints).map((endpoint) => `${name}:${endpoint}`),
      );
    case 'storage':
      return Object.keys(model.storage);
    case 'secret':
      return Object.keys(model.secrets);
    case 'task':
      return Object.keys(model.tasks);
    case 'operation':
      return Object.values(model.tasks).map(({ operation }) => operation);
    case 'setting':
      return Object.keys(model.config);
    case 'remote-path':
      return Object.keys(model.units).map((unit) => `${unit}:`);
  }
}
