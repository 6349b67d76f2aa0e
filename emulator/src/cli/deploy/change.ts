import { DiagnosticsError, isUnitName } from '@reactive-charms/juju';
import type { Place, UnitName } from '@reactive-charms/juju';
import type { Model } from '../../model.ts';
import { compareNatural } from '../natural-order.ts';

/** A model on its way, and what was done to it. */
export class Change {
  readonly changes: string[] = [];
  #model: Model;

  /** @param model where to begin. */
  constructor(model: Model) {
    this.#model = model;
  }

  /** The model as it stands now. */
  get model(): Model {
    return this.#model;
  }

  /** Applies a transition; faults get the place in the bundle. */
  apply(text: string, place: Place, transition: (model: Model) => Model): void {
    this.#model = withPlace(place, () => transition(this.#model));
    this.changes.push(text);
  }
}

/** Gives findings without a place the place in the bundle that led to them. */
export function withPlace<Result>(place: Place, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof DiagnosticsError)) throw error;
    throw new DiagnosticsError(
      error.diagnostics.map((it) => ({ ...it, place: it.place ?? place })),
    );
  }
}

/** The units of an application that stand for its first, second, third unit in the bundle. */
export function unitsInOrder(model: Model, application: string): UnitName[] {
  return Object.values(model.units)
    .filter((unit) => unit.application === application && unit.life === 'alive')
    .map((unit) => unit.name)
    .filter(isUnitName)
    .sort(compareNatural);
}
