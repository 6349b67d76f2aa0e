import type { WorkloadStatusName } from '@reactive-charms/juju';
import type { Model, PortRange, StatusRecord, Unit } from '../../model.ts';
import { shownStatus } from '../../status-view.ts';
import type { StatusInfo } from './status-types.ts';
import type { Seen } from './status-view.ts';

/** The units of an application. */
export function unitsOf(model: Model, application: string): Unit[] {
  return Object.values(model.units).filter((unit) => unit.application === application);
}

/**
 * The workload status as Juju's client shows it: for a failed relation hook it names the other end.
 */
export function shownWorkload(model: Model, unit: Unit): StatusRecord<WorkloadStatusName> {
  if (isLost(model, unit)) {
    const message = `agent lost, see 'juju show-status-log ${unit.name}'`;
    return { status: 'unknown', message, since: unit.workload.since };
  }
  const shown = shownStatus(unit);
  const { failed } = unit.uniter;
  if (shown.status !== 'error' || failed?.kind !== 'relation') return shown;
  const other = model.relations[failed.relation]?.ends.find(
    (end) => end.application !== unit.application,
  );
  if (other === undefined) return shown;
  return { ...shown, message: `${shown.message} for ${other.application}:${other.endpoint}` };
}

/**
 * A failed unit's agent is idle in Juju's views: the error stands in the workload status. Of a unit
 * whose machine is cut off nothing is known.
 */
export function shownAgent(unit: Unit, { model, since }: Seen): StatusInfo {
  const { status, message } = isLost(model, unit) ? LOST_AGENT : unit.agent;
  return {
    current: status === 'error' ? 'idle' : status,
    ...(message === '' || status === 'error' ? {} : { message }),
    since: since(unit.agent.since),
    version: model.agentVersion,
    ...(unit.life === 'dying' ? { life: 'dying' } : {}),
  };
}

const LOST_AGENT = {
  status: 'lost',
  message: 'agent is not communicating with the server',
} as const;

function isLost(model: Model, unit: Unit): boolean {
  return model.machines[unit.machine]?.partitioned ?? false;
}

/** A status record in the form of `juju status --format=json`. */
export function statusInfo(
  record: StatusRecord<string>,
  { since }: Pick<Seen, 'since'>,
): StatusInfo {
  return {
    current: record.status,
    ...(record.message === '' ? {} : { message: record.message }),
    since: since(record.since),
  };
}

/** Ports as Juju prints them: `80/tcp`, `8000-8010/udp`, `icmp`; each once, in order. */
export function formatPorts(ports: readonly PortRange[]): string[] {
  const sorted = [...ports].sort(
    (a, b) => a.protocol.localeCompare(b.protocol) || a.from - b.from || a.to - b.to,
  );
  return [...new Set(sorted.map(formatPort))];
}

function formatPort({ protocol, from, to }: PortRange): string {
  if (protocol === 'icmp') return 'icmp';
  return from === to ? `${from}/${protocol}` : `${from}-${to}/${protocol}`;
}
