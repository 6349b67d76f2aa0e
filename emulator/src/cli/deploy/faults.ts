import { DiagnosticsError, sortDiagnostics } from '@reactive-charms/juju';
import type { Diagnostic, Place } from '@reactive-charms/juju';

/** Gathers what is wrong with the files and arguments of a command, so that all of it is told at once. */
export class Faults {
  readonly #found: Diagnostic[] = [];

  /** Whether nothing is wrong so far. */
  get isEmpty(): boolean {
    return this.#found.length === 0;
  }

  /** Notes findings. */
  add(...found: readonly Diagnostic[]): void {
    this.#found.push(...found);
  }

  /** Does some work; a user's mistake in it is noted. @returns undefined after a mistake. */
  try<Result>(work: () => Result, place?: Place): Result | undefined {
    try {
      return work();
    } catch (error) {
      this.#note(error, place);
      return undefined;
    }
  }

  /** The same for work that takes its time. */
  async tryAsync<Result>(work: () => Promise<Result>, place?: Place): Promise<Result | undefined> {
    try {
      return await work();
    } catch (error) {
      this.#note(error, place);
      return undefined;
    }
  }

  /** @throws DiagnosticsError with all findings in the order of the files, if there are any. */
  failIfAny(): void {
    if (!this.isEmpty) throw new DiagnosticsError(sortDiagnostics(this.#found));
  }

  #note(error: unknown, place: Place | undefined): void {
    if (!(error instanceof DiagnosticsError)) throw error;
    for (const found of error.diagnostics) {
      this.#found.push(place === undefined ? found : { ...found, place: found.place ?? place });
    }
  }
}
