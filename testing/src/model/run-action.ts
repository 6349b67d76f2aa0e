import { enqueueActions, findTask } from '@reactive-charms/emulator/core';
import type { Task } from '@reactive-charms/emulator/core';
import { userError } from '@reactive-charms/juju';
import type { UnitName } from '@reactive-charms/juju';
import type { PlaceOfWork } from './types.ts';

/** An action for one unit. */
interface ActionRequest {
  readonly unit: UnitName;
  readonly action: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/**
 * Runs an action of a unit to its end, and whatever else is due.
 * @throws DiagnosticsError for parameters that do not fit, and when the unit cannot run anything now.
 */
export async function runAction(
  work: PlaceOfWork,
  { unit, action, parameters }: ActionRequest,
): Promise<Task> {
  const id = String(work.model.next.task + 1);
  work.update(enqueueActions({ units: [unit], action, params: parameters }));
  await work.settle();
  const task = findTask(work.model, id);
  if (task.status !== 'pending') return task;
  throw userError('ACTION_WAITS', `action "${action}" of ${unit} has not begun`, {
    fix: 'a unit that is cut off, or has no charm yet, runs nothing',
  });
}
