import type { HookTools } from '@reactive-charms/juju';
import { actionTools } from './memory-tools/action-tools.ts';
import type { ActionReport } from './memory-tools/action-tools.ts';
import { controllerTools } from './memory-tools/controller-tools.ts';
import { goalTools } from './memory-tools/goal-tools.ts';
import { portTools } from './memory-tools/port-tools.ts';
import { relationTools } from './memory-tools/relation-tools.ts';
import { secretTools } from './memory-tools/secret-tools.ts';
import { createStateMemory } from './memory-tools/state-memory.ts';
import type { MemoryRun } from './memory-tools/state-memory.ts';
import { storageTools } from './memory-tools/storage-tools.ts';
import { unitTools } from './memory-tools/unit-tools.ts';
import type { Told } from './memory-tools/unit-tools.ts';
import type { UnitState } from './unit-state.ts';

export type { ActionReport } from './memory-tools/action-tools.ts';
export type { MemoryRun } from './memory-tools/state-memory.ts';
export type { LogLine, MetricLine } from './memory-tools/unit-tools.ts';

/** Hook tools over a value in memory, with a record of what was called. */
export interface MemoryHookTools extends HookTools, Told {
  /** The unit with everything that the calls changed so far: what it is if the run succeeds. */
  state(): UnitState;
  /**
   * The unit if the run fails: status, leader data and which revision of a secret is read have taken
   * effect at once; databags, ports, secrets and state are as before (C28).
   */
  stateAfterFailure(): UnitState;
  /** Calls in order: the name of the tool, and what it is about, for example the relation ID. */
  readonly calls: readonly string[];
  /** What the tools of the running action were told. */
  readonly action: ActionReport;
}

/** Makes hook tools that read and change a copy of a unit's state. They refuse what Juju refuses. */
export function createMemoryHookTools(before: UnitState, run: MemoryRun = {}): MemoryHookTools {
  const memory = createStateMemory(before, run);
  return {
    ...unitTools(memory),
    ...relationTools(memory),
    ...goalTools(memory),
    ...actionTools(memory),
    ...portTools(memory),
    ...storageTools(memory),
    ...secretTools(memory),
    ...controllerTools(memory),
    calls: memory.calls,
    state: () => memory.state,
    stateAfterFailure: () => memory.kept,
  };
}
