import type { CharmDefinition } from '../../lib/index.ts';
import { freshUnit, relationState, runHook } from '@reactive-charms/testing';
import type { HookOutcome, UnitState } from '@reactive-charms/testing';
import { charmOf } from '../support/charms.ts';

const JUJU_3 = '3.6.5';
const JUJU_4 = '4.0.1';

/** Notes what the leader shares, and which flags tell of it. */
const charm: CharmDefinition = charmOf((layer) => {
  layer.always().handle('look', ({ leader, flags, unit }) => {
    unit.data.set('shared', { ...leader.data });
    unit.data.set(
      'flags',
      flags.list().filter((flag) => flag.startsWith('leadership.')),
    );
  });
});

function seenIn({ state }: HookOutcome): unknown {
  return state.memory?.data['shared'];
}

function flagsIn({ state }: HookOutcome): unknown {
  return state.memory?.data['flags'];
}

/** A unit that has lived with leader settings, on the day that its model became one of Juju 4. */
async function upgradedUnit(more: Partial<UnitState>): Promise<UnitState> {
  const state = freshUnit('wordpress/0', {
    leaderData: { token: 'T', user: 'u' },
    relations: { 'cluster:0': relationState('wordpress') },
    ...more,
  });
  const settled = await runHook(charm, 'install', state, { jujuVersion: JUJU_3 });
  return { ...settled.state, leaderData: {} };
}

async function onJuju4(state: UnitState, hook = 'update-status'): Promise<HookOutcome> {
  return runHook(charm, hook, state, {
    jujuVersion: JUJU_4,
    ...(hook === 'cluster-relation-changed' ? { applicationData: true } : {}),
  });
}

function sharing(state: UnitState, publishedForApplication: Record<string, string>): UnitState {
  const cluster = relationState('wordpress', { publishedForApplication });
  return { ...state, relations: { ...state.relations, 'cluster:0': cluster } };
}

describe('leader data when a model is upgraded from Juju 3 to 4', () => {
  it('is moved by the leader into the peer relation, in its first hook, whichever that is', async () => {
    const first = await onJuju4(await upgradedUnit({ isLeader: true }));
    expect(first.error).toBeUndefined();
    expect(first.state.relations['cluster:0']?.publishedForApplication).toEqual({
      token: 'T',
      user: 'u',
    });
    expect(seenIn(first)).toEqual({ token: 'T', user: 'u' });
    expect(flagsIn(first)).toEqual([
      'leadership.is_leader',
      'leadership.set.token',
      'leadership.set.user',
    ]);
  });

  it('is moved once', async () => {
    const first = await onJuju4(await upgradedUnit({ isLeader: true }));
    const second = await onJuju4(first.state);
    const third = await onJuju4(second.state);
    expect(third.calls).toEqual(['is-leader']);
    expect(seenIn(third)).toEqual({ token: 'T', user: 'u' });
  });

  it('does not overwrite what another leader has shared in the meantime', async () => {
    const upgraded = sharing(await upgradedUnit({ isLeader: true }), { token: 'newer' });
    const first = await onJuju4(upgraded);
    expect(first.state.relations['cluster:0']?.publishedForApplication).toEqual({
      token: 'newer',
      user: 'u',
    });
    expect(seenIn(first)).toEqual({ token: 'newer', user: 'u' });
  });

  it('stays known to followers until some of it has arrived', async () => {
    const waiting = await onJuju4(await upgradedUnit({}));
    expect(seenIn(waiting)).toEqual({ token: 'T', user: 'u' });
    expect(flagsIn(waiting)).toEqual(['leadership.set.token', 'leadership.set.user']);
    const other = sharing(waiting.state, { unrelated: 'x' });
    const still = await onJuju4(other, 'cluster-relation-changed');
    expect(seenIn(still)).toEqual({ token: 'T', user: 'u', unrelated: 'x' });
    const arrived = sharing(still.state, { token: 'T' });
    const moved = await onJuju4(arrived, 'cluster-relation-changed');
    expect(seenIn(moved)).toEqual({ token: 'T' });
    expect(flagsIn(moved)).toEqual([
      'leadership.changed',
      'leadership.changed.unrelated',
      'leadership.changed.user',
      'leadership.set.token',
    ]);
    expect(seenIn(await onJuju4(moved.state))).toEqual({ token: 'T' });
  });

  it('is moved by a follower that becomes the leader', async () => {
    const waiting = await onJuju4(await upgradedUnit({}));
    const elected = await onJuju4({ ...waiting.state, isLeader: true }, 'leader-elected');
    expect(elected.state.relations['cluster:0']?.publishedForApplication).toEqual({
      token: 'T',
      user: 'u',
    });
  });

  it('waits in the memory while there is no peer relation', async () => {
    const upgraded = await upgradedUnit({ isLeader: true, relations: {} });
    const early = await onJuju4(upgraded);
    expect(seenIn(early)).toEqual({ token: 'T', user: 'u' });
    const created = await onJuju4(sharing(early.state, {}), 'cluster-relation-created');
    expect(created.state.relations['cluster:0']?.publishedForApplication).toEqual({
      token: 'T',
      user: 'u',
    });
  });

  it('is moved again should the hook that did it fail', async () => {
    const failing = charmOf((layer) => {
      layer.always().handle('fail', () => {
        throw new Error('no');
      });
    });
    const state = await upgradedUnit({ isLeader: true });
    const failed = await runHook(failing, 'update-status', state, { jujuVersion: JUJU_4 });
    expect(failed.state.relations['cluster:0']?.publishedForApplication).toEqual({});
    const retried = await onJuju4(failed.state);
    expect(retried.state.relations['cluster:0']?.publishedForApplication).toEqual({
      token: 'T',
      user: 'u',
    });
  });
});

describe('a unit that has known no leader data', () => {
  it('finds on Juju 4 what it remembers of the peer relation', async () => {
    const state = sharing(await upgradedUnit({ leaderData: {}, relations: {} }), { token: 'T' });
    const joined = await runHook(charm, 'cluster-relation-created', state, { jujuVersion: JUJU_3 });
    expect(seenIn(joined)).toEqual({});
    const first = await onJuju4(joined.state);
    expect(seenIn(first)).toEqual({ token: 'T' });
    expect(seenIn(await onJuju4(first.state))).toEqual({ token: 'T' });
  });
});

describe('a leader that is new on Juju 4', () => {
  it('sees what the last leader has shared, even before the hook that tells of it', async () => {
    const state = sharing(freshUnit('wordpress/0'), { token: 'old' });
    const follower = await onJuju4(state, 'install');
    const changed = sharing(follower.state, { token: 'new' });
    const elected = await onJuju4({ ...changed, isLeader: true }, 'leader-elected');
    expect(seenIn(elected)).toEqual({ token: 'new' });
    expect(flagsIn(elected)).toContain('leadership.changed.token');
    const reads = elected.calls.filter((call) => call === 'relation-get cluster:0');
    expect(reads).toHaveLength(1);
  });
});
