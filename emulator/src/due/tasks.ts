import type { UnitName } from '@reactive-charms/juju';
import type { Model, Task } from '../model.ts';
import { indexOnce } from './index-once.ts';

/** The oldest action that a unit has still to run or to end. */
export function nextTask(model: Model, unit: UnitName): Task | undefined {
  return firstByUnit(model.tasks).get(unit);
}

/** Whether a task has still to be run or to be ended. */
export function isOpen({ status }: Task): boolean {
  return status === 'pending' || status === 'running' || status === 'aborting';
}

const firstByUnit = indexOnce((tasks: Model['tasks']): ReadonlyMap<UnitName, Task> => {
  const first = new Map<UnitName, Task>();
  for (const task of Object.values(tasks)) {
    if (!isOpen(task)) continue;
    const { unit, id } = task;
    const known = first.get(unit);
    if (!known || Number(id) < Number(known.id)) first.set(unit, task);
  }
  return first;
});
