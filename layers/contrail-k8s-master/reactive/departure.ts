import { containers } from '@reactive-charms/container';
import { declareCertificates } from '../lib/certificate-files.ts';
import type { Context } from '../lib/gather-facts.ts';
import { PATHS } from '../lib/paths.ts';
import { PROJECT } from '../lib/services.ts';

/**
 * Set from the first sign that this unit goes until its end. A leaving unit sees its live peers depart
 * one by one; what it would compute from them must not be shared. Row 40 of contrail.md section 7.
 */
export const UNIT_DEPARTING = 'unit.departing';

/** Recognizes that it is this unit that leaves, and not the unit on the other side. */
export function noticeDeparture({ flags, hook, unit }: Context): void {
  const { run } = hook;
  if (run.kind === 'relation' && run.departingUnit === unit.name) flags.set(UNIT_DEPARTING);
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
  await declareCertificates(host, undefined);
  for (const path of [PATHS.env, PATHS.project, PATHS.certificates, PATHS.logrotate]) {
    await host.remove(path);
  }
}
