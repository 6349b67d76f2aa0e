import type { WorkloadStatus } from '@reactive-charms/juju';
import { gatherFacts, logLevelInForce } from '../lib/gather-facts.ts';
import type { Context } from '../lib/gather-facts.ts';
import { findHindrance, READY } from '../lib/status.ts';
import { CNI_FAILED } from './cni.ts';
import { UNIT_DEPARTING } from './departure.ts';

/** Says how the unit is. Source: contract contrail.md section 5.2 with row 35 of section 7. */
export function decideStatus(context: Context): WorkloadStatus | undefined {
  const { config, flags } = context;
  if (flags.isSet(UNIT_DEPARTING)) return undefined;
  const { fault } = logLevelInForce(context);
  if (fault !== undefined) return { status: 'blocked', message: fault };
  const hindrance = findHindrance(gatherFacts(context, config['log-level']));
  if (hindrance !== undefined) return hindrance;
  const failure = flags.valueOf(CNI_FAILED);
  if (typeof failure === 'string') return { status: 'blocked', message: failure };
  return READY;
}
