import { on } from '../../src/events/on.ts';
import { freshUnit, relationState, secretState } from '../../src/unit-state.ts';
import { runHookOn } from '../../src/model/run-hook-on.ts';
import type { PlacedOutcome } from '../../src/model/run-hook-on.ts';
import type { Place } from '../../src/model/types.ts';
import { KEEPERS } from './support/keeper.ts';

const { keeper } = KEEPERS;
const STATE = freshUnit('keeper/0', {
  relations: {
    'source:1': relationState('teller', { units: { 'teller/0': { greeting: 'hi' } } }),
    'data:2': relationState('hearer', { units: { 'hearer/0': {} } }),
  },
});

/** Single hooks, state in, state out: the same for a function in this process and for a real process. */
export function describeSingleHooks(place: Place): void {
  describe(`a single hook of a charm ${place}`, () => {
    let first: PlacedOutcome;
    beforeAll(async () => {
      first = await runHookOn(place, keeper, 'source-relation-changed', { state: STATE });
    });

    it('takes a state and gives the next', () => {
      expect(first.error).toBeUndefined();
      expect(first.flags).toContain('endpoint.source.joined');
      expect(first.files['/etc/keeper/heard']).toEqual({ content: 'teller/0 hi\n', mode: 0o644 });
      expect(first.relations['data:2']?.published).toMatchObject({ greeting: 'hello' });
      expect(first.status).toEqual({ status: 'active', message: 'hears 1' });
      expect(first.interrupted).toBe(false);
      expect(Object.keys(first.files)).toEqual(['/etc/keeper/heard']);
    });

    it('goes on from the state that it gave', async () => {
      const next = await runHookOn(place, keeper, 'update-status', { state: first });
      expect(next.flags).toEqual(expect.arrayContaining(['keeper.updated']));
      expect(next.statusHistory).toEqual([]);
    });

    it('C28 keeps of a hook that fails what has taken effect at once', async () => {
      const state = { ...first, config: { 'fail-in': 'config-changed', greeting: 'bye' } };
      const failed = await runHookOn(place, keeper, 'config-changed', { state });
      expect(failed.error?.message).toContain('told to fail');
      expect(failed.relations).toEqual(first.relations);
      expect(failed.interrupted).toBe(true);
    });

    it('fails at its end where Juju does not take over what it asked for', async () => {
      const [own, foreign] = ['secret:9m4e2mr0ui3e8a215n4g', 'secret:9m4e2mr0ui3e8a215n4h'];
      const secrets = {
        [own]: secretState({ word: 'a' }, { owner: 'unit' }),
        [foreign]: secretState({ word: 'b' }, { owner: 'other' }),
      };
      const state = { ...STATE, leaderData: { secret: foreign }, secrets };
      const failed = await runHookOn(place, keeper, on.secretRotate(own), { state });
      expect(failed.error?.message).toMatch(/^cannot apply changes: .*permission denied/);
      expect(failed.secrets).toEqual(secrets);
      expect(failed.memory).toBeUndefined();
    });
  });
}
