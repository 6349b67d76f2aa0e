import { unitTag } from '@reactive-charms/juju';
import type { UnitName } from '@reactive-charms/juju';
import { formatYaml } from '@reactive-charms/juju/files';
import { UsageError, isSet, textOption } from '../command.ts';
import type { Command, Invocation } from '../command.ts';
import { durationOption } from '../duration.ts';
import { PROGRAM } from '../help.ts';
import { namedUnit } from '../leader-argument.ts';
import type { Model, Task } from '../../model.ts';
import type { Session } from '../../session.ts';
import { enqueueActions } from '../../transitions/tasks.ts';
import { PLAIN_FORMAT_OPTION, formatData, formatOf } from '../output.ts';
import { settle, withSession } from '../run-session.ts';
import { readParams } from '../tasks/action-params.ts';
import { findOperation, isOpen } from '../tasks/operation-view.ts';
import { formatTasks } from '../tasks/task-text.ts';
import { returnCode, viewTask } from '../tasks/task-view.ts';
import { formatPlainTime } from '../time.ts';

/** `juju run`. */
export const runActionCommand: Command = {
  name: 'run',
  purpose: 'Run an action on units.',
  usage: 'UNIT ... ACTION [KEY.KEY...=VALUE ...]',
  arity: [2, Number.MAX_SAFE_INTEGER],
  options: {
    params: { type: 'string', value: 'FILE', help: 'Path to a YAML file with parameters' },
    'string-args': { type: 'boolean', help: 'Use raw texts as values of parameters' },
    background: { type: 'boolean', help: 'Do not run the action now; later commands do' },
    wait: { type: 'string', value: 'DURATION', help: 'Accepted; what is due is waited for' },
    format: PLAIN_FORMAT_OPTION,
    utc: { type: 'boolean', help: 'Show times in UTC' },
    color: { type: 'boolean', help: 'Use colours', ignored: true },
    'no-color': { type: 'boolean', help: 'Use no colours' },
  },
  details:
    'Exits with 1 when the program of the action ended with another code than 0, or did not come to\n' +
    'its end; an action that calls action-fail and ends with 0 does not count, as in Juju.\n' +
    'A unit may be given as APPLICATION/leader.',
  run,
};

async function run(invocation: Invocation): Promise<number> {
  const { surroundings } = invocation;
  const isBackground = isSet(invocation, 'background');
  const wait = durationOption(invocation, 'wait');
  if (isBackground && wait !== undefined) {
    throw new UsageError('cannot specify both --wait and --background', invocation.command);
  }
  formatOf(invocation, 'plain');
  const { receivers, action, pairs } = readArguments(invocation);
  const params = await readParams({
    pairs,
    areTexts: isSet(invocation, 'string-args'),
    file: textOption(invocation, 'params'),
    cwd: surroundings.cwd,
  });
  return withSession(surroundings, {}, async (session) => {
    const units = receivers.map((text) => namedUnit(invocation, session.model, text));
    const operation = String(session.model.next.task);
    session.update(enqueueActions({ units, action, params }));
    const { tasks } = findOperation(session.model, operation);
    if (isBackground) {
      announceLater(invocation, operation, tasks);
      return 0;
    }
    announce(invocation, operation, tasks);
    await settle(surroundings, session);
    return report(invocation, session, operation);
  });
}

interface Arguments {
  readonly receivers: readonly string[];
  readonly action: string;
  readonly pairs: readonly string[];
}

/** @throws UsageError as Juju refuses them */
function readArguments(invocation: Invocation): Arguments {
  const { args, command } = invocation;
  const at = args.findIndex((arg) => !/^[a-z][a-z0-9-]*\/(?:leader|\d+)$/.test(arg));
  const receivers = at === -1 ? args : args.slice(0, at);
  const action = at === -1 ? undefined : args[at];
  if (action !== undefined && !/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(action)) {
    throw new UsageError(`invalid unit or action name ${JSON.stringify(action)}`, command);
  }
  if (receivers.length === 0) throw new UsageError('no unit specified', command);
  if (action === undefined) throw new UsageError('no action specified', command);
  const applications = new Set(receivers.map((text) => text.slice(0, text.indexOf('/'))));
  if (applications.size > 1) {
    throw new UsageError('all units must be of the same application', command);
  }
  return { receivers, action, pairs: args.slice(at + 1) };
}

