import { SETTABLE_STATUSES } from '@reactive-charms/juju';
import type { SettableStatus, UnitName } from '@reactive-charms/juju';
import type { StatusRecord, Unit } from '../model.ts';
import { unitsOfApplication } from '../relation-view.ts';
import { applicationStatus, shownStatus } from '../status-view.ts';
import { withApplication, withUnit } from '../transitions/transition.ts';
import type { Transition } from '../transitions/transition.ts';
import { runFailure, usageFailure } from './failure.ts';
import { quote } from './flags.ts';
import type { FlagDefinition } from './flags.ts';
import type { Value } from './value.ts';
import { leads, ownApplication, unitOf, withCache } from './hook-run.ts';
import type { HookRun } from './hook-run.ts';
import { expectNoMore } from './tool.ts';
import type { Tool, ToolAnswer } from './tool.ts';

const APPLICATION_FLAG: FlagDefinition = {
  names: ['application'],
  kind: 'boolean',
  help: 'act on the status of the application to which the unit belongs, only if this unit is the leader',
};

/** `status-set [--application] STATUS [MESSAGE]`: takes effect at once (C28, C73 to C75). */
export const statusSet: Tool = {
  name: 'status-set',
  synopsis: '<maintenance | blocked | waiting | active> [message]',
  purpose: 'set status information',
  output: 'none',
  flags: [APPLICATION_FLAG],
  run: ({ run, booleans, args: [name, message = '', ...rest] }) => {
    if (name === undefined) throw usageFailure('invalid args, require <status> [message]');
    const status = SETTABLE_STATUSES.find((candidate) => candidate === name);
    if (!status) {
      const expected = SETTABLE_STATUSES.join(' ');
      throw usageFailure(`invalid status ${quote(name)}, expected one of [${expected}]`);
    }
    expectNoMore(rest);
    if (!booleans['application']) return { transition: setUnitStatus(run.unit, status, message) };
    requireLeader(run);
    return { transition: setApplicationStatus(ownApplication(run).name, status, message) };
  },
};

/** `status-get [--include-data] [--application]`: the first answer holds for the run (C76, C77). */
export const statusGet: Tool = {
  name: 'status-get',
  synopsis: '[--include-data] [--application]',
  purpose: 'print status information',
  output: 'smart',
  flags: [
    APPLICATION_FLAG,
    { names: ['include-data'], kind: 'boolean', help: 'print all status data' },
  ],
  run: ({ run, booleans, args }) => {
    expectNoMore(args);
    const withData = booleans['include-data'] ?? false;
    if (booleans['application']) return getApplicationStatus(run, withData);
    const status = run.cache.status ?? unitOf(run).workload;
    return {
      run: withCache(run, { status }),
      value: details(status, withData),
      ...(withData ? {} : { smart: status.status }),
    };
  },
};

/** `application-version-set V`: the version of the workload, at once. */
export const applicationVersionSet: Tool = {
  name: 'application-version-set',
  synopsis: '<new-version>',
  purpose: 'specify which version of the application is deployed',
  output: 'none',
  run: ({ run, args: [version, ...rest] }) => {
    if (version === undefined) throw usageFailure('no version specified');
    expectNoMore(rest);
    return {
      transition: changeUnit(run.unit, (unit) => ({ ...unit, workloadVersion: version })),
    };
  },
};

/** Sets a unit's workload status. */
function setUnitStatus(name: UnitName, status: SettableStatus, message: string): Transition {
  return (model) =>
    changeUnit(name, (unit) => ({
      ...unit,
      workload: { status, message, since: model.time },
      uniter: { ...unit.uniter, statusSet: true },
    }))(model);
}

function getApplicationStatus(run: HookRun, withData: boolean): ToolAnswer {
  if (!leads(run)) throw runFailure('finding application status: this unit is not the leader');
  const application = ownApplication(run);
  const status = applicationStatus(run.model, application);
  const units: Record<string, Value> = {};
  for (const unit of unitsOfApplication(run.model, application.name)) {
    units[unit.name] = details(shownStatus(unit), withData);
  }
  const value = { 'application-status': { ...details(status, withData), units } };
  return { value, ...(withData ? {} : { smart: status.status }) };
}

function details(
  { status, message, data }: Omit<StatusRecord<string>, 'since'>,
  withData: boolean,
): Record<string, Value> {
  return withData ? { status, message, 'status-data': data ?? {} } : { status };
}

function setApplicationStatus(name: string, status: SettableStatus, message: string): Transition {
  return (model) => {
    const application = model.applications[name];
    if (!application) return model;
    const record = { status, message, since: model.time };
    return withApplication(model, { ...application, status: record });
  };
}

function requireLeader(run: HookRun): void {
  if (!leads(run)) throw runFailure('this unit is not the leader');
}

function changeUnit(name: UnitName, change: (unit: Unit) => Unit): Transition {
  return (model) => {
    const unit = model.units[name];
    return unit ? withUnit(model, change(unit)) : model;
  };
}
