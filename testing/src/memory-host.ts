import type { Host, RunOptions, RunResult } from '@reactive-charms/reactive/engine';
import { createMemoryMachine, hostOf } from './model/memory-machine.ts';
import type { MemoryMachine, UnitOnMachine } from './model/memory-machine.ts';
import type { FileState } from './unit-state.ts';

/** A program that the charm may run. */
export type FakeProgram = (
  args: readonly string[],
  options: RunOptions,
) => RunResult | Promise<RunResult>;

/** A machine in memory. */
export interface MemoryHost extends Host {
  readonly machine: MemoryMachine;
  files(): Readonly<Record<string, FileState>>;
  /** Programs that were run, with their arguments, in order. */
  readonly runs: readonly (readonly string[])[];
}

const CHARM_DIRECTORY = '/charm';

/**
 * Makes a machine in memory. A program that is not given answers as one that is not installed.
 * @param files what lies on it, by path.
 * @param programs what can be run on it, by name or path.
 * @param hookTool runs the hook tools that the charm calls as programs.
 */
export function createMemoryHost(
  files: Readonly<Record<string, FileState>>,
  programs: Readonly<Record<string, FakeProgram>> = {},
  hookTool?: UnitOnMachine['hookTool'],
): MemoryHost {
  const machine = createMemoryMachine('juju-0', files);
  const runs: (readonly string[])[] = [];
  const host = hostOf(machine, { charmDirectory: CHARM_DIRECTORY, programs, hookTool });
  return {
    ...host,
    machine,
    runs,
    files: () => Object.fromEntries(machine.files),
    run: async (program, args, options = {}) => {
      runs.push([program, ...args]);
      return host.run(program, args, options);
    },
  };
}
