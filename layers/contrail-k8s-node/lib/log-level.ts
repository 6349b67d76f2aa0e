/** Log levels that the Contrail containers know. */
export const LOG_LEVELS = [
  'SYS_EMERG',
  'SYS_ALERT',
  'SYS_CRIT',
  'SYS_ERR',
  'SYS_WARN',
  'SYS_NOTICE',
  'SYS_INFO',
  'SYS_DEBUG',
] as const;

/** The log level in force: the operator's, or while that has a fault the last good one. */
export function checkLogLevel(
  given: string,
  lastGood: string | undefined,
): { readonly logLevel: string | undefined; readonly fault: string | undefined } {
  if (LOG_LEVELS.some((level) => level === given)) return { logLevel: given, fault: undefined };
  const fault = `Invalid option: log-level "${given}" is not one of ${LOG_LEVELS.join(', ')}`;
  return { logLevel: lastGood, fault };
}
