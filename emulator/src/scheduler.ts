import type { UnitName } from '@reactive-charms/juju';
import { nextRelationCreated, nextRelationHook } from './due/relation-hooks.ts';
import { nextSecretHook } from './due/secret-hooks.ts';
import { nextStorageHook } from './due/storage-hooks.ts';
import { nextTask } from './due/tasks.ts';
import type { Application, Hook, Instant, Model, Unit } from './model.ts';
import { currentConfig } from './relation-view.ts';
import { isAtLeast } from './tools/versions.ts';
import { subordinatesOf } from './transitions/units.ts';

export { nextTimer } from './due/timers.ts';

/** What the agent of a unit is to do next. */
export type Step =
  /** Unpack the application's charm; `next` is the hook that must follow. */
  | { readonly kind: 'deploy-charm'; readonly next: Hook }
  | { readonly kind: 'hook'; readonly hook: Hook }
  /** Run an action; `task` is its id. */
  | { readonly kind: 'action'; readonly task: string }
  /** Restart the unit's machine, before anything else is done on it (C117). */
  | { readonly kind: 'reboot'; readonly machine: string }
  /** The unit has run its last hook and nothing depends on it any more. */
  | { readonly kind: 'die' };

/** What counts as due. */
export interface StepOptions {
  /**
   * Whether update-status is run by the clock too. Everything else that waits for the clock is run
   * when its time has come.
   * @default false
   */
  readonly timers?: boolean;
  /** What the clock shows. @default the time of the model's last transition */
  readonly now?: Instant;
}

/**
 * Finds what a unit is to do next; undefined when it is idle, cut off, or waits for `resolve`. Call
 * `synchroniseScopes` first. Each pass takes the first that has work, in the order of Juju's uniter.
 * Source: contract juju.md section 3.
 */
export function nextStep(
  model: Model,
  name: UnitName,
  options: StepOptions = {},
): Step | undefined {
  const unit = model.units[name];
  const application = unit && model.applications[unit.application];
  if (!unit || !application) return undefined;
  const machine = model.machines[unit.machine];
  if (machine?.partitioned) return undefined;
  if (machine?.rebootRequested) return { kind: 'reboot', machine: machine.id };
  const pass: Pass = {
    model,
    unit,
    application,
    now: options.now ?? model.time,
    timers: options.timers ?? false,
  };
  const { failed, queued, installed } = unit.uniter;
  if (failed) return nextStepInError(pass, failed);
  if (queued) return nextStepQueued(pass, queued);
  if (!installed) return nextStepBeforeInstall(pass);
  return nextStepInstalled(pass);
}

/** Makes a hook that is not about a relation. */
function lifecycle(name: string): Hook {
  return { kind: 'lifecycle', name };
}

/** One look at one unit. */
interface Pass {
  readonly model: Model;
  readonly unit: Unit;
  readonly application: Application;
  readonly now: Instant;
  readonly timers: boolean;
}

/** A unit in error runs actions, takes a forced charm, and tries again when the time has come. */
function nextStepInError(pass: Pass, failed: Hook): Step | undefined {
  const { model, unit, application, now } = pass;
  const task = nextTask(model, unit.name);
  if (task) return { kind: 'action', task: task.id };
  const forced = application.charmForced || unit.uniter.charmForced;
  if (forced && isOutdated(unit, application)) return { kind: 'deploy-charm', next: failed };
  const { retry } = unit.uniter;
  return retry && retry.at <= now ? { kind: 'hook', hook: failed } : undefined;
}

function nextStepQueued(pass: Pass, queued: Hook): Step | undefined {
  return queued.name === 'install' ? nextStepBeforeInstall(pass) : { kind: 'hook', hook: queued };
}

/** Storage comes before install (C57), and a unit that is dying by then does not install any more. */
function nextStepBeforeInstall({ model, unit }: Pass): Step {
  const storage = unit.uniter.charm && nextStorageHook(model, unit);
  if (storage) return { kind: 'hook', hook: storage };
  if (unit.life === 'dying') return { kind: 'die' };
  const next = lifecycle('install');
  return unit.uniter.charm ? { kind: 'hook', hook: next } : { kind: 'deploy-charm', next };
}

function nextStepInstalled(pass: Pass): Step | undefined {
  const { model, unit, application } = pass;
  const early = nextEarlyHook(pass);
  if (early) return { kind: 'hook', hook: early };
  const task = nextTask(model, unit.name);
  if (task) return { kind: 'action', task: task.id };
  const storage = nextStorageHook(model, unit);
  if (storage) return { kind: 'hook', hook: storage };
  if (unit.life === 'dying') return nextStepOfDying(model, unit);
  if (isOutdated(unit, application)) {
    return { kind: 'deploy-charm', next: lifecycle('upgrade-charm') };
  }
  const hook = nextIdleHook(pass);
  return hook && { kind: 'hook', hook };
}

/** What comes before actions: start after a reboot, relation-created, leadership, secrets. */
function nextEarlyHook({ model, unit, application, now }: Pass): Hook | undefined {
  if (hasRebooted(model, unit)) return lifecycle('start');
  if (unit.life === 'dying') return undefined;
  return (
    nextRelationCreated(model, unit) ??
    nextLeaderHook(model, unit, application) ??
    nextSecretHook(model, unit, now)
  );
}

function nextIdleHook({ model, unit, now, timers }: Pass): Hook | undefined {
  if (isConfigStale(model, unit)) return lifecycle('config-changed');
  const hook = nextRelationHook(model, unit);
  if (hook) return hook;
  const { updateStatusRequested, updateStatusAt } = unit.uniter;
  const due = timers && updateStatusAt !== undefined && updateStatusAt <= now;
  return updateStatusRequested || due ? lifecycle('update-status') : undefined;
}

function nextStepOfDying(model: Model, unit: Unit): Step | undefined {
  const hook = nextRelationHook(model, unit);
  if (hook) return { kind: 'hook', hook };
  const { started, stopped, removed } = unit.uniter;
  if (started && !stopped) return { kind: 'hook', hook: lifecycle('stop') };
  if (!removed) return { kind: 'hook', hook: lifecycle('remove') };
  return subordinatesOf(model, unit.name).length === 0 ? { kind: 'die' } : undefined;
}

function hasRebooted(model: Model, { uniter, machine }: Unit): boolean {
  if (!uniter.started || uniter.stopped) return false;
  return uniter.boots < (model.machines[machine]?.boots ?? 0);
}

function isOutdated({ uniter }: Unit, { charm, charmModifiedVersion }: Application): boolean {
  return uniter.charm?.url !== charm.url || uniter.charm.modifiedVersion !== charmModifiedVersion;
}

function isConfigStale(model: Model, unit: Unit): boolean {
  const [seen, now] = [unit.uniter.config, currentConfig(model, unit)];
  return (
    seen?.version !== now.version || seen.trusted !== now.trusted || seen.address !== now.address
  );
}

function nextLeaderHook(model: Model, unit: Unit, application: Application): Hook | undefined {
  const leads = application.leader === unit.name;
  if (leads) return unit.uniter.leader ? undefined : lifecycle('leader-elected');
  // Juju 4 has no leader settings.
  if (isAtLeast(model.agentVersion, '4.0')) return undefined;
  const stale = unit.uniter.leaderSettingsVersion !== application.leaderSettingsVersion;
  return stale ? lifecycle('leader-settings-changed') : undefined;
}
