import type { Instant } from '../model.ts';

/** Who waits for the clock, and until when. */
export interface Alarms<Name> {
  /** Sets when somebody is to be woken; undefined for never. */
  set(name: Name, at: Instant | undefined): void;
  /** Takes those whose time has come. */
  take(now: Instant): Name[];
}

/** Makes a clock without alarms. */
export function createAlarms<Name>(): Alarms<Name> {
  const alarms = new Map<Name, Instant>();
  // At or before the first alarm; so most looks at the clock cost one comparison.
  let first: Instant | undefined;
  return {
    set: (name, at) => {
      if (at === undefined) {
        alarms.delete(name);
        return;
      }
      alarms.set(name, at);
      if (first === undefined || at < first) first = at;
    },
    take: (now) => {
      if (first === undefined || first > now) return [];
      const due = [...alarms].filter(([, at]) => at <= now).map(([name]) => name);
      for (const name of due) alarms.delete(name);
      first = undefined;
      for (const at of alarms.values()) if (first === undefined || at < first) first = at;
      return due;
    },
  };
}
