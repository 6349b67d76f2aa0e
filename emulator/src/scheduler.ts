import { createHash } from 'node:crypto';
import type { RelationEvent, UnitName } from '@reactive-charms/juju';
import type { Application, Hook, Model, RelationHook, RelationProgress, Unit } from './model.ts';
import {
  compareText,
  currentConfig,
  progressOf,
  relationsOf,
  remoteMembers,
  unitEntries,
} from './relation-view.ts';
import type { RelationView } from './relation-view.ts';
import { subordinatesOf } from './transitions/units.ts';

/** What the agent of a unit is to do next. */
export type Step =
  /** Unpack the application's charm; `next` is the hook that must follow. */
  | { readonly kind: 'deploy-charm'; readonly next: Hook }
  | { readonly kind: 'hook'; readonly hook: Hook }
  /** The unit has run its last hook and nothing depends on it any more. */
  | { readonly kind: 'die' };

/**
 * Finds what a unit is to do next; undefined when it is idle or waits for `resolve`. Call
 * `synchroniseScopes` first. Source: contract juju.md section 3.
 */
export function nextStep(model: Model, name: UnitName): Step | undefined {
  const unit = model.units[name];
  const application = unit && model.applications[unit.application];
  if (!unit || !application) return undefined;
  const { uniter } = unit;
  if (uniter.failed) {
    const forced = application.charmForced && isOutdated(unit, application);
    return forced ? { kind: 'deploy-charm', next: uniter.failed } : undefined;
  }
  if (uniter.queued) return { kind: 'hook', hook: uniter.queued };
  if (!uniter.installed) return { kind: 'deploy-charm', next: lifecycle('install') };
  if (unit.life === 'dying') return nextStepOfDying(model, unit);
  const early = nextRelationCreated(model, unit) ?? nextLeaderHook(model, unit, application);
  if (early) return { kind: 'hook', hook: early };
  if (isOutdated(unit, application)) {
    return { kind: 'deploy-charm', next: lifecycle('upgrade-charm') };
  }
  const hook = nextIdleHook(model, unit);
  return hook && { kind: 'hook', hook };
}

/** Makes a hook that is not about a relation. */
export function lifecycle(name: string): Hook {
  return { kind: 'lifecycle', name };
}

function nextIdleHook(model: Model, unit: Unit): Hook | undefined {
  if (isConfigStale(model, unit)) return lifecycle('config-changed');
  const hook = nextRelationHook(model, unit);
  if (hook) return hook;
  return unit.uniter.updateStatusRequested ? lifecycle('update-status') : undefined;
}

function nextStepOfDying(model: Model, unit: Unit): Step | undefined {
  const hook = nextRelationHook(model, unit);
  if (hook) return { kind: 'hook', hook };
  const { started, stopped, removed } = unit.uniter;
  if (started && !stopped) return { kind: 'hook', hook: lifecycle('stop') };
  if (!removed) return { kind: 'hook', hook: lifecycle('remove') };
  return subordinatesOf(model, unit.name).length === 0 ? { kind: 'die' } : undefined;
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
  if (!hasLeaderSettings(model)) return undefined;
  const stale = unit.uniter.leaderSettingsVersion !== application.leaderSettingsVersion;
  return stale ? lifecycle('leader-settings-changed') : undefined;
}

/** Juju 4 has no leader settings. */
export function hasLeaderSettings({ agentVersion }: Model): boolean {
  return Number(agentVersion.split('.')[0]) < 4;
}

function nextRelationCreated(model: Model, unit: Unit): Hook | undefined {
  for (const view of shuffledRelations(model, unit)) {
    const { relation, implicit } = view;
    const entered = unit.uniter.relations[relation.number];
    if (implicit || relation.life !== 'alive' || !entered || entered.created) continue;
    return relationHook(view, 'created', {});
  }
  return undefined;
}

function nextRelationHook(model: Model, unit: Unit): Hook | undefined {
  for (const view of shuffledRelations(model, unit)) {
    const hook = view.implicit ? undefined : nextHookOf(model, unit, view);
    if (hook) return hook;
  }
  return undefined;
}

/** The next hook of one relation, in the priority of juju.md section 3, point 3, (a) to (f). */
function nextHookOf(model: Model, unit: Unit, view: RelationView): Hook | undefined {
  const { relation } = view;
  const progress = progressOf(unit, relation.number);
  if (!progress.created) return undefined;
  if (progress.changedOwed !== undefined) {
    const remoteUnit = progress.changedOwed;
    const changeVersion = relation.units[remoteUnit]?.version ?? 0;
    return relationHook(view, 'changed', { remoteUnit, changeVersion });
  }
  const breaks = relation.life === 'dying' || unit.life === 'dying';
  const present = new Map(breaks ? [] : remoteMembers(model, unit, view));
  const gone = findGone(progress, present);
  if (gone !== undefined) {
    const leaves = unit.life === 'dying' || model.applications[unit.application]?.life === 'dying';
    const departingUnit = leaves ? unit.name : gone;
    return relationHook(view, 'departed', { remoteUnit: gone, departingUnit });
  }
  if (breaks) return view.own === view.remote ? undefined : relationHook(view, 'broken', {});
  return nextNews(view, progress, present);
}

/** Application data first, then units that join, then units with new data. */
function nextNews(
  view: RelationView,
  progress: RelationProgress,
  present: ReadonlyMap<UnitName, number>,
): Hook | undefined {
  const version = view.relation.applications[view.remote.application]?.version ?? 0;
  if (version !== 0 && version !== progress.applicationVersion) {
    return relationHook(view, 'changed', { changeVersion: version });
  }
  let stale: RelationHook | undefined;
  for (const [remoteUnit, changeVersion] of present) {
    const seen = progress.members[remoteUnit];
    if (seen === undefined) return relationHook(view, 'joined', { remoteUnit, changeVersion });
    if (seen !== changeVersion) {
      stale ??= relationHook(view, 'changed', { remoteUnit, changeVersion });
    }
  }
  return stale;
}

function findGone(
  { members }: RelationProgress,
  present: ReadonlyMap<UnitName, number>,
): UnitName | undefined {
  return unitEntries(members)
    .map(([name]) => name)
    .filter((name) => !present.has(name))
    .sort(compareText)[0];
}

function relationHook(
  { own, remote, relation }: RelationView,
  event: RelationEvent,
  more: Pick<RelationHook, 'remoteUnit' | 'departingUnit' | 'changeVersion'>,
): RelationHook {
  return {
    kind: 'relation',
    name: `${own.endpoint}-relation-${event}`,
    event,
    relation: relation.number,
    endpoint: own.endpoint,
    remoteApplication: remote.application,
    ...more,
  };
}

/** Juju walks a Go map here, so the order is open; a seed makes it one that can be repeated. */
function shuffledRelations(model: Model, unit: Unit): RelationView[] {
  const place = ({ relation }: RelationView): string =>
    createHash('sha256')
      .update(`${model.seed} ${unit.name} ${unit.uniter.hooksRun} ${relation.number}`)
      .digest('hex');
  return relationsOf(model, unit)
    .map((view): [string, RelationView] => [place(view), view])
    .sort(([a], [b]) => compareText(a, b))
    .map(([, view]) => view);
}
