import { nextTimer } from '@reactive-charms/emulator/core';
import type { StandingClock } from './clock.ts';
import { readDuration } from './duration.ts';
import type { PlaceOfWork } from './types.ts';

/**
 * Lets time pass, and runs what falls due on the way at the instant at which it does.
 * @throws DiagnosticsError for what is no duration
 */
export async function advance(
  work: PlaceOfWork,
  clock: StandingClock,
  duration: string,
): Promise<void> {
  const end = clock.now.getTime() + readDuration(duration);
  for (;;) {
    const at = nextTimer(work.model);
    if (at === undefined || Date.parse(at) > end) break;
    clock.turnTo(Date.parse(at));
    const { hooks } = await work.settle({ timers: true });
    // What is due and cannot be run now, nobody waits for.
    if (hooks === 0) break;
  }
  clock.turnTo(end);
  await work.settle({ timers: true });
}
