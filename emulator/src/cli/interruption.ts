import type { Writer } from './writer.ts';

/** Ctrl-C came while a command was at work, and the work has ended in order. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
}

/** What a command at work learns of Ctrl-C. */
export interface Interruption {
  /** Aborted by the first Ctrl-C. */
  readonly signal: AbortSignal;
  /** While held, the first Ctrl-C only aborts the signal. @returns what gives it up */
  hold(): () => void;
}

/**
 * Follows the signals of this process. While a command is at work, the first Ctrl-C lets running hooks
 * come to their end; the second ends at once, as SIGTERM and SIGHUP do: hooks, which stand in process
 * groups of their own, end with this process, and the next command runs them again.
 * @param options.ignoreInterrupt true while another program has the terminal, to which the keys belong
 */
export function followSignals(options: { readonly ignoreInterrupt: boolean }): Interruption {
  const controller = new AbortController();
  let holders = 0;
  process.on('SIGHUP', () => process.exit(129));
  process.on('SIGTERM', () => process.exit(143));
  process.on('SIGINT', () => {
    if (options.ignoreInterrupt) return;
    if (holders === 0 || controller.signal.aborted) process.exit(130);
    controller.abort();
  });
  return {
    signal: controller.signal,
    hold: () => {
      holders += 1;
      return () => {
        holders -= 1;
      };
    },
  };
}

/** What `orInterrupted` needs of the surroundings of a command. */
export interface Interruptible {
  readonly writer: Writer;
  readonly interruption?: Interruption;
}

/**
 * Does some work until its end, or after Ctrl-C until what has begun is at its end.
 * @param stop begins nothing new and waits for what has begun
 * @throws InterruptedError after Ctrl-C
 */
export async function orInterrupted<Result>(
  { writer, interruption }: Interruptible,
  work: Promise<Result>,
  stop: () => Promise<void>,
): Promise<Result> {
  if (interruption === undefined) return work;
  const { signal } = interruption;
  const release = interruption.hold();
  let end = (): void => undefined;
  const stopped = new Promise<never>((_resolve, reject) => {
    end = () => {
      writer.note('ends when the running hooks have ended; Ctrl-C once more ends at once');
      stop().then(() => reject(new InterruptedError()), reject);
    };
  });
  signal.addEventListener('abort', end, { once: true });
  try {
    const result = await Promise.race([work, stopped]);
    if (signal.aborted) throw new InterruptedError();
    return result;
  } finally {
    signal.removeEventListener('abort', end);
    release();
  }
}

/**
 * Does work that only Ctrl-C ends, which is a good end then.
 * @param work ends in order after the signal
 */
export async function untilInterrupted(
  interruption: Interruption | undefined,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const release = interruption?.hold();
  try {
    await work(interruption?.signal ?? new AbortController().signal);
  } finally {
    release?.();
  }
}
