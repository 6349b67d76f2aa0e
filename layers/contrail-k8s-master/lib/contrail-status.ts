import type { WorkloadStatus } from '@reactive-charms/juju';
import { parseObject } from './option-rules.ts';

/** A service as contrail-status reports it. */
export interface ServiceState {
  readonly service: string;
  readonly state: string;
}

/** The services of each group that contrail-status reports. */
export type StatusReport = ReadonlyMap<string, readonly ServiceState[]>;

/** The group and the service that make up a ready master. */
export const EXPECTED_GROUP = 'kubernetes';
export const EXPECTED_SERVICE = 'kube-manager';

/** What is shown while contrail-status has nothing to say. */
export const WAITING_FOR_SERVICES: WorkloadStatus = {
  status: 'waiting',
  message: 'Waiting services to run in container',
};

const GOOD_STATES: readonly string[] = ['active', 'backup'];

/**
 * Reads the output of `contrail-status --format json`.
 * @returns undefined when the output is no such report.
 */
export function parseJsonReport(output: string): StatusReport | undefined {
  const pods = parseObject(output)?.['pods'];
  if (pods === null || typeof pods !== 'object' || Array.isArray(pods)) return undefined;
  const report = new Map<string, ServiceState[]>();
  for (const [group, services] of Object.entries(pods)) {
    const list: readonly unknown[] = Array.isArray(services) ? services : [];
    report.set(group, list.flatMap(readServiceStates));
  }
  return report;
}

/**
 * Reads the output of `contrail-status`. The first line is a heading; a line `== Contrail kubernetes
 * ==` opens a group, an empty line closes it. Source: contract contrail.md section 5.3.
 */
export function parseTextReport(output: string): StatusReport {
  const report = new Map<string, ServiceState[]>();
  let services: ServiceState[] | undefined;
  for (const line of output.split('\n').slice(1)) {
    const words = line.trim().split(/\s+/);
    if (words.length === 4 && words[0] === '==' && words[3] === '==') {
      services = [];
      report.set(words[2] ?? '', services);
    } else if (line.trim() === '') {
      services = undefined;
    } else if (services !== undefined) {
      const [service = '', ...state] = line.split(':');
      services.push({ service: service.trim(), state: state.join(':').trim() });
    }
  }
  return report;
}

/**
 * Says what the report means for the unit. Source: contract contrail.md section 5.3 with row 21 of
 * section 7: an empty report is a group that is absent, and every kind of initializing is waiting.
 */
export function judgeReport(report: StatusReport | undefined): WorkloadStatus {
  if (report === undefined) return WAITING_FOR_SERVICES;
  const group = report.get(EXPECTED_GROUP);
  if (group === undefined) {
    const message = `POD ${EXPECTED_GROUP} is absent in the contrail-status`;
    return { status: 'waiting', message };
  }
  const found = group.filter(
    ({ service }) => service === EXPECTED_SERVICE || service.startsWith(`${EXPECTED_SERVICE}-`),
  );
  if (found.length === 0) {
    const message = `${EXPECTED_SERVICE} is absent in the contrail-status`;
    return { status: 'waiting', message };
  }
  const bad = found.find(({ state }) => !GOOD_STATES.includes(state));
  if (bad === undefined) return { status: 'active', message: 'Unit is ready' };
  return {
    status: bad.state.startsWith('initializing') ? 'waiting' : 'blocked',
    message: `${EXPECTED_SERVICE} is not ready. Reason: ${bad.state}`,
  };
}

function readServiceStates(entry: unknown): ServiceState[] {
  if (entry === null || typeof entry !== 'object') return [];
  return Object.entries(entry).map(([service, state]) => ({ service, state: String(state) }));
}
