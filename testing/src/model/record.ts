import type { LogRecord, ModelEvent } from '@reactive-charms/emulator/core';
import type { UnitName } from '@reactive-charms/juju';
import type { ShownStatus } from './types.ts';

/** What happened in a model so far. */
export interface ModelRecord {
  readonly hooks: readonly string[];
  readonly log: readonly LogRecord[];
  statusHistory(unit: UnitName): readonly ShownStatus[];
  note(this: void, event: ModelEvent): void;
}

/** Makes an empty record. */
export function createRecord(): ModelRecord {
  const hooks: string[] = [];
  const log: LogRecord[] = [];
  const statuses = new Map<string, ShownStatus[]>();
  return {
    hooks,
    log,
    statusHistory: (unit) => statuses.get(unit) ?? [],
    note: (event) => {
      if (event.kind === 'log') log.push(event.record);
      if (event.kind === 'hook-started') {
        const remote = event.remoteUnit === undefined ? '' : ` ${event.remoteUnit}`;
        hooks.push(`${event.unit} ${event.hook}${remote}`);
      }
      if (event.kind === 'status' && event.type === 'workload') {
        const shown = { status: event.status, message: event.message };
        const known = statuses.get(event.entity);
        if (known) known.push(shown);
        else statuses.set(event.entity, [shown]);
      }
    },
  };
}