function announce(
  { surroundings: { writer } }: Invocation,
  id: string,
  tasks: readonly Task[],
): void {
  const count = tasks.length === 1 ? '1 task' : `${tasks.length} tasks`;
  writer.note(`Running operation ${id} with ${count}`);
  for (const task of tasks) writer.note(`  - task ${task.id} on ${unitTag(task.unit)}`);
  writer.note('');
}

function announceLater(
  { surroundings: { writer } }: Invocation,
  id: string,
  tasks: readonly Task[],
): void {
  const [first] = tasks;
  const task = tasks.length === 1 ? (first?.id ?? '') : '<id>';
  if (tasks.length === 1) writer.note(`Scheduled operation ${id} with task ${task}`);
  else {
    writer.note(`Scheduled operation ${id} with ${tasks.length} tasks`);
    writer.result(formatYaml(Object.fromEntries(tasks.map((it) => [it.unit, { id: it.id }]))));
  }
  writer.note(`Check operation status with '${PROGRAM} show-operation ${id}'`);
  writer.note(`Check task status with '${PROGRAM} show-task ${task}'`);
  writer.note(
    `note: no agent works between commands; "${PROGRAM} show-task ${task} --wait 5m" runs it`,
  );
}

function report(invocation: Invocation, session: Session, operation: string): number {
  const { writer } = invocation.surroundings;
  const { tasks } = findOperation(session.model, operation);
  const open = tasks.filter(isOpen).map(({ unit }) => `unit ${unit}`);
  if (open.length > 0) {
    writer.error(`error: timed out waiting for results from: ${open.join(', ')}`);
    explainOpen(invocation, session.model, tasks.filter(isOpen));
    return 1;
  }
  for (const task of tasks) writer.note(`Waiting for task ${task.id}...`);
  printTasks(invocation, tasks);
  const failed = tasks.filter((task) => (returnCode(task) ?? 0) !== 0);
  if (failed.length === 0) return 0;
  const plural = failed.length === 1 ? '' : 's';
  writer.error(`error: the following task${plural} failed:`);
  for (const task of failed) {
    writer.note(` - id "${task.id}" with return code ${returnCode(task) ?? ''}`);
  }
  writer.note(`\nuse '${PROGRAM} show-task' to inspect the failure${plural}`);
  return 1;
}

function explainOpen(
  { surroundings: { writer } }: Invocation,
  model: Model,
  tasks: readonly Task[],
): void {
  for (const { unit } of tasks) {
    const machine = model.units[unit]?.machine;
    const isCutOff = machine !== undefined && model.machines[machine]?.partitioned;
    if (isCutOff) writer.note(`  machine ${machine} of ${unit} is cut off from the model`);
  }
}

function printTasks(invocation: Invocation, tasks: readonly Task[]): void {
  const { writer } = invocation.surroundings;
  const format = formatOf(invocation, 'plain');
  const utc = isSet(invocation, 'utc');
  if (format === 'plain') {
    const [only] = tasks;
    if (tasks.length === 1 && only !== undefined && only.log.length > 0) {
      for (const { time, message } of only.log)
        writer.note(`${formatPlainTime(time, utc).slice(11)} ${message}`);
      writer.note('');
    }
    writer.result(formatTasks(tasks));
    return;
  }
  const views: [UnitName, object][] = tasks.map((task) => [task.unit, viewTask(task, utc)]);
  const data = Object.fromEntries(views);
  writer.result(formatData(format, data));
}
