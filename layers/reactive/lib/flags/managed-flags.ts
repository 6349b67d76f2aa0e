import { endpointOf } from '@reactive-charms/juju';
import type {
  Databag,
  HookContext,
  OptionDefinitions,
  OptionValue,
  RelationId,
} from '@reactive-charms/juju';
import { valueIn } from '../endpoints/databags.ts';
import { entriesOf } from '../facts/facts.ts';
import type { Facts, RelationView } from '../facts/facts.ts';
import type { FlagValues } from './flag-store.ts';
import type { Memory, RememberedRelation } from '../memory/memory.ts';

/** What the managed flags follow from. */
export interface ManagedFlagSources {
  readonly hook: HookContext;
  readonly facts: Facts;
  readonly memory: Memory;
  /** True when no hook has succeeded yet: then every option counts as changed (R115). */
  readonly isFirst: boolean;
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
    (flag) => !set.has(flag) && followsFacts(flag, sources.endpoints),
  );
  return { set: [...set], clear: stale };
}

/**
 * Drops the flags that live for one hook only, as they must not reach the next one (R116). `changed`
 * flags of endpoints are kept for the handlers that wait for them; where none does, nobody would ever
 * clear them.
 * @param watched flags that a handler or trigger of the charm waits for.
 */
export function withoutTransientFlags(flags: FlagValues, watched: ReadonlySet<string>): FlagValues {
  return Object.fromEntries(
    Object.entries(flags).filter(
      ([flag]) => !isTransient(flag) && (watched.has(flag) || !isEndpointChange(flag)),
    ),
  );
}

function isEndpointChange(flag: string): boolean {
  const [family, , kind] = flag.split('.');
  return family === 'endpoint' && kind === 'changed';
}

function isTransient(flag: string): boolean {
  return (
    flag === 'config.changed' ||
    flag === 'leadership.changed' ||
    flag === 'upgrade.charm' ||
    /^config\.(?:changed|set|default)\./.test(flag) ||
    flag.startsWith('leadership.changed.')
  );
}

/** `changed` flags of endpoints stay until their author clears them; all others follow the facts. */
function followsFacts(flag: string, endpoints: readonly string[]): boolean {
  const [family, endpoint = '', kind = ''] = flag.split('.');
  const isGone = family === 'endpoint' && !endpoints.includes(endpoint);
  return (
    isTransient(flag) ||
    isGone ||
    /^leadership\.(?:is_leader$|set\.)/.test(flag) ||
    (family === 'endpoint' && (kind === 'joined' || kind === 'departed'))
  );
}

function configFlags({ facts, memory, isFirst, options }: ManagedFlagSources): string[] {
  const changed = Object.keys(options)
    .filter((name) => isFirst || optionIn(facts.config, name) !== optionIn(memory.config, name))
    .map((name) => `config.changed.${name}`);
  return [
    ...(changed.length > 0 ? ['config.changed', ...changed] : []),
    ...standingConfigFlags(facts.config, options),
  ];
}

/** The flags that say what the options are, not whether they changed. */
export function standingConfigFlags(
  config: Facts['config'],
  options: OptionDefinitions,
): readonly string[] {
  return Object.entries(options).flatMap(([name, definition]) => {
    const value = optionIn(config, name);
    return [
      ...(value ? [`config.set.${name}`] : []),
      ...(value === definition.default ? [`config.default.${name}`] : []),
    ];
  });
}

function optionIn(config: Facts['config'], name: string): OptionValue | undefined {
  return Object.hasOwn(config, name) ? config[name] : undefined;
}

function leadershipFlags({ facts, memory }: ManagedFlagSources): string[] {
  // Nobody but the leader writes leader data, so a unit that stays leader knows every change.
  const staysLeader = facts.isLeader && Object.hasOwn(memory.flags, LEADER_FLAG);
  const changed = staysLeader ? [] : changedKeys(memory.leaderData, facts.leaderData);
  return [
    ...(facts.isLeader ? [LEADER_FLAG] : []),
    ...Object.keys(facts.leaderData).map((key) => `leadership.set.${key}`),
    ...changed.map((key) => `leadership.changed.${key}`),
    ...(changed.length > 0 ? ['leadership.changed'] : []),
  ];
}

const LEADER_FLAG = 'leadership.is_leader';

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
  const changed = keys.size > 0 || departed || hasLostUnits(name, facts, memory);
  return [
    ...(joined ? [`endpoint.${name}.joined`] : []),
    ...(departed ? [`endpoint.${name}.departed`] : []),
    ...(changed ? [`endpoint.${name}.changed`] : []),
    ...[...keys].sort().map((key) => `endpoint.${name}.changed.${key}`),
  ];
}

/** True when a remembered unit is gone, even if its departed hook was never seen. */
function hasLostUnits(name: string, facts: Facts, memory: Memory): boolean {
  return entriesOf(memory.relations)
    .filter(([id]) => endpointOf(id) === name)
    .some(([id, { units }]) => {
      const present = facts.relations[id]?.units ?? {};
      return Object.keys(units).some((unit) => !Object.hasOwn(present, unit));
    });
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
    (key) => valueIn(before, key) !== valueIn(after, key),
  );
}
