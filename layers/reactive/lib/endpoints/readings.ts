import { compareUnits } from '@reactive-charms/juju';
import type { RelationId, UnitName } from '@reactive-charms/juju';
import type { DatabagSchema, Fault } from './codec.ts';
import type { RelatedUnit } from './endpoint.ts';

// Interface packages need these words of Juju, and import nothing below the engine.
export type {
  Databag,
  DatabagChanges,
  GoalRelations,
  GoalState,
  GoalStatus,
  RelationId,
  UnitName,
} from '@reactive-charms/juju';

/** One key of a remote unit's databag that cannot be read. */
export interface Malformed extends Fault {
  readonly unit: UnitName;
  readonly relationId: RelationId;
}

/** What one remote unit publishes, as typed values. */
export interface Reading<T> {
  readonly unit: RelatedUnit;
  readonly values: Partial<T>;
}

/**
 * The databags of many units, read once, lowest relation ID first, then by application and number of
 * the unit. Rules of merging are written over it, so that the order of events never matters.
 */
export class Readings<T> {
  readonly entries: readonly Reading<T>[];
  /** Every key of every unit that cannot be read. */
  readonly problems: readonly Malformed[];

  constructor(units: readonly RelatedUnit[], schema: DatabagSchema<T>) {
    const entries: Reading<T>[] = [];
    const problems: Malformed[] = [];
    for (const unit of [...units].sort(compareRelated)) {
      const { values, faults } = schema.decode(unit.received);
      entries.push({ unit, values });
      for (const fault of faults) {
        problems.push({ unit: unit.name, relationId: unit.relationId, ...fault });
      }
    }
    this.entries = entries;
    this.problems = problems;
  }

  /** Each member from the lowest unit that has it. */
  get merged(): Partial<T> {
    let merged: Partial<T> = {};
    for (const { values } of this.entries) merged = { ...values, ...merged };
    return merged;
  }

  /** Every unit's value of a member, where there is one, in order. */
  all<K extends keyof T>(member: K): T[K][] {
    const found: T[K][] = [];
    for (const { values } of this.entries) {
      const value: T[K] | undefined = values[member];
      if (value !== undefined) found.push(value);
    }
    return found;
  }

  /**
   * The value of the lowest unit that has the member.
   * @param isBetter units whose value passes go before those whose value does not.
   */
  first<K extends keyof T>(member: K, isBetter?: (value: T[K]) => boolean): T[K] | undefined {
    const found = this.all(member);
    const best = isBetter ? found.find((value) => isBetter(value)) : undefined;
    return best ?? found[0];
  }
}

/** One sentence about a malformed key, for a log line or a `blocked` status. */
export function describeMalformed({ unit, relationId, key, reason }: Malformed): string {
  return `${unit} publishes a malformed ${tame(key, LONGEST_KEY)} in relation ${relationId}: ${tame(reason, LONGEST_REASON)}`;
}

/** Characters that a key may have in a sentence. */
const LONGEST_KEY = 80;

/** The same for a reason, which may name members of JSON. */
const LONGEST_REASON = 200;

/** Remote units make up names as they like, and a status is one line that people read. */
function tame(text: string, longest: number): string {
  const short = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return short.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?');
}

/** Addresses without gaps and repetitions: 10.0.0.9 before 10.0.0.10, names after them. */
export function sortAddresses(addresses: Iterable<string | undefined>): string[] {
  const known = new Set<string>();
  for (const address of addresses) {
    const trimmed = address?.trim();
    if (trimmed) known.add(trimmed);
  }
  return [...known].sort(compareNaturally);
}

/** Orders texts so that runs of digits count as numbers. */
export function compareNaturally(a: string, b: string): number {
  const left = a.match(/[0-9]+|[^0-9]+/g) ?? [];
  const right = b.match(/[0-9]+|[^0-9]+/g) ?? [];
  for (const [index, part] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    const order = comparePart(part, other);
    if (order !== 0) return order;
  }
  return left.length - right.length || (a < b ? -1 : Number(a > b));
}

function comparePart(a: string, b: string): number {
  const numeric = /^[0-9]/.test(a) && /^[0-9]/.test(b);
  if (numeric) return Number(a) - Number(b);
  return a < b ? -1 : Number(a > b);
}

function compareRelated(a: RelatedUnit, b: RelatedUnit): number {
  return (
    relationNumber(a.relationId) - relationNumber(b.relationId) || compareUnits(a.name, b.name)
  );
}

function relationNumber(id: RelationId): number {
  return Number(id.slice(id.lastIndexOf(':') + 1));
}
