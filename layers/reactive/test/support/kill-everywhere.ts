/** With CRASH_TEST=all every place is tried, else a sample. */
const IS_THOROUGH = process.env['CRASH_TEST'] === 'all';

/** Lives that are tried side by side. */
const SIDE_BY_SIDE = 3;

/** How places are tried. */
export interface Places {
  /** How far apart those of the sample are. */
  readonly stride: number;
}

/**
 * Tries places at which a program is killed, from the first to the one that it does not reach.
 * @param live runs the program once. @returns what to judge it by; undefined when it was not killed.
 * @returns what to judge by, and how many places there are at least.
 */
export async function killEverywhere<T>(
  { stride: sampled }: Places,
  live: (place: number) => Promise<T | undefined>,
): Promise<{ readonly ends: readonly T[]; readonly places: number }> {
  const stride = IS_THOROUGH ? 1 : sampled;
  const ends: T[] = [];
  for (let first = 0; ends.length === first; first += SIDE_BY_SIDE) {
    const places = Array.from({ length: SIDE_BY_SIDE }, (_, more) => 1 + (first + more) * stride);
    const tried = await Promise.all(places.map(live));
    ends.push(...tried.filter((end) => end !== undefined));
  }
  return { ends, places: ends.length * stride };
}
