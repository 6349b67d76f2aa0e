import type { Instant, Model } from './model.ts';
import { nextTimer } from './scheduler.ts';
import type { SettleReport } from './settle.ts';

/** What works until it is told to stop. */
export interface Worker {
  /** Holds the model, and tells of its changes. */
  readonly store: WatchedModel;
  readonly clock: () => Date;
  settle(options: { readonly timers: true }): Promise<SettleReport>;
  /** Begins nothing new and waits for what has begun. */
  stop(): Promise<void>;
}

/** A model, and who tells of its changes. */
export interface WatchedModel {
  readonly model: Model;
  /** Tells of changes of the model, until the answer is called. */
  watch(listener: () => void): () => void;
}

/** Hears what was done each time that the work has come to rest. */
export type ReportListener = (report: SettleReport) => void;

/**
 * Runs agents until a signal comes. In between it sleeps until the clock, or a change of the model,
 * brings work. After the signal nothing new is begun; hooks that run come to their end.
 */
export async function keepWorking(
  worker: Worker,
  until: AbortSignal,
  onReport: ReportListener = () => undefined,
): Promise<void> {
  let stopping: Promise<void> | undefined;
  const stop = (): void => {
    stopping ??= worker.stop();
  };
  until.addEventListener('abort', stop, { once: true });
  try {
    while (!until.aborted) {
      const report = await worker.settle({ timers: true });
      onReport(report);
      await sleepUntilDue(worker, until, shortestSleep(report));
    }
    await stopping;
  } finally {
    until.removeEventListener('abort', stop);
  }
}

/** Where nothing could be done there is no hurry, whatever seems to be due. */
export function shortestSleep({ hooks }: SettleReport): number {
  return hooks === 0 ? LONGEST_SLEEP / 2 : 0;
}

/** A clock may be turned by hand, so nobody sleeps longer than this without a look at it. */
const LONGEST_SLEEP = 1000;

/**
 * Sleeps until a timer of the model is due, the model changes, or a signal comes.
 * @param atLeast milliseconds to sleep though a timer is due.
 */
export async function sleepUntilDue(
  { store, clock }: Pick<Worker, 'store' | 'clock'>,
  until: AbortSignal,
  atLeast = 0,
): Promise<void> {
  const earliest = Date.now() + atLeast;
  let changed = false;
  let wake = (): void => undefined;
  const release = store.watch(() => {
    changed = true;
    wake();
  });
  const end = (): void => wake();
  until.addEventListener('abort', end);
  try {
    const at = nextTimer(store.model);
    for (;;) {
      const left = Math.max(timeTo(at, clock()), earliest - Date.now());
      if (until.aborted || changed || left <= 0) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(left, LONGEST_SLEEP));
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  } finally {
    release();
    until.removeEventListener('abort', end);
  }
}

function timeTo(at: Instant | undefined, now: Date): number {
  return at === undefined ? Number.POSITIVE_INFINITY : Date.parse(at) - now.getTime();
}
