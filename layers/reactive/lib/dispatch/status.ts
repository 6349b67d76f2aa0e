import type { SettableStatus, WorkloadStatus } from '@reactive-charms/juju';
import { malformedFlag, sentencesIn } from '../endpoints/malformed-flags.ts';
import type { EngineContext } from './context.ts';
import type { StatusDecider } from '../handlers/layer.ts';

/** What the status decider of a layer said, or the engine itself. */
export interface Opinion extends WorkloadStatus {
  /** The layer; where the engine speaks, the flag that it speaks of. */
  readonly layer: string;
  /** What the status is about. */
  readonly about: 'unit' | 'application';
}

/** From the gravest to the mildest. */
const GRAVITY: readonly SettableStatus[] = ['blocked', 'maintenance', 'waiting', 'active'];

/** The gravest of some opinions; among equals the later layer's, which stands above. */
export function worstStatus(opinions: readonly WorkloadStatus[]): WorkloadStatus | undefined {
  const [worst] = opinions
    .toReversed()
    .sort((a, b) => GRAVITY.indexOf(a.status) - GRAVITY.indexOf(b.status));
  return worst && { status: worst.status, message: worst.message };
}

/**
 * What the engine itself says about the unit: it is blocked while an endpoint is sent what nobody can
 * read. One opinion for each such endpoint, of which the last counts.
 */
export function judgeData(
  endpoints: readonly string[],
  { flags }: Pick<EngineContext, 'flags'>,
): readonly Opinion[] {
  return endpoints.flatMap((endpoint): Opinion[] => {
    const flag = malformedFlag(endpoint);
    const [first, ...others] = sentencesIn(flags.valueOf(flag));
    if (first === undefined) return [];
    const message = others.length === 0 ? first : `${first} (and ${others.length} more)`;
    return [{ layer: flag, about: 'unit', status: 'blocked', message }];
  });
}

/** Whom to ask for a status, and who hears of it. */
export interface StatusQuestion {
  readonly about: Opinion['about'];
  readonly deciders: readonly StatusDecider[];
  readonly onOpinion: (opinion: Opinion) => void;
  /** Hears whose decider threw. */
  readonly onFailure: (decider: string) => void;
}

/** Asks all status deciders; undefined when none has an opinion. */
export async function decideStatus(
  { about, deciders, onOpinion, onFailure }: StatusQuestion,
  context: EngineContext,
): Promise<WorkloadStatus | undefined> {
  const opinions: WorkloadStatus[] = [];
  for (const { layer, decide } of deciders) {
    const opinion = await askDecider(
      async () => decide(context),
      () => onFailure(layer),
    );
    if (!opinion) continue;
    opinions.push(opinion);
    onOpinion({ layer, about, status: opinion.status, message: opinion.message });
  }
  return worstStatus(opinions);
}

async function askDecider<T>(ask: () => Promise<T>, onFailure: () => void): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    onFailure();
    throw error;
  }
}
