import { userError } from '@reactive-charms/juju';
import type { UnitName } from '@reactive-charms/juju';
import { isOpen } from '../due/tasks.ts';
import { readerOf } from '../large-record.ts';
import type { Model, Task, TaskStatus, Unit } from '../model.ts';
import { isAtLeast } from '../tools/versions.ts';
import { insertDefaults, validateParams } from './action-schema.ts';
import { restingStatus } from './agent-status.ts';
import { findApplication, findUnit, listFix, withUnit } from './transition.ts';
import type { Transition } from './transition.ts';

/** Actions to run: the same one on some units. */
export interface NewActions {
  readonly units: readonly UnitName[];
  readonly action: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

/** How an action ended. */
export interface TaskEnd {
  readonly status: Extract<TaskStatus, 'completed' | 'failed'>;
  readonly message: string;
  readonly results: Task['results'];
  /** Progress messages of the whole run. */
  readonly progress: readonly string[];
}

/** What Juju says of a task that was cancelled. */
const CANCELLED = 'action cancelled via the API';

/**
 * Puts an action on some units, as one operation whose id is `model.next.task` as it was before; its
 * tasks take the ids that follow, in the order of the units. Defaults of the action's schema are put in
 * first.
 * @throws DiagnosticsError when a unit is unknown, its charm has no such action, or the parameters do
 *   not fit the schema: all faults at once.
 */
export function enqueueActions({ units, action, params = {} }: NewActions): Transition {
  return (model) => {
    const operation = String(model.next.task);
    const tasks = units.map((unit, index): Task => ({
      id: String(model.next.task + 1 + index),
      operation,
      unit,
      action,
      params: checkAction(model, { unit, action, params }),
      status: 'pending',
      message: '',
      results: {},
      log: [],
      enqueued: model.time,
    }));
    return {
      ...model,
      tasks: { ...model.tasks, ...Object.fromEntries(tasks.map((task) => [task.id, task])) },
      next: { ...model.next, task: model.next.task + 1 + tasks.length },
    };
  };
}

/**
 * Cancels a task. One that runs comes to its end and counts as aborted.
 * @throws DiagnosticsError when there is no such task, or it is over.
 */
export function cancelTask(id: string): Transition {
  return (model) => {
    const task = findTask(model, id);
    if (task.status === 'pending') {
      return withTask(model, { ...task, ...ended(model), status: 'cancelled', message: CANCELLED });
    }
    if (task.status === 'running' || task.status === 'aborting') {
      return withTask(model, { ...task, status: 'aborting' });
    }
    throw userError('TASK_OVER', `task "${id}" is ${task.status} already`);
  };
}

/** Notes that an action starts. */
export function taskStarted(id: string): Transition {
  return (model) => {
    const task = findTask(model, id);
    const unit = findUnit(model, task.unit);
    const message = `running action ${task.action}`;
    const running = withTask(model, { ...task, status: 'running', started: model.time });
    return withUnit(running, {
      ...unit,
      agent: { status: 'executing', message, since: model.time },
    });
  };
}

/** Adds a progress message to a task at once. */
export function logTask(id: string, message: string): Transition {
  return (model) => {
    const task = model.tasks[id];
    if (!task) return model;
    return withTask(model, { ...task, log: [...task.log, { time: model.time, message }] });
  };
}

/** Notes how an action ended. Its unit is as it was before: an action puts no unit in error (C64). */
export function taskDone(id: string, end: TaskEnd): Transition {
  return (model) => {
    const task = findTask(model, id);
    const aborted = task.status === 'aborting';
    // What was logged while it ran is there already.
    const late = end.progress.slice(task.log.length);
    const next = withTask(model, {
      ...task,
      ...ended(model),
      status: aborted ? 'aborted' : end.status,
      message: aborted ? CANCELLED : end.message,
      results: end.results,
      log: [...task.log, ...late.map((message) => ({ time: model.time, message }))],
    });
    const unit = next.units[task.unit];
    return unit ? withUnit(next, { ...unit, agent: restingStatus(unit, model.time) }) : next;
  };
}

/** Cancels what a unit that is gone was still to run. */
export function cancelTasksOf(model: Model, unit: UnitName): Model {
  return Object.values(model.tasks).reduce((next, task) => {
    if (task.unit !== unit || !isOpen(task)) return next;
    return withTask(next, {
      ...task,
      ...ended(model),
      status: 'cancelled',
      message: 'unit removed',
    });
  }, model);
}

/** Finds a task. @throws DiagnosticsError when there is none of this id */
export function findTask(model: Model, id: string): Task {
  const task = readerOf(model.tasks)(id);
  if (task) return task;
  throw userError('TASK_NOT_FOUND', `task "${id}" not found`);
}

function checkAction(
  model: Model,
  { unit, action, params }: Required<Pick<NewActions, 'action' | 'params'>> & { unit: UnitName },
): Task['params'] {
  const application: Unit['application'] = findUnit(model, unit).application;
  const { charm } = findApplication(model, application);
  const definition = readerOf(charm.actions)(action);
  const names = Object.keys(charm.actions);
  if (!definition) {
    const text =
      names.length === 0
        ? `no actions defined on charm "${charm.name}"`
        : `action "${action}" not defined on unit "${unit}"`;
    throw userError('ACTION_UNKNOWN', text, { fix: listFix('actions', names) });
  }
  const complete = insertDefaults(definition, params);
  // Where the file says nothing of parameters that it does not declare, Juju 4 refuses them (J62).
  const { additionalProperties = !isAtLeast(model.agentVersion, '4.0') } = definition;
  const faults = validateParams({ ...definition, additionalProperties }, complete);
  if (faults.length === 0) return complete;
  throw userError('ACTION_PARAMETERS', `validation failed: ${faults.join('; ')}`, {
    fix: `give parameters as actions.yaml of charm "${charm.name}" describes them`,
  });
}

function ended(model: Model): Pick<Task, 'completed'> {
  return { completed: model.time };
}

function withTask(model: Model, task: Task): Model {
  return { ...model, tasks: { ...model.tasks, [task.id]: task } };
}
