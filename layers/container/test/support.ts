import type { Log } from '@reactive-charms/reactive';

/** A log that keeps its lines. */
export function createRecordingLog(): Log & { readonly lines: string[] } {
  const lines: string[] = [];
  const record = (message: string): void => {
    lines.push(message);
  };
  return { lines, debug: record, info: record, warning: record, error: record };
}

/** A log that forgets. */
export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warning: () => undefined,
  error: () => undefined,
};
