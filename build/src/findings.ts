import {
  DiagnosticsError,
  sortDiagnostics,
  type Diagnostic,
  type Place,
} from '@reactive-charms/juju';

/** What a finding may say beside its code and text. */
export interface FindingDetail {
  readonly place?: Place | undefined;
  readonly fix?: string;
}

/**
 * Collects everything that is wrong with a charm's sources, so that one run reports all of it.
 * A build makes one, hands it down, and asks it to throw at the end of each stage.
 */
export class Findings {
  readonly #found: Diagnostic[] = [];

  /** Adds an error: the charm cannot be built or Juju would refuse it. */
  error(code: string, text: string, detail: FindingDetail = {}): void {
    this.add({ severity: 'error', code, text, ...given(detail) });
  }

  /** Adds a warning: the charm is built, but an author should look. */
  warning(code: string, text: string, detail: FindingDetail = {}): void {
    this.add({ severity: 'warning', code, text, ...given(detail) });
  }

  /** Adds findings that were made elsewhere; a finding that is already there is not repeated. */
  add(...diagnostics: readonly Diagnostic[]): void {
    const known = new Set(this.#found.map(identityOf));
    this.#found.push(...diagnostics.filter((diagnostic) => !known.has(identityOf(diagnostic))));
  }

  /**
   * Runs a step; a user's mistake in it becomes findings, and the step has no result.
   * @throws whatever else the step throws.
   */
  attempt<T>(step: () => T): T | undefined {
    try {
      return step();
    } catch (error) {
      if (!(error instanceof DiagnosticsError)) throw error;
      this.add(...error.diagnostics);
      return undefined;
    }
  }

  /** All findings, by file, line and column. */
  get all(): readonly Diagnostic[] {
    return sortDiagnostics(this.#found);
  }

  /** True when at least one finding is an error. */
  get hasErrors(): boolean {
    return this.#found.some((finding) => finding.severity === 'error');
  }

  /** @throws DiagnosticsError with all findings when one of them is an error. */
  throwIfErrors(): void {
    if (this.hasErrors) throw new DiagnosticsError(this.all);
  }
}

function given({ place, fix }: FindingDetail): Pick<Diagnostic, 'place' | 'fix'> {
  return {
    ...(place === undefined ? {} : { place }),
    ...(fix === undefined ? {} : { fix }),
  };
}

function identityOf({ code, text, place }: Diagnostic): string {
  return JSON.stringify([code, text, place?.file, place?.line, place?.column]);
}
