import { isRelationId, isUnitName } from '@reactive-charms/juju';
import type { Databag, DatabagChanges, RelationId, UnitName } from '@reactive-charms/juju';
import * as fc from 'fast-check';
import type { Happening } from '../program.ts';
import { advance, firstWorld } from '../world.ts';
import type { Step, World } from '../world.ts';

/** Applications on the other side. */
export const APPLICATIONS = ['flannel', 'calico', 'canal'] as const;

/** Something that may happen; where it cannot happen just then, nothing does. */
export type Move =
  | { readonly kind: 'plain' | 'plan' | 'unplan' | 'break'; readonly application: string }
  | { readonly kind: 'relate'; readonly application: string }
  | { readonly kind: 'join'; readonly application: string; readonly bag: Databag }
  | {
      readonly kind: 'change' | 'depart';
      readonly application: string;
      /** Which of the units, if there are any. */
      readonly unit: number;
      readonly changes: DatabagChanges;
    };

/** A hook, and the applications that the operator has related then, or means to. */
export type LifeStep = Step & { readonly planned: readonly string[] };

/** What relations of an endpoint are like. */
export interface LifeRules {
  readonly endpoint: string;
  /** Units that an application has at most: one beside each principal, else more. */
  readonly units: number;
}

/** Random moves; an application that joins or changes publishes something of `keys`. */
export function movesOf(
  keys: Readonly<Record<string, fc.Arbitrary<string>>>,
): fc.Arbitrary<Move[]> {
  const application = fc.constantFrom(...APPLICATIONS);
  const entries = Object.entries(keys);
  const bag = fc.oneof(someOf(entries), fc.record(keys));
  const changes = someOf(
    entries.map(([key, value]) => [key, fc.option(value, { nil: null, freq: 3 })] as const),
  );
  const unit = fc.nat(9);
  const move = fc.oneof(
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('plain' as const), application }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('plan' as const), application }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('unplan' as const), application }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('relate' as const), application }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('join' as const), application, bag }) },
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant('change' as const), application, unit, changes }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('depart' as const), application, unit, changes }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('break' as const), application }) },
  );
  return fc.array(move, { minLength: 6, maxLength: 16, size: 'max' });
}

function someOf<T>(
  entries: readonly (readonly [key: string, value: fc.Arbitrary<T>])[],
): fc.Arbitrary<Record<string, T>> {
  const entry = fc.oneof(...entries.map(([key, value]) => fc.tuple(fc.constant(key), value)));
  return fc.array(entry, { maxLength: entries.length }).map((some) => Object.fromEntries(some));
}

/** Plays moves as Juju would: every relation hook in its order, databags that change only with them. */
export function playMoves(moves: readonly Move[], rules: LifeRules): LifeStep[] {
  const life = new Life(rules);
  for (const move of moves) life.play(move);
  return life.steps;
}

class Life {
  readonly steps: LifeStep[] = [];
  readonly #rules: LifeRules;
  readonly #relations = new Map<string, RelationId>();
  readonly #planned = new Set<string>();
  #world: World = firstWorld({ task: { type: 'string', description: '' } });
  #count = 0;

  constructor(rules: LifeRules) {
    this.#rules = rules;
  }

  play(move: Move): void {
    const { application } = move;
    switch (move.kind) {
      case 'plain':
        this.#happen({ kind: 'plain', hook: 'update-status' });
        return;
      case 'plan':
        this.#planned.add(application);
        return;
      case 'unplan':
        this.#planned.delete(application);
        return;
      case 'relate':
        this.#relate(application);
        return;
      case 'join':
        this.#join(application, move.bag);
        return;
      case 'break': {
        const id = this.#relations.get(application);
        if (id === undefined || this.#unitsOf(id).length > 0) return;
        this.#planned.delete(application);
        this.#happen({ kind: 'break', id });
        this.#relations.delete(application);
        return;
      }
      case 'change':
      case 'depart': {
        const id = this.#relations.get(application);
        const units = id === undefined ? [] : this.#unitsOf(id);
        const unit = units[move.unit % units.length];
        if (id === undefined || unit === undefined) return;
        this.#happen(
          move.kind === 'depart'
            ? { kind: 'depart', id, unit }
            : { kind: 'change', id, unit, changes: move.changes },
        );
      }
    }
  }

  #relate(application: string): RelationId {
    const known = this.#relations.get(application);
    if (known !== undefined) return known;
    const id = `${this.#rules.endpoint}:${this.#number()}`;
    if (!isRelationId(id)) throw new Error(`${id} is no relation ID`);
    this.#planned.add(application);
    this.#relations.set(application, id);
    this.#happen({ kind: 'relate', id, application, applicationBag: {} });
    return id;
  }

  #join(application: string, bag: Databag): void {
    const id = this.#relate(application);
    if (this.#unitsOf(id).length >= this.#rules.units) return;
    const unit: string = `${application}/${this.#number()}`;
    if (!isUnitName(unit)) throw new Error(`${unit} is no unit name`);
    // Juju lets the changed hook follow at once.
    this.#happen({ kind: 'join', id, unit, bag: { 'private-address': '10.9.9.9', ...bag } });
    this.#happen({ kind: 'change', id, unit, changes: {} });
  }

  #happen(happening: Happening): void {
    const turn = advance(this.#world, happening);
    if (turn === undefined) throw new Error(`cannot happen: ${JSON.stringify(happening)}`);
    const { during, hook, relation } = turn;
    this.steps.push({
      hook,
      world: during,
      files: {},
      shared: {},
      planned: [...this.#planned],
      ...(relation ? { relation } : {}),
    });
    this.#world = turn.after ?? during;
  }

  #unitsOf(id: RelationId): UnitName[] {
    return Object.keys(this.#world.relations[id]?.units ?? {}).filter(isUnitName);
  }

  #number(): number {
    this.#count += 1;
    return this.#count;
  }
}
