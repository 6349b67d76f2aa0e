import type { UnitName } from '@reactive-charms/juju';
import type { Instant } from './model.ts';

/** Levels of a log record. */
export type LogRecordLevel = 'TRACE' | 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR' | 'CRITICAL';

/** One record of the model's log, as `juju debug-log` shows it. */
export interface LogRecord {
  readonly time: Instant;
  /** For example `unit-mysql-0` or `machine-0`. */
  readonly entity: string;
  readonly level: LogRecordLevel;
  /** For example `unit.mysql/0.juju-log`. */
  readonly module: string;
  readonly message: string;
}

/** Something that happened in the model, for views of its progress. */
export type ModelEvent =
  | {
      readonly kind: 'hook-started';
      readonly time: Instant;
      readonly unit: UnitName;
      /** Full name of the hook, or `action` and the name of the action. */
      readonly hook: string;
      /** The remote unit, in relation hooks that have one. */
      readonly remoteUnit?: UnitName;
    }
  | {
      readonly kind: 'hook-finished';
      readonly time: Instant;
      readonly unit: UnitName;
      readonly hook: string;
      readonly remoteUnit?: UnitName;
      readonly milliseconds: number;
      /** How often each hook tool was called. */
      readonly toolCalls: Readonly<Record<string, number>>;
      readonly ok: boolean;
      /** True when the charm has no program for the hook. */
      readonly skipped: boolean;
      readonly exitCode: number;
    }
  | { readonly kind: 'log'; readonly record: LogRecord }
  /** A text for the user, such as that no container engine answers and the stand-in serves. */
  | { readonly kind: 'notice'; readonly time: Instant; readonly text: string }
  | {
      readonly kind: 'status';
      readonly time: Instant;
      /** Name of a unit or of an application. */
      readonly entity: string;
      readonly type: 'workload' | 'agent' | 'application';
      readonly status: string;
      readonly message: string;
    }
  | { readonly kind: 'unit-removed'; readonly time: Instant; readonly unit: UnitName };

/** One entry in the history of statuses, as `juju show-status-log` shows it. */
export interface StatusEntry {
  readonly time: Instant;
  /** Name of a unit or of an application. */
  readonly entity: string;
  /** `juju-unit` is the unit's agent. */
  readonly type: 'juju-unit' | 'workload' | 'application';
  readonly status: string;
  readonly message: string;
}
