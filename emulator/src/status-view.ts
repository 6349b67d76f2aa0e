import { numberOf } from '@reactive-charms/juju';
import type { WorkloadStatusName } from '@reactive-charms/juju';
import type { Application, Model, StatusRecord, Unit } from './model.ts';
import { unitsOfApplication } from './relation-view.ts';

/**
 * The workload status that Juju shows: `error` with the hook's name while a hook has failed, and
 * `unknown` while nobody hears of the agent.
 */
export function shownStatus({ name, agent, workload }: Unit): StatusRecord<WorkloadStatusName> {
  if (agent.status === 'error') return { ...agent, status: 'error' };
  if (agent.status !== 'lost') return workload;
  const message = `agent lost, see 'juju show-status-log ${name}'`;
  return { status: 'unknown', message, since: agent.since };
}

/**
 * The status of an application: what its leader set, else the worst of its units, else of its
 * subordinate nature `unknown`.
 */
export function applicationStatus(
  model: Model,
  application: Application,
): StatusRecord<WorkloadStatusName> {
  if (application.status) return application.status;
  const statuses = unitsOfApplication(model, application.name)
    .sort((a, b) => numberOf(a.name) - numberOf(b.name))
    .map(shownStatus)
    .sort((a, b) => SEVERITY.indexOf(a.status) - SEVERITY.indexOf(b.status));
  return statuses[0] ?? { status: 'unknown', message: '', since: application.since };
}

/** The worst first. */
const SEVERITY: readonly WorkloadStatusName[] = [
  'error',
  'blocked',
  'waiting',
  'maintenance',
  'terminated',
  'active',
  'unknown',
];
