/** Malformed keys of an endpoint that a layer does not mind. */
export interface Tolerance {
  readonly endpoint: string;
  /** Keys of databags; none stands for all. */
  readonly keys: readonly string[];
}

/** Tells whether nobody minds that a key of an endpoint is malformed. */
export type ToleranceTest = (endpoint: string, key: string) => boolean;

/** Lays the tolerances of all layers of a charm over each other. */
export function joinTolerances(tolerances: readonly Tolerance[]): ToleranceTest {
  return (endpoint, key) =>
    tolerances.some(
      (tolerance) =>
        tolerance.endpoint === endpoint &&
        (tolerance.keys.length === 0 || tolerance.keys.includes(key)),
    );
}
