import type { UnitName } from '@reactive-charms/juju';
import type { Instant } from '../model.ts';

/** How far a task has come. */
export type TaskStatus =
  | 'pending'
  | 'running'
  | 'completed'
  | 'failed'
  | 'cancelled'
  /** Cancelled while it runs. */
  | 'aborting'
  | 'aborted';

/** An action that one unit is to run. `juju run` shows it by its id. */
export interface Task {
  /** A number used once in the model, as text. */
  readonly id: string;
  /** Groups the tasks of one `juju run`. */
  readonly operation: string;
  readonly unit: UnitName;
  readonly action: string;
  /** Parameters, with the defaults of the action's schema. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly status: TaskStatus;
  /** Why it failed; else empty. */
  readonly message: string;
  /** Nested by dots, with `return-code`, and `stdout` and `stderr` unless empty. */
  readonly results: Readonly<Record<string, unknown>>;
  readonly log: readonly { readonly time: Instant; readonly message: string }[];
  readonly enqueued: Instant;
  readonly started?: Instant;
  readonly completed?: Instant;
}
