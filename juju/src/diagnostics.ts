/** A place in a file. Lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  /** The text of that line, shown below the message. */
  readonly source?: string;
}

/** How bad a finding is. */
export type Severity = 'error' | 'warning' | 'info';

/** One finding about a user's file or command: what, where, and what to do. */
export interface Diagnostic {
  readonly severity: Severity;
  /** A stable upper-case code such as `LAYER_NOT_FOUND`. */
  readonly code: string;
  /** One sentence that stands alone, without a final full stop. */
  readonly text: string;
  readonly place?: Place;
  /** What to do about it, in the imperative. */
  readonly fix?: string;
}

/**
 * A user's mistake. Programs print its diagnostics and exit with a code that is not 0; they show no
 * stack trace, because the fault is not in the program.
 */
export class DiagnosticsError extends Error {
  readonly diagnostics: readonly Diagnostic[];

  /** @param diagnostics at least one finding, in the order of importance. */
  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map(formatDiagnostic).join('\n'));
    this.name = 'DiagnosticsError';
    this.diagnostics = diagnostics;
  }
}

/** Makes the error for a single finding. */
export function userError(
  code: string,
  text: string,
  more: { readonly place?: Place; readonly fix?: string } = {},
): DiagnosticsError {
  return new DiagnosticsError([{ severity: 'error', code, text, ...more }]);
}

/**
 * Prints a finding: `metadata.yaml:14:5: error: text [CODE]`, the source line with a mark under the
 * column, and the fix.
 */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const { place, severity, text, code, fix } = diagnostic;
  const lines = [`${place ? `${formatPlace(place)}: ` : ''}${severity}: ${text} [${code}]`];
  if (place?.source !== undefined && place.line !== undefined) {
    const gutter = `  ${place.line} | `;
    lines.push(`${gutter}${place.source}`);
    if (place.column !== undefined) {
      lines.push(`${' '.repeat(gutter.length + place.column - 1)}^`);
    }
  }
  if (fix !== undefined) lines.push(`  fix: ${fix}`);
  return lines.join('\n');
}

function formatPlace(place: Place): string {
  return [place.file, place.line, place.line === undefined ? undefined : place.column]
    .filter((part) => part !== undefined)
    .join(':');
}

/** Orders findings by file, then line, then column, so that a report reads from top to bottom. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...diagnostics].sort(
    (a, b) =>
      (a.place?.file ?? '').localeCompare(b.place?.file ?? '') ||
      (a.place?.line ?? 0) - (b.place?.line ?? 0) ||
      (a.place?.column ?? 0) - (b.place?.column ?? 0),
  );
}
