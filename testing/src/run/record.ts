import type { HookTools, LogLevel, ToolCall, WorkloadStatus } from '@reactive-charms/juju';

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

/** A revision of a secret that a charm has removed; without a number, all of them. */
export interface RemovedSecretRevision {
  readonly uri: string;
  readonly revision?: number;
}

/** What hook tools were told and asked, in order; all of it succeeded, but for `calls`. */
export interface Recorded {
  /** Calls in order: the name of the tool, and what it is about, for example the relation ID. */
  readonly calls: readonly string[];
  readonly logLines: readonly LogLine[];
  readonly statusHistory: readonly WorkloadStatus[];
  readonly applicationStatusHistory: readonly WorkloadStatus[];
  readonly workloadVersionHistory: readonly string[];
  readonly metrics: readonly MetricLine[];
  readonly removedSecretRevisions: readonly RemovedSecretRevision[];
  /** How much storage `storage-add` has asked for, by name. */
  readonly requestedStorages: Readonly<Record<string, number>>;
}

/** A record that is being written. */
export type Recorder = {
  readonly [Part in keyof Recorded]: Recorded[Part] extends readonly (infer Item)[]
    ? Item[]
    : Record<string, number>;
};

/** Makes an empty record. */
export function createRecorder(): Recorder {
  return {
    calls: [],
    logLines: [],
    statusHistory: [],
    applicationStatusHistory: [],
    workloadVersionHistory: [],
    metrics: [],
    removedSecretRevisions: [],
    requestedStorages: {},
  };
}

/** The same hook tools, which note what they were told. */
export function recordTools(tools: HookTools, record: Recorder): HookTools {
  return {
    ...tools,
    log: async (level, message) => {
      await tools.log(level, message);
      record.logLines.push({ level, message });
    },
    statusSet: async (status, message) => {
      await tools.statusSet(status, message);
      record.statusHistory.push({ status, message });
    },
    applicationStatusSet: async (status, message) => {
      await tools.applicationStatusSet(status, message);
      record.applicationStatusHistory.push({ status, message });
    },
    applicationVersionSet: async (version) => {
      await tools.applicationVersionSet(version);
      record.workloadVersionHistory.push(version);
    },
    addMetric: async (values, labels) => {
      await tools.addMetric(values, labels);
      record.metrics.push({ values, labels });
    },
    secretRemove: async (uri, revision) => {
      await tools.secretRemove(uri, revision);
      record.removedSecretRevisions.push({ uri, ...(revision === undefined ? {} : { revision }) });
    },
  };
}

/** How a call is noted: the tool, and what it is about. */
export function describeCall({ tool, args }: Pick<ToolCall, 'tool' | 'args'>): string {
  switch (tool) {
    case 'relation-get':
    case 'relation-set':
      return join(tool, valueOf(args, '-r'));
    case 'relation-list':
      return join(tool, args.includes('--app') ? '--app' : undefined, valueOf(args, '-r'));
    case 'storage-get':
      return join(tool, valueOf(args, '-s'));
    case 'status-set':
      return join(tool, args.includes('--application') ? '--application' : undefined);
    case 'open-port':
    case 'close-port':
      return join(tool, args[0]);
    default:
      return tool;
  }
}

/** Notes what `storage-add` asked for: `data=2`, or `data` for one. */
export function recordStorage(record: Recorder, args: readonly string[]): void {
  for (const arg of args) {
    const [name = '', wanted = '1'] = arg.split('=');
    const count = Number(/\d+/.exec(wanted)?.[0] ?? 1);
    record.requestedStorages[name] = (record.requestedStorages[name] ?? 0) + count;
  }
}

function valueOf(args: readonly string[], flag: string): string | undefined {
  const index = args.indexOf(flag);
  return index === -1 ? undefined : args[index + 1];
}

function join(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join(' ');
}
