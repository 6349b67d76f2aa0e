import type { Host } from '../host/host.ts';
import type { Log } from './log.ts';
import type { UnitName } from '@reactive-charms/juju';

/** What an instrument is made from; one value lives as long as one run. */
export interface CapabilityBase {
  readonly host: Host;
  readonly log: Log;
  readonly unit: UnitName;
}

/** An instrument that a layer offers to the handlers of other layers. */
export interface Capability<T> {
  readonly name: string;
  /** The instrument of a run; made at first use. */
  of(base: CapabilityBase): T;
  /** Puts another instrument in its place for a run; meant for tests. */
  provide(base: CapabilityBase, instrument: T): void;
}

/**
 * Declares an instrument. Handlers get it by `context.use(capability)`.
 * @param name what error texts call it.
 * @param create makes the instrument; called at most once a run.
 */
export function defineCapability<T>(
  name: string,
  create: (base: CapabilityBase) => T,
): Capability<T> {
  const instruments = new WeakMap<CapabilityBase, { readonly instrument: T }>();
  return {
    name,
    of: (base) => {
      const known = instruments.get(base) ?? { instrument: create(base) };
      instruments.set(base, known);
      return known.instrument;
    },
    provide: (base, instrument) => {
      instruments.set(base, { instrument });
    },
  };
}
