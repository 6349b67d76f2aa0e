import type { Databag, RelationId } from '@reactive-charms/juju';
import type { UnitOutcome } from '../run/run-unit.ts';
import { flagsOf } from '../state/state-of.ts';
import type { RelationState, UnitState } from '../unit-state.ts';

/** What a matcher answers, in jest's form. */
export interface MatcherResult {
  readonly pass: boolean;
  message(this: void): string;
}

/** Values by key: a text, what it looks like, or null for a key that must not be there. */
export type PublishedValues = Readonly<Record<string, string | RegExp | null>>;

/** Matchers for outcomes of runs and for states of units, to give to jest's `expect.extend`. */
export const matchers = {
  /** Holds where the flag is set after the run. */
  toHaveFlag(received: unknown, flag: string): MatcherResult {
    const flags = flagsOf(unitIn(received, 'toHaveFlag').memory);
    const pass = flags.includes(flag);
    return answer(pass, [
      `expected flag ${show(flag)} ${pass ? 'not to be set' : 'to be set'}`,
      `flags that are set: ${list(flags)}`,
      ...explainFailure(received),
    ]);
  },

  /** Holds where the unit has this workload status, with this message if one is given. */
  toHaveStatus(received: unknown, status: string, message?: string | RegExp): MatcherResult {
    const unit = unitIn(received, 'toHaveStatus');
    const there = unit.status;
    const pass =
      there?.status === status && (message === undefined || fits(there.message, message));
    const wanted = message === undefined ? status : `${status} with message ${show(message)}`;
    return answer(pass, [
      `expected the status ${pass ? 'not ' : ''}to be ${wanted}`,
      there
        ? `status of ${unit.unit}: ${there.status} with message ${show(there.message)}`
        : `${unit.unit} has no status yet`,
      ...tellHistory(received),
      ...explainFailure(received),
    ]);
  },

  /** Holds where the unit publishes these values in a relation; other keys may be there too. */
  toPublish(received: unknown, relation: RelationId, values: PublishedValues): MatcherResult {
    return publishes(unitIn(received, 'toPublish'), {
      received,
      relation,
      values,
      whose: 'the unit',
      bagOf: ({ published }) => published,
    });
  },

  /** The same for the databag that the leader writes for the application. */
  toPublishForApplication(
    received: unknown,
    relation: RelationId,
    values: PublishedValues,
  ): MatcherResult {
    return publishes(unitIn(received, 'toPublishForApplication'), {
      received,
      relation,
      values,
      whose: 'the application',
      bagOf: ({ publishedForApplication }) => publishedForApplication,
    });
  },
} as const;

/** What the matchers add to jest's. */
export interface CharmMatchers<R> {
  /** Holds where the flag is set after the run. */
  toHaveFlag(flag: string): R;
  /** Holds where the unit has this workload status, with this message if one is given. */
  toHaveStatus(status: string, message?: string | RegExp): R;
  /** Holds where the unit publishes these values in a relation; null for a key that is not there. */
  toPublish(relation: RelationId, values: PublishedValues): R;
  /** The same for the databag that the leader writes for the application. */
  toPublishForApplication(relation: RelationId, values: PublishedValues): R;
}

interface Publishing {
  readonly received: unknown;
  readonly relation: RelationId;
  readonly values: PublishedValues;
  readonly whose: string;
  readonly bagOf: (relation: RelationState) => Databag;
}

function publishes(
  unit: UnitState,
  { received, relation: id, values, whose, bagOf }: Publishing,
): MatcherResult {
  const relation = unit.relations[id];
  if (!relation) {
    return answer(false, [
      `expected ${whose} to publish in relation ${id}, which is not there`,
      `relations of ${unit.unit}: ${list(Object.keys(unit.relations))}`,
      ...explainFailure(received),
    ]);
  }
  const bag = bagOf(relation);
  const wrong = Object.entries(values).filter(([key, value]) => !holds(bag, key, value));
  const pass = wrong.length === 0;
  return answer(pass, [
    `expected ${whose} ${pass ? 'not to publish this' : 'to publish'} in relation ${id}`,
    ...(pass ? Object.entries(values) : wrong).map(
      ([key, value]) =>
        `  ${key}: ${value === null ? 'nothing' : show(value)}${pass ? '' : `, and there is ${showValue(bag, key)}`}`,
    ),
    `keys that ${whose} publishes: ${list(Object.keys(bag))}`,
    ...explainFailure(received),
  ]);
}

function holds(bag: Databag, key: string, wanted: string | RegExp | null): boolean {
  const value = Object.hasOwn(bag, key) ? bag[key] : undefined;
  if (wanted === null || value === undefined) return wanted === null && value === undefined;
  return fits(value, wanted);
}

function fits(text: string, wanted: string | RegExp): boolean {
  return typeof wanted === 'string' ? text === wanted : text.search(wanted) !== -1;
}

function tellHistory(received: unknown): string[] {
  if (!isOutcome(received) || received.statusHistory.length < 2) return [];
  const shown = received.statusHistory.map(({ status, message }) => `${status} ${show(message)}`);
  return [`statuses in this run: ${shown.join(', then ')}`];
}

/** The usual reason why nothing is as a test expects. */
function explainFailure(received: unknown): string[] {
  if (!isOutcome(received) || received.error === undefined) return [];
  return [`the run failed: ${received.error.message}`];
}

function isOutcome(value: unknown): value is UnitOutcome {
  return isUnit(value) && 'statusHistory' in value && Array.isArray(value.statusHistory);
}

function isUnit(value: unknown): value is UnitState {
  return typeof value === 'object' && value !== null && 'unit' in value && 'relations' in value;
}

/** @throws Error when it is none: a matcher of jest may throw what a `not` must not turn round. */
function unitIn(received: unknown, matcher: string): UnitState {
  if (isUnit(received)) return received;
  const found = received instanceof Promise ? 'a promise; await it first' : typeof received;
  throw new Error(
    `${matcher} is for what runHook and runAction answer, or for the state of a unit; this is ${found}`,
  );
}

function answer(pass: boolean, lines: readonly string[]): MatcherResult {
  return { pass, message: () => lines.join('\n') };
}

function show(text: string | RegExp): string {
  return typeof text === 'string' ? JSON.stringify(text) : String(text);
}

function showValue(bag: Databag, key: string): string {
  const value = Object.hasOwn(bag, key) ? bag[key] : undefined;
  return value === undefined ? 'no such key' : show(value);
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ');
}
