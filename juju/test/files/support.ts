import { DiagnosticsError } from '../../src/diagnostics.ts';

/** What a reader says of a text: `accepted`, or its findings as `CODE line:column text`. */
export function verdict(read: () => unknown): string[] {
  try {
    read();
    return ['accepted'];
  } catch (error) {
    if (!(error instanceof DiagnosticsError)) throw error;
    return error.diagnostics.map(
      ({ code, place, text }) => `${code} ${place?.line}:${place?.column} ${text}`,
    );
  }
}
