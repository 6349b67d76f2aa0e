import { applicationOf, compareUnits, isUnitName } from '@reactive-charms/juju';
import type { Databag, DatabagChanges, RelationId, UnitName } from '@reactive-charms/juju';
import type { RelatedUnit, Relation } from './endpoint.ts';
import type { RelationView } from '../facts/facts.ts';

/** Declared changes to a databag, kept until the end of the hook. */
export class DatabagDraft {
  readonly #changes = new Map<string, string | null>();

  /** @param pending changes of an earlier hook of which nobody knows whether Juju took them. */
  constructor(pending: DatabagChanges = {}) {
    this.declare(pending);
  }

  declare(changes: DatabagChanges): void {
    for (const [key, value] of Object.entries(changes)) {
      // An empty value removes a key for Juju, so both mean the same here (C29).
      this.#changes.set(key, value === '' ? null : value);
    }
  }

  /** The declared changes that a databag does not have yet. */
  differencesTo(bag: Databag): DatabagChanges {
    return Object.fromEntries(
      [...this.#changes].filter(([key, value]) => valueIn(bag, key) !== value),
    );
  }

  /** A databag with the declared changes. */
  applyTo(bag: Databag): Databag {
    const result = new Map<string, string>(Object.entries(bag));
    for (const [key, value] of this.#changes) {
      if (value === null) result.delete(key);
      else result.set(key, value);
    }
    return Object.fromEntries(result);
  }

  get isEmpty(): boolean {
    return this.#changes.size === 0;
  }
}

/** The value of a key; null when the databag does not have it, also for keys such as `toString`. */
export function valueIn(bag: Databag, key: string): string | null {
  return Object.hasOwn(bag, key) ? (bag[key] ?? null) : null;
}

/** Makes a relation as handlers see it; what they publish goes into the drafts. */
export function createRelation(options: {
  readonly id: RelationId;
  readonly view: RelationView;
  readonly isLeader: boolean;
  readonly unitDraft: DatabagDraft;
  readonly applicationDraft: DatabagDraft;
}): Relation {
  const { id, view, isLeader, unitDraft, applicationDraft } = options;
  return {
    id,
    application: view.application,
    units: listUnits(id, view),
    receivedFromApplication: view.applicationBag,
    get published() {
      return unitDraft.applyTo(view.published);
    },
    publish: (changes) => {
      unitDraft.declare(changes);
    },
    publishForApplication: (changes) => {
      if (!isLeader) throw new Error(`only the leader may publish application data in ${id}`);
      applicationDraft.declare(changes);
    },
  };
}

function listUnits(relationId: RelationId, view: RelationView): RelatedUnit[] {
  return unitEntries(view)
    .map(([name, received]) => ({ name, application: applicationOf(name), relationId, received }))
    .sort((a, b) => compareUnits(a.name, b.name));
}

function unitEntries(view: RelationView): [UnitName, Databag][] {
  return Object.entries(view.units).flatMap(([name, bag]): [UnitName, Databag][] =>
    isUnitName(name) ? [[name, bag]] : [],
  );
}
