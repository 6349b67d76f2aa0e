import type { MachineProcess } from './types.ts';

/** How long a process has to end after SIGTERM. */
const GRACE_MS = 5000;

/** What may end a process before it ends by itself. */
export interface TimeLimit {
  /** Whether the time was over. */
  isOver(): boolean;
  /** To be called when the process has ended. */
  release(): void;
}

/**
 * Ends a process and its children when its time is over, gently at first, or when it is stopped.
 * @param kill sends a signal to the process and its children.
 */
export function limitTime(
  { timeoutSeconds, stop }: Pick<MachineProcess, 'timeoutSeconds' | 'stop'>,
  kill: (signal: NodeJS.Signals) => void,
): TimeLimit {
  let over = false;
  const endNow = (): void => kill('SIGKILL');
  let timer: NodeJS.Timeout | undefined;
  if (timeoutSeconds !== undefined) {
    timer = setTimeout(() => {
      over = true;
      kill('SIGTERM');
      timer = setTimeout(endNow, GRACE_MS);
    }, timeoutSeconds * 1000);
  }
  if (stop?.aborted) endNow();
  stop?.addEventListener('abort', endNow);
  return {
    isOver: () => over,
    release: () => {
      clearTimeout(timer);
      stop?.removeEventListener('abort', endNow);
      // Children that outlive the first signal would outlive the process, too.
      if (over || stop?.aborted) endNow();
    },
  };
}
