import type { UnitName } from '@reactive-charms/juju';

/** Which runs a fault is about; what is left out is about all. */
export interface FaultPlace {
  readonly unit?: UnitName;
  /** Full name of a hook, name of an action, or `run-commands`. */
  readonly hook?: string;
}

/** Something that goes wrong on demand, for tests. Each fault strikes `times` times. */
export type Fault = FaultPlace & { /** @default 1 */ readonly times?: number } & (
    | {
        /** Ends the program and its children by SIGKILL before its n-th tool call, counted from 1. */
        readonly kind: 'kill';
        readonly atCall: number;
      }
    | {
        /** Lets a tool fail: its n-th call in the run, the first by default. */
        readonly kind: 'fail-tool';
        readonly tool: string;
        readonly nth?: number;
        /** @default 1 */
        readonly code?: number;
        /** What stands on standard error after `ERROR `. */
        readonly message: string;
      }
    | {
        /** Lets calls wait: those of one tool, or all. */
        readonly kind: 'delay';
        readonly tool?: string;
        readonly milliseconds: number;
      }
    | {
        /** Moves the leadership before the n-th tool call, counted from 1. */
        readonly kind: 'change-leader';
        readonly to: UnitName;
        readonly atCall: number;
      }
    | {
        /** The unit's machine has no room left while the run lasts: writes fail with ENOSPC. */
        readonly kind: 'disk-full';
      }
  );

/** The faults that are still to come. One plan serves all runs of a session. */
export interface FaultPlan {
  /** Starts a run. Faults that last for a whole run strike now. */
  startRun(place: Required<FaultPlace>): RunFaults;
}

/** The faults of one run. */
export interface RunFaults {
  /** The machine has no room left while the run lasts. */
  readonly diskFull: boolean;
  /** Counts a call and tells what strikes it. */
  nextCall(tool: string): CallFaults;
}

/** What strikes one call of a hook tool. */
export interface CallFaults {
  readonly kill: boolean;
  /** How long the call waits, in milliseconds. */
  readonly delay: number;
  readonly leader?: UnitName;
  readonly failure?: { readonly code: number; readonly message: string };
}

/** Makes the plan of a session; faults that are added to the list later count too. */
export function planFaults(faults: readonly Fault[]): FaultPlan {
  const left = new Map<Fault, number>();
  const strike = (fault: Fault): boolean => {
    const times = left.get(fault) ?? fault.times ?? 1;
    left.set(fault, times - 1);
    return times > 0;
  };
  return {
    startRun: (place) => {
      const own = faults.filter(
        ({ unit = place.unit, hook = place.hook }) => unit === place.unit && hook === place.hook,
      );
      const full = own.find((fault) => fault.kind === 'disk-full' && strike(fault));
      const calls: string[] = [];
      return {
        diskFull: full !== undefined,
        nextCall: (tool) => {
          calls.push(tool);
          return describeCall(own.filter((fault) => meets(fault, calls)).filter(strike));
        },
      };
    },
  };
}

/** Whether a fault is about the last of the calls of a run. */
function meets(fault: Fault, calls: readonly string[]): boolean {
  const tool = calls.at(-1);
  switch (fault.kind) {
    case 'kill':
    case 'change-leader':
      return calls.length === fault.atCall;
    case 'fail-tool':
      return (
        fault.tool === tool && calls.filter((name) => name === tool).length === (fault.nth ?? 1)
      );
    case 'delay':
      return fault.tool === undefined || fault.tool === tool;
    case 'disk-full':
      return false;
  }
}

function describeCall(faults: readonly Fault[]): CallFaults {
  let call: CallFaults = { kill: false, delay: 0 };
  for (const fault of faults) {
    if (fault.kind === 'kill') call = { ...call, kill: true };
    if (fault.kind === 'delay') call = { ...call, delay: call.delay + fault.milliseconds };
    if (fault.kind === 'change-leader') call = { ...call, leader: fault.to };
    if (fault.kind === 'fail-tool') {
      call = { ...call, failure: { code: fault.code ?? 1, message: fault.message } };
    }
  }
  return call;
}
