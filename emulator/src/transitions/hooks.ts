import type { UnitName } from '@reactive-charms/juju';
import { userError } from '@reactive-charms/juju';
import { withEntry, withoutEntry } from '../large-record.ts';
import type { Hook, Model, RelationHook, RelationProgress, StatusRecord, Unit } from '../model.ts';
import { currentConfig, progressOf } from '../relation-view.ts';
import { errorStatus } from './agent-status.ts';
import { leaveScope } from './dropping.ts';
import { refreshNetworkSettings } from './scopes.ts';
import { secretHookDone } from './secrets.ts';
import { storageHookDone } from './storage.ts';
import { nextRetry, nextUpdateStatus } from './timers.ts';
import { findApplication, findUnit, withUnit, withUniter } from './transition.ts';
import type { Transition } from './transition.ts';

/** Notes that the application's charm is unpacked in a unit's charm directory. */
export function charmDeployed(name: UnitName, next: Hook): Transition {
  return (model) => {
    const unit = findUnit(model, name);
    const application = model.applications[unit.application];
    if (!application) return model;
    const { failed: _settled, charmForced: _taken, ...uniter } = unit.uniter;
    const charm = {
      url: application.charm.url,
      modifiedVersion: application.charmModifiedVersion,
    };
    const first = unit.uniter.charm === undefined && !unit.uniter.statusSet;
    const workload = first ? status('waiting', 'agent initializing', model) : unit.workload;
    return withUnit(model, { ...unit, workload, uniter: { ...uniter, charm, queued: next } });
  };
}

/** Notes that the agent of a new unit is being set up on its machine. */
export function agentInstalling(name: UnitName): Transition {
  return (model) => {
    const unit = findUnit(model, name);
    if (unit.uniter.charm || unit.uniter.statusSet) return model;
    return withUnit(model, { ...unit, workload: status('waiting', 'installing agent', model) });
  };
}

/** Notes that a hook starts: the agent executes, and Juju sets some workload statuses itself. */
export function hookStarted(name: UnitName, hook: Hook): Transition {
  return (model) => {
    const unit = findUnit(model, name);
    const remote = hook.kind === 'relation' ? hook.remoteUnit : undefined;
    const message = `running ${hook.name} hook${remote === undefined ? '' : ` for ${remote}`}`;
    const informed = hook.name === 'config-changed' ? noteConfig(model, unit) : unit;
    const started = forgetCache(withStartingStatus(informed, hook.name, model.time), hook);
    if (hook.name === 'update-status') return withUnit(model, started);
    return withUnit(model, {
      ...started,
      agent: { status: 'executing', message, since: model.time },
    });
  };
}

/** Counts a hook as done and notes what the unit has seen by it. */
export function hookDone(name: UnitName, hook: Hook): Transition {
  return (model) => {
    const before = findUnit(model, name);
    const {
      queued: _done,
      failed: _over,
      retry: _reset,
      charmForced: _old,
      ...uniter
    } = before.uniter;
    const unit: Unit = {
      ...before,
      uniter: { ...uniter, hooksRun: uniter.hooksRun + 1 },
    };
    const next = withUnit(model, unit);
    switch (hook.kind) {
      case 'relation':
        return relationHookDone(next, unit, hook);
      case 'storage':
        return storageHookDone(next, name, hook);
      case 'secret':
        return secretHookDone(next, name, hook);
      case 'lifecycle':
        return lifecycleHookDone(next, unit, hook.name);
    }
  };
}

/**
 * Puts a unit in error over a hook (C109). Until it is resolved nothing runs but actions, and the hook
 * itself again when its time has come.
 */
export function hookFailed(name: UnitName, hook: Hook): Transition {
  return (model) => {
    const unit = findUnit(model, name);
    const { queued: _failed, retry: _last, ...uniter } = unit.uniter;
    const retry = nextRetry(model, unit);
    return withUnit(model, {
      ...unit,
      agent: errorStatus(hook, model.time),
      uniter: { ...uniter, failed: hook, ...(retry ? { retry } : {}) },
    });
  };
}

const RESTING: ReadonlyArray<Unit['agent']['status']> = ['idle', 'error', 'lost'];

/** Notes that an agent has nothing to do. */
export function agentIdle(name: UnitName): Transition {
  return (model) => {
    const unit = model.units[name];
    if (!unit || RESTING.includes(unit.agent.status)) return model;
    return withUnit(model, { ...unit, agent: { status: 'idle', message: '', since: model.time } });
  };
}

/**
 * Settles what to do about a failed hook: run it again, or count it as done (C110). A new charm that
 * waits for the unit is given to it first, as with a forced refresh (C111): Juju would run the old one
 * again, which nobody who has mended a charm wants.
 * @throws DiagnosticsError when the unit does not exist or is not in error.
 */
export function resolveUnit(name: UnitName, options: { readonly retry: boolean }): Transition {
  return (model) => {
    const unit = findUnit(model, name);
    const { failed, retry: _timer, charmForced: _forced, ...uniter } = unit.uniter;
    if (!failed) {
      throw userError('UNIT_NOT_IN_ERROR', `unit "${name}" is not in an error state`, {
        fix: 'resolved is only for units whose agent shows error',
      });
    }
    const application = findApplication(model, unit.application);
    if (options.retry && unit.uniter.charm?.modifiedVersion !== application.charmModifiedVersion) {
      return withUniter(model, unit, { charmForced: true });
    }
    const next = withUnit(model, {
      ...unit,
      agent: { status: 'idle', message: '', since: model.time },
      uniter: { ...uniter, queued: failed },
    });
    return options.retry ? next : hookDone(name, failed)(next);
  };
}

