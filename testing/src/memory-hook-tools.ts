import type { Purpose } from '@reactive-charms/emulator/core';
import { endpointOf, isRelationId } from '@reactive-charms/juju';
import type { HookTools } from '@reactive-charms/juju';
import type { CharmDefinition } from '@reactive-charms/reactive/engine';
import { reportAction, startAction } from './run/action-report.ts';
import type { ActionReport } from './run/action-report.ts';
import type { Recorded } from './run/record.ts';
import { openUnitContext } from './run/unit-context.ts';
import { storageNameIn } from './events/resolve-event.ts';
import type { UnitState } from './unit-state.ts';

export type { ActionReport } from './run/action-report.ts';
export type { LogLine, MetricLine, Recorded, RemovedSecretRevision } from './run/record.ts';

/** The run in which the tools are called; it decides which tools there are, and what Juju refuses. */
export interface MemoryRun {
  /** Version of the agent. @default what the state says */
  readonly jujuVersion?: string;
  /** Name of the running hook. In a restricted one Juju refuses nearly all tools. */
  readonly hook?: string;
  /** The running action, with its parameters as Juju gives them. */
  readonly action?: { readonly parameters: Readonly<Record<string, unknown>> };
}

/** Hook tools over a value in memory, with a record of what was called. */
export interface MemoryHookTools extends HookTools, Recorded {
  /** The unit with everything that the calls changed so far: what it is if the run succeeds. */
  state(): UnitState;
  /**
   * The unit if the run fails: status, leader data and which revision of a secret is read have taken
   * effect at once; databags, ports, secrets and state are as before (C28).
   */
  stateAfterFailure(): UnitState;
  /** What the tools of the running action were told. */
  readonly action: ActionReport;
}

/**
 * Makes hook tools that read and change a copy of a unit's state, without a charm: what the state
 * names counts as declared. They answer and refuse as Juju's do; the model of the emulator is behind.
 */
export function createMemoryHookTools(
  state: UnitState,
  { jujuVersion, hook = '', action }: MemoryRun = {},
): MemoryHookTools {
  const purpose: Purpose = action
    ? { kind: 'action', action: startAction('action', action.parameters) }
    : hook === ''
      ? { kind: 'commands' }
      : { kind: 'hook', hook: { kind: 'lifecycle', name: hook } };
  const { tools, recorded, context, ...unit } = openUnitContext({
    charm: charmOf(state),
    state,
    ...(jujuVersion === undefined ? {} : { jujuVersion }),
    purpose,
    files: NO_FILES,
    clock: () => new Date(),
  });
  return {
    ...tools,
    ...recorded,
    get action() {
      return reportAction(context.run.purpose);
    },
    state: () => unit.state(),
    stateAfterFailure: () => unit.stateAfterFailure(),
  };
}

const NO_FILES = {
  read: (path: string): string => {
    throw new Error(`open ${path}: no such file or directory`);
  },
  write: (): void => undefined,
};

/** A charm that declares what a state names. */
function charmOf(state: UnitState): CharmDefinition {
  const endpoints = Object.entries(state.relations).flatMap(([id, { application }]) => {
    if (!isRelationId(id)) return [];
    const name = endpointOf(id);
    const role = state.unit.startsWith(`${application}/`) ? 'peers' : 'requires';
    const endpoint = { name, role, interface: name, scope: 'global', optional: true } as const;
    return [[name, endpoint] as const];
  });
  const storage = Object.entries(state.storage ?? {}).map(
    ([id, { kind }]) => [storageNameIn(id), { type: kind }] as const,
  );
  const options = Object.entries(state.config).map(([name, value]) => {
    const type =
      typeof value === 'string' ? 'string' : typeof value === 'number' ? 'float' : 'boolean';
    return [name, { type, description: '' } as const] as const;
  });
  return {
    name: 'charm',
    metadata: {
      name: 'charm',
      summary: '',
      description: '',
      subordinate: false,
      endpoints: Object.fromEntries(endpoints),
      storage: Object.fromEntries(storage),
      resources: {},
      containers: [],
    },
    options: Object.fromEntries(options),
    actions: {},
    layers: [],
    endpoints: {},
  };
}
