import type { UnitName } from '@reactive-charms/juju';

/** How long units stay at work before others come first. */
export interface Turns {
  /** Notes a step of a unit. @returns whether its turn is over */
  isOver(unit: UnitName): boolean;
  /** Ends a unit's turn, because it has nothing to do. @returns whether it had one */
  end(unit: UnitName): boolean;
}

/** Up to so many units, a turn is a single step; from its square on, as many steps as there are units. */
const FEW_UNITS = 10;

/**
 * Gives units turns that grow with the model. In a small one each unit takes one step in turn, so that
 * what they tell each other meets in many orders. With a thousand units that would be a million hooks:
 * one that meets a thousand others would tell all of them the news of each, one after the other. In turns
 * of some hundred steps the news come together, and hooks stay in proportion to units.
 */
export function createTurns(countUnits: () => number): Turns {
  const steps = new Map<UnitName, number>();
  return {
    isOver: (unit) => {
      const taken = (steps.get(unit) ?? 0) + 1;
      const units = countUnits();
      const isOver = taken >= Math.min(units, (units / FEW_UNITS) ** 2);
      steps.set(unit, isOver ? 0 : taken);
      return isOver;
    },
    end: (unit) => {
      const had = (steps.get(unit) ?? 0) > 0;
      steps.delete(unit);
      return had;
    },
  };
}
