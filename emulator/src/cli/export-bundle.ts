import { join, relative } from 'node:path';
import type { Base } from '@reactive-charms/juju';
import type { Application, Machine, Model } from '../model.ts';
import { effectiveConfig } from '../transitions/config.ts';
import { unitsInOrder } from './deploy/change.ts';
import { sortedEntries } from './natural-order.ts';

/** How to write a model as a bundle. */
export interface ExportOptions {
  /** The folder of the model, as an absolute path: charms and resources are named in it. */
  readonly directory: string;
  /** The folder of the bundle, from which paths in it start. */
  readonly from: string;
  /** Whether options are written that are as the charm has them. */
  readonly withDefaults: boolean;
}

/**
 * Writes a model as a bundle that deploys the same: what `juju export-bundle` prints, but for charms
 * and resources, which are files of this host.
 */
export function exportBundle(model: Model, options: ExportOptions): Record<string, unknown> {
  const machines = usedMachines(model);
  const base = commonBase(machines);
  const applications = sortedEntries(model.applications)
    .filter(([, { life }]) => life === 'alive')
    .map(([name, application]) => [name, describeApplication(model, application, options)]);
  const relations = exportRelations(model);
  return {
    ...(base === undefined ? {} : { 'default-base': base }),
    applications: Object.fromEntries(applications),
    ...(machines.length === 0
      ? {}
      : { machines: Object.fromEntries(machines.map((it) => [it.id, describeMachine(it, base)])) }),
    ...(relations.length === 0 ? {} : { relations }),
  };
}

function describeApplication(
  model: Model,
  application: Application,
  options: ExportOptions,
): Record<string, unknown> {
  const { name, charm } = application;
  const units = unitsInOrder(model, name);
  const to = units.map((unit) => placementOf(model.units[unit]?.machine ?? 'new'));
  const config = options.withDefaults ? effectiveConfig(application) : changedConfig(application);
  const resources = Object.values(application.resources).map(({ name: resource, path }) => [
    resource,
    shownPath(path, options),
  ]);
  const storage = Object.entries(application.storage).map(([storageName, { count, size }]) => [
    storageName,
    `${count},${size}M`,
  ]);
  const placed = charm.metadata.subordinate ? {} : { num_units: units.length, ...some({ to }) };
  return {
    charm: shownPath(charm.path, options),
    ...placed,
    ...(application.exposed ? { expose: true } : {}),
    ...some({
      options: Object.fromEntries(sortedEntries(config)),
      resources: Object.fromEntries(resources),
      storage: Object.fromEntries(storage),
    }),
    ...(application.trusted ? { trust: true } : {}),
  };
}

/** Only the fields that hold something. */
function some(fields: Readonly<Record<string, object>>): Record<string, object> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => Object.keys(value).length > 0),
  );
}

function changedConfig({ config, charm }: Application): Application['config'] {
  const changed = Object.entries(config).filter(
    ([name, value]) => charm.options[name]?.default !== value,
  );
  return Object.fromEntries(changed);
}

/** `0`, or for the container `0/lxd/1` of machine 0: `lxd:0`. */
function placementOf(machine: string): string {
  const [host = '', type] = machine.split('/');
  return type === undefined ? host : `${type}:${host}`;
}

function usedMachines(model: Model): Machine[] {
  const hosts = new Set(
    Object.values(model.units).map(({ machine }) => machine.split('/')[0] ?? ''),
  );
  return sortedEntries(model.machines)
    .filter(([id]) => hosts.has(id))
    .map(([, machine]) => machine);
}

/** The base of most machines: the others name theirs. */
function commonBase(machines: readonly Machine[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { base } of machines)
    counts.set(baseText(base), (counts.get(baseText(base)) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}

function describeMachine({ base }: Machine, common: string | undefined): Record<string, string> {
  return baseText(base) === common ? {} : { base: baseText(base) };
}

function baseText({ name, channel }: Base): string {
  return `${name}@${channel.includes('/') ? channel : `${channel}/stable`}`;
}

function exportRelations(model: Model): string[][] {
  return sortedEntries(model.relations)
    .filter(([, { life, ends }]) => life === 'alive' && ends.length > 1)
    .map(([, { ends }]) => ends.map(({ application, endpoint }) => `${application}:${endpoint}`));
}

function shownPath(path: string, { directory, from }: ExportOptions): string {
  const absolute = join(directory, path);
  const shown = relative(from, absolute);
  return shown.startsWith('..') ? absolute : `./${shown}`;
}
