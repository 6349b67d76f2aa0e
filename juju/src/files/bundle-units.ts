import type { Diagnostic } from '../diagnostics.ts';
import type { Bundle, BundleApplication, BundlePlacement } from './bundle-types.ts';

/** A unit that a bundle wants: the so-manieth of its application. */
export interface BundleUnit {
  readonly application: BundleApplication;
  /** Counted from 0. */
  readonly index: number;
  readonly placement?: BundlePlacement;
  /** Index of the unit to stand beside, when the placement names an application. */
  readonly beside?: number;
}

/**
 * Lists the units of an application with their placements. The last placement serves all further
 * units; an application's name means its next unit.
 */
export function bundleUnits(application: BundleApplication): BundleUnit[] {
  const nextOf = new Map<string, number>();
  return Array.from({ length: application.units ?? 0 }, (_unused, index) => {
    const placement = application.to[index] ?? application.to.at(-1);
    if (placement?.target.kind !== 'unit') {
      return { application, index, ...(placement === undefined ? {} : { placement }) };
    }
    const { application: other, unit } = placement.target;
    const beside = unit ?? nextOf.get(other) ?? 0;
    nextOf.set(other, beside + 1);
    return { application, index, placement, beside };
  });
}

/** Finds units that are placed beside each other in a ring; each ring is told once. */
export function findPlacementRings(bundle: Bundle): Diagnostic[] {
  const units = new Map<string, BundleUnit>();
  for (const unit of Object.values(bundle.applications).flatMap(bundleUnits)) {
    units.set(keyOf(unit.application.name, unit.index), unit);
  }
  const done = new Set<string>();
  const rings: Diagnostic[] = [];
  for (const start of units.keys()) {
    const ring = walk(start, units, done);
    if (ring !== undefined) rings.push(describeRing(ring, units));
  }
  return rings;
}

/** Follows placements from a unit; answers the ring that they end in, unless it is known. */
function walk(
  start: string,
  units: ReadonlyMap<string, BundleUnit>,
  done: Set<string>,
): string[] | undefined {
  const path: string[] = [];
  let at: string | undefined = start;
  while (at !== undefined && !done.has(at)) {
    done.add(at);
    path.push(at);
    at = hostOf(units.get(at));
  }
  const from = at === undefined ? -1 : path.indexOf(at);
  return from === -1 ? undefined : path.slice(from);
}

function hostOf(unit: BundleUnit | undefined): string | undefined {
  if (unit?.placement?.target.kind !== 'unit') return undefined;
  return keyOf(unit.placement.target.application, unit.beside ?? 0);
}

function describeRing(ring: readonly string[], units: ReadonlyMap<string, BundleUnit>): Diagnostic {
  const [first = ''] = ring;
  const unit = units.get(first);
  const place = unit?.placement?.place ?? unit?.application.place;
  const chain = [...ring, first].map((name) => `"${name}"`).join(' beside ');
  return {
    severity: 'error',
    code: 'BUNDLE_PLACEMENT_RING',
    text: `the placements wait for each other: ${chain}`,
    ...(place === undefined ? {} : { place }),
    fix: 'give one of them a machine of its own: "to: [new]", or the number of a machine of the bundle',
  };
}

function keyOf(application: string, index: number): string {
  return `${application}/${index}`;
}
