/**
 * The code of an error of the system, for example `ENOENT`. It does not ask for the class `Error`,
 * because errors may come from another realm, as in tests.
 */
export function errorCode(error: unknown): string | undefined {
  const hasCode = typeof error === 'object' && error !== null && 'code' in error;
  return hasCode ? String(error.code) : undefined;
}
