import type { HookContext } from '@reactive-charms/juju';
import { findLeaderStore } from '../../lib/facts/leader-store.ts';
import { freshUnit, relationState, runHook } from '@reactive-charms/testing';
import type { HookOutcome, UnitState } from '@reactive-charms/testing';
import { charmOf } from '../support/charms.ts';

const JUJU_4 = '4.0.1';

/** Shares a token on the leader, and notes what is shared. */
const charm = charmOf((layer) => {
  layer.when('leadership.is_leader').handle('share', ({ leader }) => {
    leader.publish({ token: 'T' });
  });
  layer.always().handle('look', ({ leader, unit }) => unit.data.set('seen', { ...leader.data }));
});

function unitWith(more: Partial<UnitState>): UnitState {
  return freshUnit('wordpress/0', more);
}

async function run(state: UnitState, hook = 'update-status'): Promise<HookOutcome> {
  return runHook(charm, hook, state, { jujuVersion: JUJU_4 });
}

describe('findLeaderStore', () => {
  const relations = ['db:0', 'cluster:3'] as const;
  it.each([
    ['2.9.50', ['cluster'], { kind: 'settings' }],
    ['3.6.11', ['cluster'], { kind: 'settings' }],
    ['', ['cluster'], { kind: 'settings' }],
    ['4.0.1', ['cluster'], { kind: 'relation', id: 'cluster:3' }],
    ['10.0.0', ['cluster'], { kind: 'relation', id: 'cluster:3' }],
    ['4.0.1', ['ring'], { kind: 'nowhere' }],
    ['4.0.1', [], { kind: 'settings' }],
  ])('on Juju "%s" with peers %j it is %j', (jujuVersion, peers, expected) => {
    const hook: HookContext = {
      unit: 'wordpress/0',
      contextId: '',
      charmDirectory: '/charm',
      modelName: '',
      modelUuid: '',
      jujuVersion,
      proxy: { http: '', https: '', no: '' },
      run: { kind: 'commands' },
    };
    expect(findLeaderStore(hook, relations, peers)).toEqual(expected);
  });
});

describe('leader data on Juju 4', () => {
  const cluster = relationState('wordpress');

  it("goes into the application's databag of the peer relation, and no leader tool is called", async () => {
    const { state, calls, error } = await run(
      unitWith({ isLeader: true, relations: { 'cluster:3': cluster } }),
    );
    expect(error).toBeUndefined();
    expect(state.relations['cluster:3']?.publishedForApplication).toEqual({ token: 'T' });
    expect(calls.filter((call) => call.startsWith('leader-'))).toEqual([]);
  });

  it('is not sent again once it is there', async () => {
    const first = await run(unitWith({ isLeader: true, relations: { 'cluster:3': cluster } }));
    const second = await run(first.state);
    const third = await run(second.state);
    expect(third.calls).toEqual(['is-leader']);
    expect(third.flags).toContain('leadership.set.token');
  });

  it('reaches the followers', async () => {
    const received = { ...cluster, publishedForApplication: { token: 'T' } };
    const { state, flags } = await run(unitWith({ relations: { 'cluster:3': received } }));
    expect(state.memory?.data['seen']).toEqual({ token: 'T' });
    expect(flags).toContain('leadership.set.token');
  });

  it('waits while the peer relation is not there, and does not pass for shared', async () => {
    const early = await run(unitWith({ isLeader: true }), 'install');
    expect(early.error).toBeUndefined();
    expect(early.flags).not.toContain('leadership.set.token');
    const later = await run({ ...early.state, relations: { 'cluster:3': cluster } }, 'start');
    expect(later.state.relations['cluster:3']?.publishedForApplication).toEqual({ token: 'T' });
  });
});
