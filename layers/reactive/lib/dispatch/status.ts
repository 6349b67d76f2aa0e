import type { SettableStatus, WorkloadStatus } from '@reactive-charms/juju';
import type { EngineContext } from './context.ts';
import type { StatusDecider } from '../handlers/layer.ts';

/** From the gravest to the mildest. */
const GRAVITY: readonly SettableStatus[] = ['blocked', 'maintenance', 'waiting', 'active'];

/** The gravest of some opinions; among equals the later layer's, which stands above. */
export function worstStatus(opinions: readonly WorkloadStatus[]): WorkloadStatus | undefined {
  return opinions
    .toReversed()
    .sort((a, b) => GRAVITY.indexOf(a.status) - GRAVITY.indexOf(b.status))[0];
}

/** Asks all status deciders; undefined when none has an opinion. */
export async function decideStatus(
  deciders: readonly StatusDecider[],
  context: EngineContext,
): Promise<WorkloadStatus | undefined> {
  const opinions: WorkloadStatus[] = [];
  for (const { decide } of deciders) {
    const opinion = await decide(context);
    if (opinion) opinions.push(opinion);
  }
  return worstStatus(opinions);
}
