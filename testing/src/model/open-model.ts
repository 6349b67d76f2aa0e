import {
  addRelation,
  addUnit,
  deployApplication,
  findApplication,
  findUnit,
  removeApplication,
  removeRelation,
  removeUnit,
  resolveUnit,
  setConfig,
  setLeader,
  setPartition,
  upgradeCharm,
} from '@reactive-charms/emulator/core';
import { isUnitName } from '@reactive-charms/juju';
import type { UnitName } from '@reactive-charms/juju';
import { flagsOf } from '../state/state-of.ts';
import { advance } from './advance.ts';
import { StandingClock } from './clock.ts';
import { databagOf, statusOf } from './readers.ts';
import { createRecord } from './record.ts';
import type { ModelRecord } from './record.ts';
import { runAction } from './run-action.ts';
import { unitView } from './unit-view.ts';
import type { CharmModel, DeployOptions, OpenModelOptions, Place, PlaceOfWork } from './types.ts';

/**
 * Opens an empty model for a scenario. The same scenario runs with charms as functions in this
 * process, in milliseconds, and with the built charms as processes on machines of their own.
 * @throws DiagnosticsError for options that the place does not have.
 */
export async function openModel(place: Place, options: OpenModelOptions): Promise<CharmModel> {
  const record = createRecord();
  const clock = new StandingClock(options.startsAt);
  const parts = { options, clock: () => clock.now, onEvent: record.note };
  const work =
    place === 'in-process'
      ? (await import('./in-process.ts')).openInProcess(parts)
      : await (await import('./processes.ts')).openProcesses(parts);
  return createCharmModel({ place, work, record, clock });
}

interface ModelParts {
  readonly place: Place;
  readonly work: PlaceOfWork;
  readonly record: ModelRecord;
  readonly clock: StandingClock;
}

function createCharmModel({ place, work, record, clock }: ModelParts): CharmModel {
  return {
    place,
    get model() {
      return work.model;
    },
    hooks: record.hooks,
    log: record.log,
    ...changes(work),
    run: async (unit, action, parameters = {}) => runAction(work, { unit, action, parameters }),
    exec: async (unit, lines, options = {}) => work.exec(unit, lines, options),
    fault: (fault) => work.fault(fault),
    update: (transition) => work.update(transition),
    settle: async () => work.settle(),
    advance: async (duration) => advance(work, clock, duration),
    status: (name) => statusOf(work.model, name),
    statusHistory: (unit) => record.statusHistory(unit),
    hooksOf: (unit) =>
      record.hooks
        .filter((line) => line.startsWith(`${unit} `))
        .map((line) => line.slice(unit.length + 1)),
    databag: (unit, endpoint, options = {}) =>
      databagOf(work.model, { unit, endpoint, ...options }),
    unit: async (name) => unitView(work.model, name, await work.memory(name)),
    flags: async (unit) => flagsOf(await work.memory(unit)),
    memory: async (unit) => work.memory(unit),
    files: async (unit, folder) => work.files(unit, folder),
    readFile: async (unit, path) => work.readFile(unit, path),
    close: async () => work.close(),
  };
}

type Changes = Pick<
  CharmModel,
  | 'deploy'
  | 'relate'
  | 'unrelate'
  | 'addUnit'
  | 'removeUnit'
  | 'removeApplication'
  | 'config'
  | 'refresh'
  | 'setLeader'
  | 'resolve'
  | 'partition'
  | 'heal'
>;

/** What an operator does to a model. */
function changes(work: PlaceOfWork): Changes {
  return {
    deploy: async (name, options = {}) => deploy(work, name, options),
    relate: async (one, other) => work.update(addRelation(one, other)),
    unrelate: async (one, other) => work.update(removeRelation(one, other)),
    addUnit: async (application, { to, count = 1 } = {}) => {
      const added: UnitName[] = [];
      for (let index = 0; index < count; index += 1) {
        const name = `${application}/${findApplication(work.model, application).nextUnit}`;
        work.update(addUnit({ application, ...(to === undefined ? {} : { to }) }));
        if (isUnitName(name)) added.push(name);
      }
      return added;
    },
    removeUnit: async (unit, options = {}) => work.update(removeUnit(unit, options)),
    removeApplication: async (application) => work.update(removeApplication(application)),
    config: async (application, values) => work.update(setConfig(application, values)),
    refresh: async (application, charm, { force = false } = {}) => {
      const artefact = await work.artefact(charm);
      work.update(upgradeCharm({ application, charm: artefact, force }));
    },
    setLeader: async (unit) => work.update(setLeader(unit)),
    resolve: async (unit, how = { retry: true }) => work.update(resolveUnit(unit, how)),
    partition: async (unit) => work.update(setPartition(machineOf(work, unit), true)),
    heal: async (unit) => work.update(setPartition(machineOf(work, unit), false)),
  };
}

async function deploy(
  work: PlaceOfWork,
  name: string,
  { charm = name, ...options }: DeployOptions,
): Promise<void> {
  work.update(deployApplication({ name, charm: await work.artefact(charm), ...options }));
}

function machineOf({ model }: PlaceOfWork, unit: UnitName): string {
  return findUnit(model, unit).machine;
}
