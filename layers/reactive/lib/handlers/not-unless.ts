import type { EngineContext } from '../dispatch/context.ts';

/**
 * Lets a handler's function say that it relies on flags without waiting for them: it runs in any case,
 * and when flags are missing, one warning in the log names them.
 * Source: contract reactive.md section 2.2, row R45.
 * @param flags that should be set by then.
 * @param run the function.
 */
export function notUnless<C extends Pick<EngineContext, 'flags' | 'log'>, T>(
  flags: readonly string[],
  run: (context: C) => T,
): (context: C) => T {
  return (context) => {
    const missing = context.flags.listUnset(...flags);
    if (missing.length > 0) {
      const name = run.name === '' ? 'a handler' : run.name;
      context.log.warning(`${name} relies on flags that are not set: ${missing.join(', ')}`);
    }
    return run(context);
  };
}
