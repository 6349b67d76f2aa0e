import type { JsonValue } from '@reactive-charms/reactive';
import type { Recorder } from './our-charm.ts';
import type { HandlerTrace } from './trace.ts';

/** A handler's run that is not over yet. */
export interface RecordedRun extends HandlerTrace {
  readonly notes: JsonValue[];
}

/** Notes what handlers do into a list. */
export function createRecorder(runs: RecordedRun[], fails: string | undefined): Recorder {
  return {
    fails,
    ran: (handler, flags) => runs.push({ handler, flags, notes: [] }),
    told: (trigger, flags) => {
      // Before the first handler the engines set their flags in different orders; see makeTriggers.
      if (runs.length > 0) runs.push({ handler: trigger, flags, notes: [] });
    },
    note: (value) => runs.at(-1)?.notes.push(value),
  };
}
