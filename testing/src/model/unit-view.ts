import {
  effectiveConfig,
  findApplication,
  findUnit,
  progressOf,
  unitEntries,
} from '@reactive-charms/emulator/core';
import type { Model, RelationView, Unit } from '@reactive-charms/emulator/core';
import { SETTABLE_STATUSES } from '@reactive-charms/juju';
import type { Databag, RelationId, UnitName } from '@reactive-charms/juju';
import type { Memory } from '@reactive-charms/reactive/engine';
import type { RelationState, UnitState } from '../unit-state.ts';
import { viewsOf } from './relation-for.ts';

/**
 * A unit of a model as single hooks and matchers know it, but for the files on its machine.
 * @throws DiagnosticsError when there is no such unit.
 */
export function unitView(model: Model, name: UnitName, memory: Memory | undefined): UnitState {
  const unit = findUnit(model, name);
  const application = findApplication(model, unit.application);
  const status = SETTABLE_STATUSES.find((settable) => settable === unit.workload.status);
  const relations: Record<RelationId, RelationState> = {};
  for (const view of viewsOf(model, name)) relations[view.id] = relationState(unit, view);
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
    ...(status ? { status: { status, message: unit.workload.message } } : {}),
    ...(unit.workloadVersion === undefined ? {} : { applicationVersion: unit.workloadVersion }),
    ...(memory ? { memory } : {}),
  };
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
