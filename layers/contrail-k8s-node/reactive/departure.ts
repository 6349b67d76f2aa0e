import { containers } from '@reactive-charms/container';
import type { Context } from '../lib/gather-facts.ts';
import { PATHS } from '../lib/paths.ts';
import { PROJECT } from '../lib/services.ts';

/** Set from the first sign that this unit goes until its end. */
export const UNIT_DEPARTING = 'unit.departing';

/**
 * Recognizes that it is this unit that leaves, and not the unit on the other side, and takes back
 * what the principal was told.
 */
export function noticeDeparture({ endpoints, flags, hook, unit }: Context): void {
  const { run } = hook;
  if (run.kind !== 'relation' || run.departingUnit !== unit.name) return;
  flags.set(UNIT_DEPARTING);
  endpoints.cni.publish({});
}

/** Takes everything off the machine that this charm brought to it; what is gone already is no error. */
export async function removeEverything({ flags, host, log, use }: Context): Promise<void> {
  flags.set(UNIT_DEPARTING);
  try {
    await use(containers).removeProject(PROJECT);
  } catch (error) {
    // Without an engine there is nothing to take away, and the unit must go all the same. Row 19.
    log.warning(`the containers could not be removed: ${String(error)}`);
  }
  for (const path of [PATHS.env, PATHS.project, PATHS.logrotate]) await host.remove(path);
}
