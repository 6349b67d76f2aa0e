import type { UnitName } from '@reactive-charms/juju';

/** A unit of this application with its address. */
export interface Member {
  readonly unit: UnitName;
  /** Undefined while a peer has not published it. */
  readonly address: string | undefined;
}

/**
 * The addresses of all live units by unit name, in the natural order of names. It is made anew from
 * the members each time, so that no unit stays in it after it left. Rows 15 and 40 of section 7.
 */
export function clusterInfo(members: readonly Member[]): Record<string, string> {
  const known = members.flatMap(({ unit, address }) => (address ? [{ unit, address }] : []));
  known.sort((a, b) => compareNaturally(a.unit, b.unit));
  return Object.fromEntries(known.map(({ unit, address }) => [unit, address]));
}

function compareNaturally(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
