/**
 * The code of an error of Node.js, such as `ENOENT`. It looks at the shape only: errors that come
 * from another realm are no instances of this realm's Error.
 */
export function errorCode(error: unknown): string | undefined {
  const hasCode = typeof error === 'object' && error !== null && 'code' in error;
  return hasCode && typeof error.code === 'string' ? error.code : undefined;
}

/** The message of an error, or the thrown value as text. */
export function errorMessage(error: unknown): string {
  const hasMessage = typeof error === 'object' && error !== null && 'message' in error;
  return hasMessage ? String(error.message) : String(error);
}
