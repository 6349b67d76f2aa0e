import type { HookTools, LogLevel, WorkloadStatus } from '@reactive-charms/juju';
import { applyChanges } from './relation-tools.ts';
import { refuse } from './state-memory.ts';
import type { StateMemory } from './state-memory.ts';

/** One line of the log. */
export interface LogLine {
  readonly level: LogLevel;
  readonly message: string;
}

/** Metrics of one call of `add-metric`. */
export interface MetricLine {
  readonly values: Readonly<Record<string, number>>;
  readonly labels: Readonly<Record<string, string>>;
}

/** What the tools were told that no state holds. */
export interface Told {
  readonly logLines: readonly LogLine[];
  readonly statusHistory: readonly WorkloadStatus[];
  readonly applicationStatusHistory: readonly WorkloadStatus[];
  readonly metrics: readonly MetricLine[];
}

type UnitTools = Pick<
  HookTools,
  | 'configGet'
  | 'isLeader'
  | 'leaderGet'
  | 'leaderSet'
  | 'statusSet'
  | 'applicationStatusSet'
  | 'applicationVersionSet'
  | 'privateAddress'
  | 'ingressAddress'
  | 'log'
  | 'addMetric'
>;

/** What a unit knows of itself, what its leader shares, and what it says about itself. */
export function unitTools(memory: StateMemory): UnitTools & Told {
  const { answer } = memory;
  const logLines: LogLine[] = [];
  const statusHistory: WorkloadStatus[] = [];
  const applicationStatusHistory: WorkloadStatus[] = [];
  const metrics: MetricLine[] = [];
  return {
    ...leaderTools(memory),
    logLines,
    statusHistory,
    applicationStatusHistory,
    metrics,
    configGet: async () => answer('config-get', () => ({ ...memory.state.config })),
    statusSet: async (status, message) =>
      answer('status-set', () => {
        memory.changeAtOnce(() => ({ status: { status, message } }));
        statusHistory.push({ status, message });
      }),
    applicationStatusSet: async (status, message) =>
      answer('status-set --application', () => {
        if (!memory.state.isLeader) refuse('status-set', 'this unit is not the leader');
        memory.changeAtOnce(() => ({ applicationStatus: { status, message } }));
        applicationStatusHistory.push({ status, message });
      }),
    applicationVersionSet: async (applicationVersion) =>
      answer('application-version-set', () => memory.changeAtOnce(() => ({ applicationVersion }))),
    privateAddress: async () => answer('unit-get', () => memory.state.privateAddress),
    ingressAddress: async () => answer('network-get', () => memory.state.privateAddress),
    log: async (level, message) => answer('juju-log', () => void logLines.push({ level, message })),
    addMetric: async (values, labels) =>
      answer('add-metric', () => {
        if (memory.run.hook !== 'collect-metrics') {
          refuse('add-metric', 'cannot record metric: metrics not allowed in this context');
        }
        metrics.push({ values, labels });
      }),
  };
}

function leaderTools(memory: StateMemory): Pick<HookTools, 'isLeader' | 'leaderGet' | 'leaderSet'> {
  const { answer } = memory;
  return {
    isLeader: async () => answer('is-leader', () => memory.state.isLeader),
    leaderGet: async () => answer('leader-get', () => ({ ...memory.state.leaderData })),
    leaderSet: async (changes) =>
      answer('leader-set', () => {
        if (!memory.state.isLeader) {
          refuse(
            'leader-set',
            'cannot write leadership settings: cannot write settings: not the leader',
          );
        }
        memory.changeAtOnce(({ leaderData }) => ({
          leaderData: applyChanges(leaderData, changes),
        }));
      }),
  };
}
