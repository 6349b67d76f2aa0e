import type { HookTools, LogLevel } from '@reactive-charms/juju';

/** Log lines. Values that are secrets must never be passed here. */
export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warning(message: string): void;
  error(message: string): void;
}

/** A log that can be waited for. */
export interface BufferedLog extends Log {
  /** Waits until everything logged so far has reached Juju. */
  flush(): Promise<void>;
}

/**
 * Makes the log of a hook. Debug lines go to the standard output, which Juju logs at level DEBUG at
 * no cost; the others go through `juju-log`, in order, without holding up the handler.
 */
export function createLog(tools: HookTools, writeLine: (line: string) => void): BufferedLog {
  return { ...createActionLog(tools, writeLine), debug: writeLine };
}

/**
 * Makes the log of an action, whose standard output Juju shows to whoever ran it as a result: so
 * debug lines go through `juju-log` too.
 */
export function createActionLog(tools: HookTools, writeLine: (line: string) => void): BufferedLog {
  let pending: Promise<void> = Promise.resolve();
  const send = (level: LogLevel, message: string): void => {
    pending = pending
      .then(() => tools.log(level, message))
      // A log line that Juju does not take must not fail the hook: it goes to the output instead.
      .catch(() => writeLine(`${level} ${message}`));
  };
  return {
    debug: (message) => send('DEBUG', message),
    info: (message) => send('INFO', message),
    warning: (message) => send('WARNING', message),
    error: (message) => send('ERROR', message),
    flush: async () => pending,
  };
}
