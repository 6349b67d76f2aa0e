import { hookNames } from '../../debug/hook-names.ts';
import type { Model } from '../../model.ts';
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

/** Names of hooks and actions of a unit's charm, for debug sessions. */
export function hooksOf(model: Model, unit: string): string[] {
  const charm = model.applications[applicationOf(unit)]?.charm;
  return charm === undefined ? [] : [...Object.keys(charm.actions), ...hookNames(charm.metadata)];
}

/** Names of the actions of an application, or of a unit. */
export function actionsOf(model: Model, name: string): string[] {
  return Object.keys(model.applications[applicationOf(name)]?.charm.actions ?? {});
}

/** Names of the options of an application. */
export function optionsOf(model: Model, name: string): string[] {
  return Object.keys(model.applications[name]?.charm.options ?? {});
}

/** Names of the resources of an application. */
export function resourcesOf(model: Model, name: string): string[] {
  return Object.keys(model.applications[name]?.charm.metadata.resources ?? {});
}

function applicationOf(name: string): string {
  return name.split('/')[0] ?? name;
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
