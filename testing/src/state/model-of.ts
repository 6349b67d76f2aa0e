import { createModel, FRESH_UNITER, unitEntries } from '@reactive-charms/emulator/core';
import type { Application, Machine, Model, Unit } from '@reactive-charms/emulator/core';
import { applicationOf, numberOf } from '@reactive-charms/juju';
import type { UnitName } from '@reactive-charms/juju';
import type { CharmDefinition } from '@reactive-charms/reactive/engine';
import type { UnitState } from '../unit-state.ts';
import { freshApplication, statusRecord } from './artefact.ts';
import { numberOfRelation, relationEntries, relationsOf } from './relations-of.ts';
import { secretsOf, unseenRelation } from './secrets-of.ts';
import { portsOf, resourcesOf, storageOf } from './unit-parts.ts';

/** The version of Juju where a test names none: the oldest of the newest line with long support. */
export const DEFAULT_AGENT_VERSION = '3.6.0';

/** What a test's model is called where it does not say. */
export const DEFAULT_MODEL_NAME = 'model';
export const DEFAULT_MODEL_UUID = '00000000-0000-4000-8000-000000000000';

/** What a state alone does not tell about the moment. */
export interface Moment {
  /** When the model was last changed. */
  readonly time: string;
  /** The unit that leaves in the hook to come, which others still know. */
  readonly departing?: { readonly relation: number; readonly unit: UnitName };
  /** The relation whose last hook is to come. */
  readonly broken?: number;
  /** The storage whose attached hook is to come. */
  readonly attaching?: string;
}

/**
 * The small model that a unit's state is a view of: the unit with its application and machine, the
 * applications on the other side with made-up charms, relations, secrets and storage.
 * @param charm gives metadata, options and actions.
 */
export function modelOf(
  charm: CharmDefinition,
  state: UnitState,
  moment: Moment = { time: '2026-01-01T00:00:00.000Z' },
): Model {
  const { time } = moment;
  const empty = createModel({
    name: state.model?.name ?? DEFAULT_MODEL_NAME,
    uuid: state.model?.uuid ?? DEFAULT_MODEL_UUID,
    agentVersion: state.agentVersion ?? DEFAULT_AGENT_VERSION,
    seed: 0,
    time,
  });
  const machine = machineOf(state, time);
  const principal = principalOf(charm, state);
  const alone = ownUnit({ state, moment, machine: machine.id, principal });
  const related = relationsOf(charm, state, { ...moment, own: alone, machine: machine.id });
  const own = { ...alone, uniter: { ...alone.uniter, relations: related.progress } };
  const storage = storageOf(state, time);
  return {
    ...empty,
    machines: { [machine.id]: machine },
    applications: {
      ...related.applications,
      [own.application]: ownApplication(charm, state, time),
    },
    units: withPlanned(state, own, { ...related.units, [own.name]: own }),
    relations: { ...related.relations, ...unseenRelation(state, time) },
    secrets: secretsOf(state, time),
    storage,
    config: { ...empty.config, ...state.model?.config },
    next: {
      ...empty.next,
      machine: 1,
      relation: nextNumber(Object.keys(related.relations).map(Number)),
      storage: nextNumber(Object.keys(storage).map((id) => Number(id.split('/')[1]))),
    },
  };
}

/** The unit beside which a subordinate stands: as the state says, else from its container relations. */
export function principalOf({ metadata }: CharmDefinition, state: UnitState): UnitName | undefined {
  if (state.principalUnit !== undefined || !metadata.subordinate) return state.principalUnit;
  for (const [id, { units }] of relationEntries(state)) {
    const { endpoint } = numberOfRelation(id);
    if (metadata.endpoints[endpoint]?.scope !== 'container') continue;
    const [first] = unitEntries(units);
    if (first) return first[0];
  }
  return undefined;
}

function machineOf(state: UnitState, since: string): Machine {
  return {
    id: state.machineId ?? '0',
    address: state.privateAddress,
    hostname: `juju-${state.machineId ?? '0'}`,
    base: { name: 'ubuntu', channel: '24.04', architectures: ['amd64'] },
    since,
    boots: 0,
    partitioned: false,
  };
}

function ownApplication(charm: CharmDefinition, state: UnitState, since: string): Application {
  const { applicationStatus } = state;
  return {
    ...freshApplication(charm, applicationOf(state.unit), since),
    config: state.config,
    trusted: state.trusted ?? false,
    resources: resourcesOf(charm, state, since),
    leaderSettings: state.leaderData,
    nextUnit: numberOf(state.unit) + 1,
    ...(state.isLeader ? { leader: state.unit } : {}),
    ...(applicationStatus ? { status: { ...applicationStatus, since } } : {}),
  };
}

interface OwnUnit {
  readonly state: UnitState;
  readonly moment: Moment;
  readonly machine: string;
  readonly principal: UnitName | undefined;
}

function ownUnit({ state, moment, machine, principal }: OwnUnit): Unit {
  const { time } = moment;
  const attached = Object.keys(state.storage ?? {}).filter((id) => id !== moment.attaching);
  return {
    name: state.unit,
    application: applicationOf(state.unit),
    life: 'alive',
    machine,
    ...(principal === undefined ? {} : { principal }),
    // Juju's own statuses, before the first hook and after it.
    workload: state.status
      ? { ...state.status, since: time }
      : statusRecord(state.memory ? 'unknown' : 'waiting', time),
    agent: statusRecord('idle', time),
    ...(state.applicationVersion === undefined
      ? {}
      : { workloadVersion: state.applicationVersion }),
    ports: portsOf(state),
    state: state.controllerState ?? {},
    ...(state.networks ? { networks: state.networks } : {}),
    payloads: {},
    uniter: {
      ...FRESH_UNITER,
      installed: true,
      started: true,
      statusSet: state.status !== undefined,
      leader: state.isLeader,
      storage: attached,
    },
  };
}

/** Adds units of the application that are to come, until there are as many as planned. */
function withPlanned(
  { plannedUnits = 0 }: UnitState,
  own: Unit,
  there: Model['units'],
): Model['units'] {
  if (plannedUnits === 0) return there;
  const units = { ...there };
  let missing =
    plannedUnits -
    unitEntries(there).filter(([, { application }]) => application === own.application).length;
  for (let number = 0; missing > 0; number += 1) {
    const name: UnitName = `${own.application}/${number}`;
    if (units[name]) continue;
    const waiting = statusRecord('waiting', own.workload.since);
    units[name] = { ...own, name, workload: waiting, uniter: FRESH_UNITER, ports: [], state: {} };
    missing -= 1;
  }
  return units;
}

function nextNumber(used: readonly number[]): number {
  return Math.max(-1, ...used) + 1;
}
