import type { CharmDefinition } from '@reactive-charms/reactive/engine';
import type { CharmEvent } from '../events/on.ts';
import type { UnitState } from '../unit-state.ts';

/** A charm, the state of a unit, and what is to be run on it. */
export interface Scenario {
  readonly charm: CharmDefinition;
  readonly event: CharmEvent;
  readonly state: UnitState;
  /** Numbers of the agent's version, for example `[3, 6, 11]`. */
  readonly version: readonly number[];
}

/** Finds faults of one kind: sentences that name the thing, the place and the fix. */
export type Check = (scenario: Scenario) => readonly string[];

/** Tells whether the agent is at least of this version. */
export function isSince({ version }: Scenario, ...wanted: readonly number[]): boolean {
  for (const [index, part] of wanted.entries()) {
    const own = version[index] ?? 0;
    if (own !== part) return own > part;
  }
  return true;
}

/** The version as people write it. */
export function printVersion({ version }: Scenario): string {
  return `Juju ${version.join('.')}`;
}

/** A list of names for a message: `a, b and c`, or `none`. */
export function listNames(names: readonly string[]): string {
  if (names.length < 2) return names[0] ?? 'none';
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** The names in a list that stand more than once. */
export function findRepeated<Item>(items: readonly Item[]): Item[] {
  return [...new Set(items.filter((item, index) => items.indexOf(item) !== index))];
}
