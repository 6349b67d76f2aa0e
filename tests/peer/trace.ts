import type { Databag, RelationId } from '@reactive-charms/juju';
import type { JsonValue } from '@reactive-charms/reactive';

/** One handler's run. */
export interface HandlerTrace {
  readonly handler: string;
  /** Flags that were set when it began. */
  readonly flags: readonly string[];
  /** What it saw. */
  readonly notes: readonly JsonValue[];
}

/** What this unit publishes in one relation. */
export interface PublishedBags {
  readonly unit: Databag;
  readonly application: Databag;
}

/** What one try of one hook did. */
export interface HookTrace {
  readonly hook: string;
  readonly exit: number;
  /** True when our engine gave up on a loop (R37). */
  readonly isLoop?: boolean;
  readonly ran: readonly HandlerTrace[];
  /** Flags after the hook, with their values. */
  readonly flags: Readonly<Record<string, JsonValue>>;
  /** What Juju holds of this unit after the hook. */
  readonly bags: Readonly<Record<RelationId, PublishedBags>>;
  /** Leader data after the hook. */
  readonly shared: Databag;
  /** Why the hook failed; for people, not compared. */
  readonly error?: string | null;
  /** Rows of documented differences that made a difference here. */
  readonly effective?: readonly string[];
}
