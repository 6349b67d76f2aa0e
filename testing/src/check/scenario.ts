import type { CharmDefinition } from '@reactive-charms/reactive/engine';
import type { CharmEvent } from '../events/on.ts';
import type { UnitState } from '../unit-state.ts';

/** A charm, the state of a unit, and what is to be run on it. */
export interface Scenario {
  readonly charm: CharmDefinition;
  readonly event: CharmEvent;
  readonly state: UnitState;
  /** The agent's version, for example `3.6.11`. */
  readonly version: string;
}

/** Finds faults of one kind: sentences that name the thing, the place and the fix. */
export type Check = (scenario: Scenario) => readonly string[];

/** A list of names for a message: `a, b and c`, or `none`. */
export function listNames(names: readonly string[]): string {
  if (names.length < 2) return names[0] ?? 'none';
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** The names in a list that stand more than once. */
export function findRepeated<Item>(items: readonly Item[]): Item[] {
  return [...new Set(items.filter((item, index) => items.indexOf(item) !== index))];
}
