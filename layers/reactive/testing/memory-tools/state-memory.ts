import { HookToolError, MISSING_TOOL, RESTRICTED_HOOKS } from '@reactive-charms/juju';
import type { UnitState } from '../unit-state.ts';

/** The run in which the tools are called; it decides which tools there are, and what Juju refuses. */
export interface MemoryRun {
  /** Version of the agent. @default '3.6.0' */
  readonly jujuVersion?: string;
  /** Name of the running hook. In a restricted one Juju refuses nearly all tools. */
  readonly hook?: string;
  /** The running action, with its parameters as Juju gives them. */
  readonly action?: { readonly parameters: Readonly<Record<string, unknown>> };
}

/** A change of the unit, as a function of what it is. */
export type Change = (state: UnitState) => Partial<UnitState>;

/** The state behind the tools, and the record of calls. */
export interface StateMemory {
  /** The unit with everything that the calls changed so far. */
  readonly state: UnitState;
  /** The unit with what takes effect at once: what is left of it should the run fail (C28). */
  readonly kept: UnitState;
  readonly calls: readonly string[];
  readonly run: MemoryRun;
  /** Changes what Juju takes over only when the run succeeds. */
  change(change: Change): void;
  /** Changes what takes effect at once. */
  changeAtOnce(change: Change): void;
  /**
   * Notes a call and answers it.
   * @param call the tool, and after a space what it is about.
   * @throws HookToolError when this Juju does not have the tool, or refuses it in this run.
   */
  answer<T>(this: void, call: string, value: () => T): Promise<T>;
}

/** Makes the memory over a copy of a unit's state. */
export function createStateMemory(before: UnitState, run: MemoryRun): StateMemory {
  let state = before;
  let kept = before;
  const calls: string[] = [];
  return {
    calls,
    run,
    get state() {
      return state;
    },
    get kept() {
      return kept;
    },
    change: (change) => {
      state = { ...state, ...change(state) };
    },
    changeAtOnce: (change) => {
      state = { ...state, ...change(state) };
      kept = { ...kept, ...change(kept) };
    },
    answer: async (call, value) => {
      calls.push(call);
      const [tool = ''] = call.split(' ');
      checkTool(tool, run);
      return value();
    },
  };
}

/** Lets a tool fail as Juju would. @param code 2 for wrong arguments, 1 for all else. */
export function refuse(tool: string, message: string, code: 1 | 2 = 1): never {
  throw new HookToolError({ tool, args: [] }, { code, stdout: '', stderr: `ERROR ${message}\n` });
}

/** Tools that work in `collect-metrics` and `meter-status-changed`. */
const UNRESTRICTED_TOOLS = ['juju-log', 'add-metric'];

function checkTool(tool: string, { hook, jujuVersion = '3.6.0' }: MemoryRun): void {
  if (!hasTool(tool, jujuVersion)) {
    const stderr = `${tool} is not on PATH`;
    throw new HookToolError({ tool, args: [] }, { code: MISSING_TOOL, stdout: '', stderr });
  }
  const isRestricted = RESTRICTED_HOOKS.some((name) => name === hook);
  if (isRestricted && !UNRESTRICTED_TOOLS.includes(tool)) {
    refuse(tool, 'not implemented for restricted context');
  }
}

/** Source: contract juju.md section 0. */
function hasTool(tool: string, jujuVersion: string): boolean {
  const [family] = tool.split('-');
  if (family === 'leader') return compareVersions(jujuVersion, '4') < 0;
  if (family === 'secret') return compareVersions(jujuVersion, '3') >= 0;
  return tool !== 'add-metric' || compareVersions(jujuVersion, '3.6.11') < 0;
}

function compareVersions(a: string, b: string): number {
  const [left, right] = [a.split('.'), b.split('.')];
  const differences = left.map((part, index) => Number(part) - Number(right[index] ?? 0));
  return differences.find((difference) => difference !== 0) ?? 0;
}
