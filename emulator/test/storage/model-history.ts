import type { Model } from '../../src/model.ts';
import { settle } from '../../src/settle.ts';
import { createRandomPlay } from '../support/random-play.ts';

/** Models that followed one another in a random play. */
export async function modelHistory(seed: number): Promise<readonly Model[]> {
  const play = createRandomPlay(seed);
  for (let round = 0; round < 3; round += 1) {
    for (let act = 0; act < 4; act += 1) play.act();
    await settle(play.host, {
      parallel: 1,
      maximumHooks: 1000,
      stopped: () => false,
      prepareMachine: async () => undefined,
    });
  }
  return play.history;
}
