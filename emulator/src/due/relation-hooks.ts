import type { RelationEvent, UnitName } from '@reactive-charms/juju';
import { readerOf } from '../large-record.ts';
import type { Hook, Model, RelationHook, RelationProgress, Unit } from '../model.ts';
import { progressOf, relationsOf, remoteMembers, sortedUnits } from '../relation-view.ts';
import type { RelationView } from '../relation-view.ts';
import { shuffle } from './chance.ts';

/** The relation-created hook that is due, of any relation that the unit has entered. */
export function nextRelationCreated(model: Model, unit: Unit): Hook | undefined {
  const [view] = shuffled(model, unit, ({ relation }, { created }) => {
    return relation.life === 'alive' && !created;
  });
  return view && relationHook(view, 'created', {});
}

/** The hook that is due in any of a unit's relations. Source: contract juju.md section 3, point 3. */
export function nextRelationHook(model: Model, unit: Unit): Hook | undefined {
  for (const view of shuffled(model, unit, (_view, { created }) => created)) {
    const hook = nextHookOf(model, unit, view);
    if (hook) return hook;
  }
  return undefined;
}

/** The next hook of one relation, in the priority of juju.md section 3, point 3, (a) to (f). */
function nextHookOf(model: Model, unit: Unit, view: RelationView): Hook | undefined {
  const { relation } = view;
  const progress = progressOf(unit, relation.number);
  if (progress.changedOwed !== undefined) {
    const remoteUnit = progress.changedOwed;
    const changeVersion = relation.units[remoteUnit]?.version ?? 0;
    return relationHook(view, 'changed', { remoteUnit, changeVersion });
  }
  const breaks = relation.life === 'dying' || unit.life === 'dying';
  const present = breaks ? [] : remoteMembers(model, unit, view);
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
  present: PresentUnits,
): Hook | undefined {
  const version = view.relation.applications[view.remote.application]?.version ?? 0;
  if (version !== 0 && version !== progress.applicationVersion) {
    return relationHook(view, 'changed', { changeVersion: version });
  }
  const seenOf = readerOf(progress.members);
  let stale: RelationHook | undefined;
  for (const [remoteUnit, changeVersion] of present) {
    const seen = seenOf(remoteUnit);
    if (seen === undefined) return relationHook(view, 'joined', { remoteUnit, changeVersion });
    if (seen !== changeVersion) {
      stale ??= relationHook(view, 'changed', { remoteUnit, changeVersion });
    }
  }
  return stale;
}

function findGone({ members }: RelationProgress, present: PresentUnits): UnitName | undefined {
  let at = 0;
  return sortedUnits(members).find((name) => {
    // Both are text-sorted, so one walk along both is enough.
    for (let other = present[at]?.[0]; other !== undefined && other < name;) {
      at += 1;
      other = present[at]?.[0];
    }
    return present[at]?.[0] !== name;
  });
}

/** The units that there are, text-sorted, with the versions of their databags. */
type PresentUnits = ReadonlyArray<readonly [name: UnitName, version: number]>;

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

/** Some of the relations that the unit has entered, in an order that differs from hook to hook. */
function shuffled(
  model: Model,
  unit: Unit,
  isWanted: (view: RelationView, progress: RelationProgress) => boolean,
): RelationView[] {
  const wanted = relationsOf(model, unit).filter((view) => {
    const progress = unit.uniter.relations[view.relation.number];
    return !view.implicit && progress !== undefined && isWanted(view, progress);
  });
  const order = `${unit.name} ${unit.uniter.hooksRun}`;
  return shuffle(model, wanted, ({ relation }) => `${order} ${relation.number}`);
}
