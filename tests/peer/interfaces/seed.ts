/** How many cases a property is tried on, and which: the same for the same seed. */
export interface Runs {
  readonly numRuns: number;
  readonly seed: number;
}

/**
 * The cases of a property. A failing property tells the seed, and the path to its smallest case.
 * `npm run test:peer -- --seed 7` chooses others, by way of PEER_SEED.
 */
export function runs(numRuns: number): Runs {
  return { numRuns, seed: Number(process.env['PEER_SEED'] ?? '1') };
}
