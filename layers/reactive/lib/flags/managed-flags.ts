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
import { storageOf } from '../facts/storage.ts';
import type { FlagValues } from './flag-store.ts';
import type { Memory, RememberedRelation } from '../memory/memory.ts';
import { changedBags, hasUnits, NO_UNITS } from '../memory/unit-bags.ts';
import { BY_ENGINE } from '../record/origins.ts';

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
 * Computes the engine's own flags from what Juju says and what the unit remembers. Only what this hook
 * announces is looked at: what nobody announced has not changed, and its flags are as they were.
 * An action tells of no change, so that the next hook does.
 * Source: contract reactive.md sections 4.3 and 6, without the defects marked there: removed keys,
 * departures and application data count as changes too (R88 to R94).
 */
export function manageFlags(sources: ManagedFlagSources): ManagedFlagChanges {
  const { hook, memory, endpoints } = sources;
  const relations = groupByEndpoint(sources.facts.relations);
  const found = [
    ...configFlags(sources),
    ...leadershipFlags(sources),
    ...runFlags(hook),
    ...storageFlags(sources),
    ...endpoints.flatMap((name) => endpointFlags(name, sources, relations.get(name) ?? [])),
  ];
  const wanted = new Set(
    hook.run.kind === 'action' ? found.filter((flag) => !tellsOfChange(flag)) : found,
  );
  const stale = Object.keys(memory.flags).filter(
    (flag) => !wanted.has(flag) && (followsFacts(flag, endpoints) || endsNow(flag, hook)),
  );
  return { set: [...wanted], clear: stale };
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

/**
 * The flags that follow when the leader shares something: it gets no hook for that, so it hears of it
 * at once, and what waits for the flags runs in the next round.
 * Source: contract reactive.md section 6.4.
 */
export function sharedDataFlags(before: Databag, after: Databag): ManagedFlagChanges {
  const changed = changedKeys(before, after);
  const gone = changed.filter((key) => !Object.hasOwn(after, key));
  const kept = changed.filter((key) => Object.hasOwn(after, key));
  return {
    set: [...kept.map((key) => `leadership.set.${key}`), ...leadershipChanges(changed)],
    clear: gone.map((key) => `leadership.set.${key}`),
  };
}

function isEndpointChange(flag: string): boolean {
  const [family, , kind] = flag.split('.');
  return family === 'endpoint' && kind === 'changed';
}

// These run over every flag of a unit in every hook, and comparing words is cheaper than any pattern.

/** Flags of one hook: those that tell of a change, and those of options, which are found anew. */
function isTransient(flag: string): boolean {
  const [family = '', kind = '', ...rest] = flag.split('.');
  switch (family) {
    case 'config':
      return kind === 'changed' || isStandingOption(kind, rest);
    case 'leadership':
      return kind === 'changed';
    case 'secret':
      return SECRET_EVENTS.includes(kind);
    case 'storage':
      return rest.length === 1 && rest[0] === 'detaching';
    case 'upgrade':
      return flag === 'upgrade.charm';
    default:
      return false;
  }
}

const SECRET_EVENTS: readonly string[] = ['changed', 'rotate', 'expired', 'remove'];

function isStandingOption(kind: string, rest: readonly string[]): boolean {
  return (kind === 'set' || kind === 'default') && rest.length > 0;
}

function tellsOfChange(flag: string): boolean {
  const [family, kind = '', ...rest] = flag.split('.');
  if (family === 'endpoint') return rest[0] === 'changed' || rest[0] === 'departed';
  return isTransient(flag) && !(family === 'config' && isStandingOption(kind, rest));
}

/** `changed` flags of endpoints stay until their author clears them; all others follow the facts. */
function followsFacts(flag: string, endpoints: readonly string[]): boolean {
  const [family = '', second = '', third = '', ...rest] = flag.split('.');
  switch (family) {
    case 'endpoint':
      return third === 'joined' || third === 'departed' || !endpoints.includes(second);
    case 'leadership':
      return second === 'changed' || flag === LEADER_FLAG || (second === 'set' && third !== '');
    case 'storage':
      return rest.length === 0 && (third === 'attached' || third === 'detaching');
    default:
      return isTransient(flag);
  }
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

const LEADER_FLAG = 'leadership.is_leader';

function leadershipFlags({ facts, memory }: ManagedFlagSources): string[] {
  // Nobody but the leader writes leader data, so a unit that stays leader knows every change.
  const staysLeader = facts.isLeader && Object.hasOwn(memory.flags, LEADER_FLAG);
  const changed = staysLeader ? [] : changedKeys(memory.leaderData, facts.leaderData);
  return [
    ...(facts.isLeader ? [LEADER_FLAG] : []),
    ...Object.keys(facts.leaderData).map((key) => `leadership.set.${key}`),
    ...leadershipChanges(changed),
  ];
}

function leadershipChanges(keys: readonly string[]): string[] {
  return keys.length === 0
    ? []
    : ['leadership.changed', ...keys.map((key) => `leadership.changed.${key}`)];
}

const SERIES_UPGRADE_FLAG = 'upgrade.series.in-progress';

/** Flags that say what the hook is about, beyond relations and storage. */
function runFlags({ run }: HookContext): string[] {
  if (run.kind === 'secret') {
    const family = run.hook.replace('-', '.');
    return [family, `${family}.${run.label ?? idOf(run.secretId)}`];
  }
  if (run.kind !== 'lifecycle') return [];
  if (run.hook === 'upgrade-charm') return ['upgrade.charm'];
  return run.hook === 'pre-series-upgrade' ? [SERIES_UPGRADE_FLAG] : [];
}

/** A series upgrade is over when the hook after it begins (R120). */
function endsNow(flag: string, { run }: HookContext): boolean {
  const isAfter = run.kind === 'lifecycle' && run.hook === 'post-series-upgrade';
  return isAfter && flag === SERIES_UPGRADE_FLAG;
}

/** The ID within a secret's URI, which may name the model too. */
function idOf(uri: string): string {
  return uri.slice(Math.max(uri.lastIndexOf('/'), uri.lastIndexOf(':')) + 1);
}

function storageFlags({ hook, facts }: ManagedFlagSources): string[] {
  const { run } = hook;
  const isDetaching = run.kind === 'storage' && run.hook.endsWith('-storage-detaching');
  return [
    ...Object.keys(facts.storage).map((id) => `storage.${storageOf(id)}.attached`),
    ...(isDetaching ? [`storage.${storageOf(run.storageId)}.detaching`] : []),
  ];
}

type Views = readonly (readonly [RelationId, RelationView])[];

function groupByEndpoint(relations: Facts['relations']): ReadonlyMap<string, Views> {
  const groups = new Map<string, (readonly [RelationId, RelationView])[]>();
  for (const [id, view] of entriesOf(relations)) {
    const name = endpointOf(id);
    const group = groups.get(name);
    if (group) group.push([id, view]);
    else groups.set(name, [[id, view]]);
  }
  return groups;
}

function endpointFlags(name: string, sources: ManagedFlagSources, views: Views): string[] {
  const { facts, memory } = sources;
  const joined = `endpoint.${name}.joined`;
  const isAnnounced = facts.announced === 'everything' || facts.announced.has(name);
  if (!isAnnounced) return isStillSet(joined, memory) || isJoined(views) ? [joined] : [];
  const departed = (facts.departed[name] ?? []).length > 0;
  const keys = new Set(views.flatMap(([id, view]) => changedRelationKeys(id, view, memory)));
  const changed = keys.size > 0 || departed || hasLostUnits(name, facts, memory);
  return [
    ...(isJoined(views) ? [joined] : []),
    ...(departed ? [`endpoint.${name}.departed`] : []),
    ...(changed ? [`endpoint.${name}.changed`] : []),
    ...[...keys].sort().map((key) => `endpoint.${name}.changed.${key}`),
  ];
}

/** A flag that the engine set is right as long as nothing is announced; one set by others may not be. */
function isStillSet(flag: string, { flags, origins }: Memory): boolean {
  return Object.hasOwn(flags, flag) && origins[flag]?.by === BY_ENGINE;
}

function isJoined(views: Views): boolean {
  return views.some(([, { units }]) => hasUnits(units));
}

/** True when a remembered unit is gone, even if its departed hook was never seen. */
function hasLostUnits(name: string, facts: Facts, memory: Memory): boolean {
  return entriesOf(memory.relations)
    .filter(([id]) => endpointOf(id) === name)
    .some(([id, { units }]) =>
      changedBags(units, facts.relations[id]?.units ?? NO_UNITS).some(
        ({ after }) => after === undefined,
      ),
    );
}

/** Keys that differ in a bag of a present unit or of the application; a new unit's keys all do. */
function changedRelationKeys(id: RelationId, view: RelationView, memory: Memory): string[] {
  const known: RememberedRelation | undefined = memory.relations[id];
  const units = changedBags(known?.units ?? NO_UNITS, view.units).flatMap(({ before, after }) =>
    after === undefined ? [] : changedKeys(before ?? {}, after),
  );
  return [...units, ...changedKeys(known?.applicationBag ?? {}, view.applicationBag)];
}

/** What was not read anew is the very object that is remembered. */
function changedKeys(before: Databag, after: Databag): string[] {
  if (before === after) return [];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (key) => valueIn(before, key) !== valueIn(after, key),
  );
}
