import { unitEntries } from '@reactive-charms/emulator/core';
import type { Application, Model, Unit } from '@reactive-charms/emulator/core';
import { applicationOf, SETTABLE_STATUSES } from '@reactive-charms/juju';
import type { Databag, RelationId, UnitName, WorkloadStatus } from '@reactive-charms/juju';
import type { Memory } from '@reactive-charms/reactive/engine';
import type { RelationState, UnitState } from '../unit-state.ts';
import { numberOfRelation, relationEntries } from './relations-of.ts';
import { secretStates } from './secrets-of.ts';
import { printPort, storageFacts } from './unit-parts.ts';

/** A state and the model that was made from it. */
export interface Origin {
  readonly state: UnitState;
  readonly model: Model;
}

/**
 * The state of a unit in the model that has come of it. What a model does not hold (files, memory) and
 * what did not change is as it was in the state that the model was made from.
 */
export function stateOf(model: Model, origin: Origin): UnitState {
  const { state, model: before } = origin;
  const unit = model.units[state.unit];
  const application = model.applications[applicationOf(state.unit)];
  if (model === before || !unit || !application) return state;
  return {
    ...state,
    isLeader: leaderAfter(application, origin),
    leaderData: application.leaderSettings,
    relations:
      model.relations === before.relations && unit.uniter === before.units[unit.name]?.uniter
        ? state.relations
        : relationsAfter(model, unit, state),
    ...statusAfter(unit, origin),
    ...applicationAfter(application, origin),
    ...(unit.workloadVersion === undefined ? {} : { applicationVersion: unit.workloadVersion }),
    ...portsAfter(unit, state),
    ...whereChanged(unit.state, before.units[unit.name]?.state, (controllerState) => ({
      controllerState,
    })),
    ...whereChanged(model.storage, before.storage, (storage) => ({
      storage: Object.fromEntries(
        Object.entries(storage).map(([id, instance]) => [id, storageFacts(instance)]),
      ),
    })),
    ...whereChanged(model.secrets, before.secrets, () => ({
      secrets: secretStates(model, origin),
    })),
  };
}

function whereChanged<Value>(
  after: Value,
  before: Value | undefined,
  show: (value: Value) => Partial<UnitState>,
): Partial<UnitState> {
  return after === before ? {} : show(after);
}

function portsAfter({ ports }: Unit, { openPorts = [] }: UnitState): Partial<UnitState> {
  const after = ports.map(printPort);
  const isSame =
    after.length === openPorts.length && after.every((port) => openPorts.includes(port));
  return isSame ? {} : { openPorts: [...new Set(after)] };
}

/** A leader in a model of one unit has no other unit to lose the leadership to, but by a fault. */
function leaderAfter({ leader, name }: Application, { state, model }: Origin): boolean {
  return leader === model.applications[name]?.leader ? state.isLeader : leader === state.unit;
}

function statusAfter({ workload, name }: Unit, { model }: Origin): Partial<UnitState> {
  if (workload === model.units[name]?.workload) return {};
  const [status] = settableStatus(workload);
  return status ? { status } : {};
}

function applicationAfter({ status, name }: Application, { model }: Origin): Partial<UnitState> {
  const isNew = status !== undefined && status !== model.applications[name]?.status;
  const [applicationStatus] = isNew ? settableStatus(status) : [];
  return applicationStatus ? { applicationStatus } : {};
}

/** A status as charms set it; none where it is one that only Juju sets. */
export function settableStatus(shown: {
  readonly status: string;
  readonly message: string;
}): WorkloadStatus[] {
  const status = SETTABLE_STATUSES.find((name) => name === shown.status);
  return status ? [{ status, message: shown.message }] : [];
}

/** The flags that are set, sorted. */
export function flagsOf(memory: Memory | undefined): string[] {
  return Object.keys(memory?.flags ?? {}).sort();
}

function relationsAfter(model: Model, unit: Unit, before: UnitState): UnitState['relations'] {
  const after: Record<RelationId, RelationState> = {};
  for (const [id, relation] of relationEntries(before)) {
    const { number } = numberOfRelation(id);
    const now = model.relations[number];
    const own = now?.units[unit.name];
    if (!now || !own || own.presence === 'left') continue;
    const members = unit.uniter.relations[number]?.members ?? {};
    const units: Record<UnitName, Databag> = {};
    for (const [name, bag] of unitEntries(relation.units)) {
      if (members[name] !== undefined) units[name] = bag;
    }
    after[id] = {
      ...relation,
      units,
      published: own.data,
      publishedForApplication: now.applications[unit.application]?.data ?? {},
    };
  }
  return after;
}
