import { describeCondition, explainUnmet, flagConditionsHold } from '../handlers/conditions.ts';
import { createFileWatch } from '../handlers/file-watch.ts';
import type { Binding, Handler } from '../handlers/handler.ts';
import { createMachineHost } from '../host/machine-host.ts';
import type { Desk } from './desk.ts';
import type { Scene } from './sub-command.ts';

/** What makes a handler run, in the words of its author. */
export function describeConditions({ binding, conditions }: Handler): string {
  const bound = describeBinding(binding);
  const all = [...(bound === undefined ? [] : [bound]), ...conditions.map(describeCondition)];
  return all.join(' ') || 'every hook';
}

function describeBinding(binding: Binding): string | undefined {
  switch (binding.kind) {
    case 'flags':
      return undefined;
    case 'hook':
      return `hook(${binding.hooks.join(', ')})`;
    case 'action':
      return `onAction(${binding.action})`;
    case 'restricted':
      return binding.hook === 'collect-metrics' ? 'collectMetrics()' : 'meterStatusChanged()';
    case 'before':
      return 'beforeHook()';
    case 'after':
      return 'afterHook()';
    case 'executable':
      return 'its own --test';
  }
}

/** In which runs alone a handler can run, in words; undefined for one of the rounds of every hook. */
export function describeOccasion(binding: Binding): string | undefined {
  switch (binding.kind) {
    case 'flags':
      return undefined;
    case 'hook':
      return `only in hook ${binding.hooks.join(', ')}`;
    case 'action':
      return `only in action ${binding.action}`;
    case 'restricted':
      return `only in hook ${binding.hook}, where nothing else runs`;
    case 'before':
      return 'in every hook and action, before all others';
    case 'after':
      return 'in every hook and action, after all others';
    case 'executable':
      return `whenever its own test says so: ${binding.path} --test`;
  }
}

/** Says why a handler would not run now: a phrase for each condition; none where all hold. */
export type Examiner = (handler: Handler) => Promise<readonly string[]>;

/** Makes the examiner of a unit; files are looked at where they lie. */
export function createExaminer(
  scene: Scene,
  { charm, flags, invoked, files: remembered }: Desk,
): Examiner {
  const host = createMachineHost(scene.charmDirectory, scene.environment);
  const files = createFileWatch(host, Object.fromEntries(remembered), charm.handlers);
  const isSet = (flag: string): boolean => flags.isSet(flag);
  return async (handler) => {
    const { id, conditions } = handler;
    const hasRun = invoked.has(id);
    const isAllowed =
      flagConditionsHold(conditions, isSet) &&
      !(hasRun && conditions.some(({ kind }) => kind === 'once'));
    const watchesFiles = conditions.some(({ kind }) => kind === 'fileChanged');
    if (isAllowed && !(watchesFiles && !(await files.changed(handler)))) return [];
    return explainUnmet(conditions, isSet, hasRun);
  };
}
