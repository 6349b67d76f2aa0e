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
    for (const unit of inOrder(units)) {
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

/** Lists of units in the order of reading, for an endpoint reads the same list several times. */
const orders = new WeakMap<readonly RelatedUnit[], readonly RelatedUnit[]>();

function inOrder(units: readonly RelatedUnit[]): readonly RelatedUnit[] {
  const known = orders.get(units);
  // A list that has grown meanwhile is another list.
  if (known?.length === units.length) return known;
  const ordered = [...units].sort(compareRelated);
  orders.set(units, ordered);
  return ordered;
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
  return [...known]
    .map((address) => ({ address, parts: partsOf(address) }))
    .sort((a, b) => compareParts(a.parts, b.parts) || compareTexts(a.address, b.address))
    .map(({ address }) => address);
}

/** Orders texts so that runs of digits count as numbers. */
export function compareNaturally(a: string, b: string): number {
  return compareParts(partsOf(a), partsOf(b)) || compareTexts(a, b);
}

/** The runs of digits of a text, as numbers, and what stands between them. */
function partsOf(text: string): readonly (string | number)[] {
  const parts = text.match(/[0-9]+|[^0-9]+/g) ?? [];
  return parts.map((part) => (/^[0-9]/.test(part) ? Number(part) : part));
}

function compareParts(
  left: readonly (string | number)[],
  right: readonly (string | number)[],
): number {
  for (let index = 0; index < left.length; index += 1) {
    const [part, other] = [left[index], right[index]];
    if (part === undefined || other === undefined) return 1;
    const bothNumbers = typeof part === 'number' && typeof other === 'number';
    const order = bothNumbers ? part - other : compareTexts(String(part), String(other));
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function compareRelated(a: RelatedUnit, b: RelatedUnit): number {
  const isSame = a.relationId === b.relationId;
  const order = isSame ? 0 : relationNumber(a.relationId) - relationNumber(b.relationId);
  return order || compareUnits(a.name, b.name);
}

function relationNumber(id: RelationId): number {
  return Number(id.slice(id.lastIndexOf(':') + 1));
}
