/** The workload statuses that a charm may set. Source: contract juju.md section 2.2, `status-set`. */
export const SETTABLE_STATUSES = ['maintenance', 'blocked', 'waiting', 'active'] as const;

/** A workload status that a charm may set. */
export type SettableStatus = (typeof SETTABLE_STATUSES)[number];

/** Every workload status that Juju shows; `error`, `unknown` and `terminated` are set by Juju alone. */
export type WorkloadStatusName = SettableStatus | 'unknown' | 'error' | 'terminated';

/** A workload status with its message. */
export interface WorkloadStatus {
  readonly status: SettableStatus;
  readonly message: string;
}