function lifecycleHookDone(model: Model, unit: Unit, hook: string): Model {
  const application = model.applications[unit.application];
  if (!application) return model;
  switch (hook) {
    case 'install':
      return withUniter(model, unit, { installed: true });
    case 'upgrade-charm':
      return withUniter(model, unit, { queued: { kind: 'lifecycle', name: 'config-changed' } });
    case 'config-changed':
      return configChangedDone(model, unit);
    case 'start':
      return startDone(model, unit);
    case 'leader-elected':
      return withUniter(model, unit, { leader: application.leader === unit.name });
    case 'leader-settings-changed': {
      const version = application.leaderSettingsVersion;
      return withUniter(model, unit, { leaderSettingsVersion: version, leader: false });
    }
    case 'update-status':
      return withUniter(model, unit, {
        updateStatusRequested: false,
        updateStatusAt: nextUpdateStatus(model, unit),
      });
    case 'stop': {
      const workload = status('maintenance', '', model);
      return withUniter(model, { ...unit, workload }, { stopped: true });
    }
    case 'remove': {
      const workload = status('terminated', '', model);
      return withUniter(model, { ...unit, workload }, { removed: true });
    }
    default:
      return model;
  }
}

function configChangedDone(model: Model, unit: Unit): Model {
  const next = withUniter(model, unit, {
    config: unit.uniter.configStarted ?? currentConfig(model, unit),
    ...(unit.uniter.started ? {} : { queued: { kind: 'lifecycle', name: 'start' } }),
  });
  return refreshNetworkSettings(next, unit);
}

function noteConfig(model: Model, unit: Unit): Unit {
  const configStarted = currentConfig(model, unit);
  return { ...unit, uniter: { ...unit.uniter, configStarted } };
}

function startDone(model: Model, unit: Unit): Model {
  const workload = unit.uniter.statusSet ? unit.workload : status('unknown', '', model);
  return withUniter(
    model,
    { ...unit, workload },
    {
      started: true,
      boots: model.machines[unit.machine]?.boots ?? 0,
      updateStatusAt: unit.uniter.updateStatusAt ?? nextUpdateStatus(model, unit),
    },
  );
}

function relationHookDone(model: Model, unit: Unit, hook: RelationHook): Model {
  if (hook.event === 'broken') return leaveScope(model, hook.relation, unit.name);
  // The relation may have been dropped by force while the hook ran.
  if (!unit.uniter.relations[hook.relation]) return model;
  const progress = advance(progressOf(unit, hook.relation), hook);
  const relations = withEntry(unit.uniter.relations, String(hook.relation), progress);
  return withUniter(model, unit, { relations });
}

function advance(progress: RelationProgress, hook: RelationHook): RelationProgress {
  const { remoteUnit, changeVersion = 0 } = hook;
  if (hook.event === 'created') return { ...progress, created: true };
  if (remoteUnit === undefined) return { ...progress, applicationVersion: changeVersion };
  const { changedOwed, ...rest } = progress;
  if (hook.event === 'departed') {
    const members = withoutEntry(progress.members, remoteUnit);
    const cache = withoutEntry(progress.cache, remoteUnit);
    return { ...rest, members, cache };
  }
  const members = withEntry(progress.members, remoteUnit, changeVersion);
  if (hook.event === 'joined') return { ...rest, members, changedOwed: remoteUnit };
  const stillOwed = changedOwed !== undefined && changedOwed !== remoteUnit;
  return { ...rest, members, ...(stillOwed ? { changedOwed } : {}) };
}

/** Juju forgets what it has read of a unit when it announces news, or the end, of that unit (C45, C46). */
function forgetCache(unit: Unit, hook: Hook): Unit {
  if (hook.kind !== 'relation' || hook.remoteUnit === undefined) return unit;
  const progress = unit.uniter.relations[hook.relation];
  if (!progress) return unit;
  const cache = withoutEntry(progress.cache, hook.remoteUnit);
  const relations = withEntry(unit.uniter.relations, String(hook.relation), {
    ...progress,
    cache,
  });
  return { ...unit, uniter: { ...unit.uniter, relations } };
}

/** Workload statuses that Juju sets before some hooks. Source: contract juju.md section 3, point 2. */
function withStartingStatus(unit: Unit, hook: string, since: string): Unit {
  const messages: Readonly<Record<string, string>> = {
    install: unit.uniter.statusSet ? '' : 'installing charm software',
    stop: 'stopping charm software',
    remove: 'cleaning up prior to charm deletion',
  };
  const message = messages[hook];
  if (message === undefined || message === '') return unit;
  return { ...unit, workload: { status: 'maintenance', message, since } };
}

function status<Name extends Unit['workload']['status']>(
  name: Name,
  message: string,
  model: Model,
): StatusRecord<Name> {
  return { status: name, message, since: model.time };
}
