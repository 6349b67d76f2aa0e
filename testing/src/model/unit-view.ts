import {
  effectiveConfig,
  findApplication,
  findUnit,
  progressOf,
  relationsOf,
  unitEntries,
} from '@reactive-charms/emulator/core';
import type { Model, RelationView, Unit } from '@reactive-charms/emulator/core';
import type { Databag, RelationId, StorageFacts, UnitName } from '@reactive-charms/juju';
import type { Memory } from '@reactive-charms/reactive/engine';
import { settableStatus } from '../state/state-of.ts';
import { printPort, storageFacts } from '../state/unit-parts.ts';
import type { RelationState, UnitState } from '../unit-state.ts';

/**
 * A unit of a model as single hooks and matchers know it, but for its secrets and the files on its machine.
 * @throws DiagnosticsError when there is no such unit.
 */
export function unitView(model: Model, name: UnitName, memory: Memory | undefined): UnitState {
  const unit = findUnit(model, name);
  const application = findApplication(model, unit.application);
  const [status] = settableStatus(unit.workload);
  const [applicationStatus] = application.status ? settableStatus(application.status) : [];
  const relations: Record<RelationId, RelationState> = {};
  for (const view of relationsOf(model, unit)) relations[view.id] = relationState(unit, view);
  return {
    unit: name,
    isLeader: application.leader === name,
    config: effectiveConfig(application),
    leaderData: application.leaderSettings,
    relations,
    privateAddress: model.machines[unit.machine]?.address ?? '',
    files: {},
    agentVersion: model.agentVersion,
    machineId: unit.machine,
    ...(unit.principal === undefined ? {} : { principalUnit: unit.principal }),
    ...(status ? { status } : {}),
    ...(unit.workloadVersion === undefined ? {} : { applicationVersion: unit.workloadVersion }),
    ...(applicationStatus ? { applicationStatus } : {}),
    openPorts: unit.ports.map(printPort),
    storage: storageOfUnit(model, unit),
    controllerState: unit.state,
    ...(memory ? { memory } : {}),
  };
}

/** What is attached to it. */
function storageOfUnit(model: Model, { uniter }: Unit): Record<string, StorageFacts> {
  const attached: Record<string, StorageFacts> = {};
  for (const id of uniter.storage) {
    const instance = model.storage[id];
    if (instance) attached[id] = storageFacts(instance);
  }
  return attached;
}

/** Of the units on the other side those that the charm has heard of. */
function relationState(unit: Unit, { relation, remote }: RelationView): RelationState {
  const units: Record<UnitName, Databag> = {};
  const { members } = progressOf(unit, relation.number);
  for (const [name] of unitEntries(members)) units[name] = relation.units[name]?.data ?? {};
  return {
    application: remote.application,
    units,
    applicationBag: relation.applications[remote.application]?.data ?? {},
    published: relation.units[unit.name]?.data ?? {},
    publishedForApplication: relation.applications[unit.application]?.data ?? {},
  };
}
