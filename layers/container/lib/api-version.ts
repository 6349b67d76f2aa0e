/** The version of the Engine API that this layer was written against: that of Engine 20.10. */
const WRITTEN_AGAINST = '1.41';

/**
 * Chooses the version of the API to speak: the one this layer was written against, or the nearest that
 * the engine offers, older or newer.
 * @param offered newest and oldest version that the engine speaks, for example `1.54` and `1.44`.
 */
export function chooseApiVersion(offered: {
  readonly newest: string;
  readonly oldest: string;
}): string {
  if (compareVersions(WRITTEN_AGAINST, offered.newest) > 0) return offered.newest;
  if (compareVersions(WRITTEN_AGAINST, offered.oldest) < 0) return offered.oldest;
  return WRITTEN_AGAINST;
}

function compareVersions(a: string, b: string): number {
  const [majorA = 0, minorA = 0] = a.split('.').map(Number);
  const [majorB = 0, minorB = 0] = b.split('.').map(Number);
  return majorA - majorB || minorA - minorB;
}
