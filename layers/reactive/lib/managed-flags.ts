import { endpointOf } from '@reactive-charms/juju';
import type { Databag, HookContext, OptionDefinitions, RelationId } from '@reactive-charms/juju';
import { entriesOf } from './facts.ts';
import type { Facts, RelationView } from './facts.ts';
import type { FlagValues } from './flags.ts';
import type { Memory, RememberedRelation } from './memory.ts';

/** What the managed flags follow from. */
export interface ManagedFlagSources {
  readonly hook: HookContext;
  readonly facts: Facts;
  readonly memory: Memory;
  readonly options: OptionDefinitions;
  /** Names of the charm's endpoints. */
  readonly endpoints: readonly string[];
}

/** What the engine does to its flags before the first handler runs. */
export interface ManagedFlagChanges {
  readonly set: readonly string[];
  readonly clear: readonly string[];
}

/**
 * Computes the engine's own flags from what Juju says and what the unit remembers.
 * Source: contract reactive.md sections 4.3 and 6, without the defects marked there: removed keys,
 * departures and application data count as changes too (R88 to R94).
 */
export function manageFlags(sources: ManagedFlagSources): ManagedFlagChanges {
  const wanted = [
    ...configFlags(sources),
    ...leadershipFlags(sources),
    ...upgradeFlags(sources),
    ...sources.endpoints.flatMap((name) => endpointFlags(name, sources)),
  ];
  const set = new Set(wanted);
  const stale = Object.keys(sources.memory.flags).filter(
    (flag) => !set.has(flag) && followsFacts(flag),
  );
  return { set: [...set], clear: stale };
}

/**
 * Drops the flags that live for one hook only, as they must not reach the next one (R116).
 */
export function withoutTransientFlags(flags: FlagValues): FlagValues {
  return Object.fromEntries(Object.entries(flags).filter(([flag]) => !isTransient(flag)));
}

function isTransient(flag: string): boolean {
  return (
    flag === 'config.changed' ||
    flag === 'leadership.changed' ||
    flag === 'upgrade.charm' ||
    /^config\.(?:changed|set|default)\./.test(flag) ||
    /^leadership\.changed\./.test(flag)
  );
}

/** `changed` flags of endpoints stay until their author clears them; all others follow the facts. */
function followsFacts(flag: string): boolean {
  return (
    isTransient(flag) ||
    /^leadership\.(?:is_leader$|set\.)/.test(flag) ||
    /^endpoint\.[^.]+\.(?:joined|departed)$/.test(flag)
  );
}

function configFlags({ facts, memory, options }: ManagedFlagSources): string[] {
  const flags = Object.entries(options).flatMap(([name, definition]) => {
    const value = facts.config[name];
    return [
      ...(value === memory.config[name] ? [] : [`config.changed.${name}`]),
      ...(value ? [`config.set.${name}`] : []),
      ...(value === definition.default ? [`config.default.${name}`] : []),
    ];
  });
  const changed = flags.some((flag) => flag.startsWith('config.changed.'));
  return changed ? ['config.changed', ...flags] : flags;
}

function leadershipFlags({ facts, memory }: ManagedFlagSources): string[] {
  const changed = changedKeys(memory.leaderData, facts.leaderData);
  return [
    ...(facts.isLeader ? ['leadership.is_leader'] : []),
    ...Object.keys(facts.leaderData).map((key) => `leadership.set.${key}`),
    ...changed.map((key) => `leadership.changed.${key}`),
    ...(changed.length > 0 ? ['leadership.changed'] : []),
  ];
}

function upgradeFlags({ hook }: ManagedFlagSources): string[] {
  return hook.run.kind === 'lifecycle' && hook.run.hook === 'upgrade-charm'
    ? ['upgrade.charm']
    : [];
}

function endpointFlags(name: string, { facts, memory }: ManagedFlagSources): string[] {
  const relations = entriesOf(facts.relations).filter(([id]) => endpointOf(id) === name);
  const joined = relations.some(([, { units }]) => Object.keys(units).length > 0);
  const departed = (facts.departed[name] ?? []).length > 0;
  const keys = new Set(
    relations.flatMap(([id, view]) => changedRelationKeys(id, view, memory.relations)),
  );
  const changed = keys.size > 0 || departed;
  return [
    ...(joined ? [`endpoint.${name}.joined`] : []),
    ...(departed ? [`endpoint.${name}.departed`] : []),
    ...(changed ? [`endpoint.${name}.changed`] : []),
    ...[...keys].sort().map((key) => `endpoint.${name}.changed.${key}`),
  ];
}

/** Keys that differ in a bag of a present unit or of the application; a new unit's keys all do. */
function changedRelationKeys(
  id: RelationId,
  view: RelationView,
  remembered: Readonly<Record<RelationId, RememberedRelation>>,
): string[] {
  const before = remembered[id];
  const unitBags = new Map(Object.entries(before?.units ?? {}));
  return [
    ...Object.entries(view.units).flatMap(([unit, bag]) =>
      changedKeys(unitBags.get(unit) ?? {}, bag),
    ),
    ...changedKeys(before?.applicationBag ?? {}, view.applicationBag),
  ];
}

function changedKeys(before: Databag, after: Databag): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (key) => before[key] !== after[key],
  );
}
