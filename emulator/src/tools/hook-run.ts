import type { Databag, DatabagChanges, OptionValue, UnitName } from '@reactive-charms/juju';
import type {
  Application,
  Hook,
  Model,
  PortRange,
  Relation,
  StatusRecord,
  Unit,
} from '../model.ts';
import {
  compareText,
  progressOf,
  relationsOf,
  sortedUnits,
  viewRelation,
} from '../relation-view.ts';
import type { RelationView } from '../relation-view.ts';
import { NO_SECRET_WRITES } from './secret-writes.ts';
import type { SecretWrites } from './secret-writes.ts';

/** What an agent runs the charm for. */
export type Purpose =
  | { readonly kind: 'hook'; readonly hook: Hook }
  | { readonly kind: 'action'; readonly action: ActionRun }
  | { readonly kind: 'commands' };

/** An action with its parameters, and what the charm has said about it so far. */
export interface ActionRun {
  readonly name: string;
  readonly id: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly results: Readonly<Record<string, unknown>>;
  readonly failed: boolean;
  readonly message: string;
  readonly progress: readonly string[];
}

/** The relation that a run is about. */
export interface RunRelation {
  readonly number: number;
  readonly remoteUnit?: UnitName;
  readonly remoteApplication?: string;
}

/** Changes to the two databags that a unit may write in one relation. */
export interface RelationWrites {
  readonly unit: DatabagChanges;
  readonly application: DatabagChanges;
}

/** What takes effect only if the run succeeds. */
export interface PendingWrites {
  readonly relations: Readonly<Record<string, RelationWrites>>;
  readonly opened: readonly PortRange[];
  readonly closed: readonly PortRange[];
  /** The unit's whole state as it will be; absent while nothing is written. */
  readonly state?: Databag;
  /** How many pieces of each storage are to be added. */
  readonly storage: Readonly<Record<string, number>>;
  readonly secrets: SecretWrites;
  /**
   * What `juju-reboot` asked for: a restart of the machine if the run succeeds, or at once, which
   * ends the program and leaves its hook due (C117).
   */
  readonly reboot?: 'after' | 'now';
}

/** What was read and must read the same for the rest of the run, or longer (C46, C77). */
export interface RunCache {
  readonly config?: Readonly<Record<string, OptionValue>>;
  /**
   * By relation number, then by unit or application. Filled in place, for a run may read thousands
   * and a reading never counts as a write.
   */
  readonly bags: Map<number, Map<string, Databag>>;
  readonly leaderSettings?: Databag;
  readonly status?: StatusRecord<string>;
  /** A "no" from is-leader sticks for the rest of the run. */
  readonly notLeader?: boolean;
}

/**
 * One run of a charm as its hook tools see it: the model, what was read, what is to be written. It is
 * a value; each tool call answers the next one.
 */
export interface HookRun {
  readonly model: Model;
  readonly unit: UnitName;
  readonly purpose: Purpose;
  readonly relation?: RunRelation;
  readonly writes: PendingWrites;
  readonly cache: RunCache;
}

/** Starts a run with nothing read and nothing written. */
export function startRun(
  start: Pick<HookRun, 'model' | 'unit' | 'purpose'> & { readonly relation?: RunRelation },
): HookRun {
  const { purpose } = start;
  const relation =
    purpose.kind === 'hook' && purpose.hook.kind === 'relation'
      ? {
          number: purpose.hook.relation,
          remoteApplication: purpose.hook.remoteApplication,
          ...(purpose.hook.remoteUnit === undefined ? {} : { remoteUnit: purpose.hook.remoteUnit }),
        }
      : start.relation;
  return {
    ...start,
    ...(relation ? { relation } : {}),
    writes: { relations: {}, opened: [], closed: [], storage: {}, secrets: NO_SECRET_WRITES },
    cache: { bags: new Map() },
  };
}

/** The unit that runs. */
export function unitOf(run: HookRun): Unit {
  const unit = run.model.units[run.unit];
  if (!unit) throw new Error(`unit ${run.unit} is gone`);
  return unit;
}

/** The application of the unit that runs. */
export function ownApplication(run: HookRun): Application {
  const application = run.model.applications[unitOf(run).application];
  if (!application) throw new Error(`the application of ${run.unit} is gone`);
  return application;
}

/** Whether the unit that runs leads its application. */
export function leads(run: HookRun): boolean {
  return run.cache.notLeader !== true && ownApplication(run).leader === run.unit;
}

/** The relations that the unit that runs has entered. */
export function enteredRelations(run: HookRun): RelationView[] {
  return relationsOf(run.model, unitOf(run)).filter(({ relation }) => {
    const member = relation.units[run.unit];
    return member !== undefined && member.presence !== 'left';
  });
}

/** One of the relations that the unit has entered; undefined when it has not. */
export function findEntered(run: HookRun, number: number): RelationView | undefined {
  const relation = run.model.relations[number];
  const member = relation?.units[run.unit];
  if (!relation || !member || member.presence === 'left') return undefined;
  return viewRelation(run.model, unitOf(run), relation);
}

/** Whether the run is the last hook of a relation. */
export function isBroken(run: HookRun, relation: Relation): boolean {
  const { purpose } = run;
  return (
    purpose.kind === 'hook' &&
    purpose.hook.kind === 'relation' &&
    purpose.hook.event === 'broken' &&
    purpose.hook.relation === relation.number
  );
}

/**
 * The members that the charm knows: units whose joined hook was run, with the one that joins now and
 * without the one that departs now, text-sorted. Source: contract juju.md section 3, point 5.
 */
export function knownMembers(run: HookRun, number: number): readonly UnitName[] {
  const names = sortedUnits(progressOf(unitOf(run), number).members);
  const hook = run.purpose.kind === 'hook' ? run.purpose.hook : undefined;
  if (hook?.kind !== 'relation' || hook.relation !== number) return names;
  const { event, remoteUnit } = hook;
  if (remoteUnit === undefined) return names;
  if (event === 'departed') return names.filter((name) => name !== remoteUnit);
  if (event !== 'joined' || names.includes(remoteUnit)) return names;
  return [...names, remoteUnit].sort(compareText);
}

/** A run with some of its cache changed. */
export function withCache(run: HookRun, cache: Partial<RunCache>): HookRun {
  return { ...run, cache: { ...run.cache, ...cache } };
}

/** A run with some of its pending writes changed. */
export function withWrites(run: HookRun, writes: Partial<PendingWrites>): HookRun {
  return { ...run, writes: { ...run.writes, ...writes } };
}

/** A databag after changes; an empty text or null removes a key (C29). */
export function applyChanges(bag: Databag, changes: DatabagChanges): Record<string, string> {
  const next = new Map(Object.entries(bag));
  for (const [key, value] of Object.entries(changes)) {
    if (value === null || value === '') next.delete(key);
    else next.set(key, value);
  }
  return Object.fromEntries(next);
}

/** Whether two databags, or the like, hold the same. */
export function sameTexts(a: Databag, b: Databag): boolean {
  const [left, right] = [Object.keys(a), Object.keys(b)];
  return left.length === right.length && left.every((key) => a[key] === b[key]);
}

/** The value of a key; null when there is none, also for keys such as `constructor`. */
export function valueIn<Value>(record: Readonly<Record<string, Value>>, key: string): Value | null {
  return Object.hasOwn(record, key) ? (record[key] ?? null) : null;
}
