import type { CharmDefinition } from '../../lib/index.ts';
import { freshUnit, relationState, runHook } from '@reactive-charms/testing';
import type { HookOutcome, UnitState } from '@reactive-charms/testing';
import { charmOf } from '../support/charms.ts';

/** A charm that notes what its database units publish. */
const reader: CharmDefinition = charmOf((layer) => {
  layer.always().handle('read', ({ endpoints, unit }) => {
    const db = endpoints['db'];
    unit.data.set('units', db?.units.map(({ name, received }) => [name, received]) ?? []);
    unit.data.set(
      'applications',
      db?.relations.map(({ id, application, receivedFromApplication }) => [
        id,
        application,
        receivedFromApplication,
      ]) ?? [],
    );
  });
});

function readBy({ state }: HookOutcome): unknown {
  return state.memory?.data['units'];
}

/** Reads of Juju's data, without the log and the status. */
function readsOf({ calls }: HookOutcome): readonly string[] {
  return calls.filter((call) => /-(?:get|ids|list)\b/.test(call));
}

function withUnits(state: UnitState, units: Record<`mysql/${number}`, Record<string, string>>) {
  return {
    ...state,
    relations: { 'db:1': relationState('mysql', { units, applicationBag: { version: '8' } }) },
  };
}

async function settledUnit(): Promise<UnitState> {
  const state = withUnits(freshUnit('wordpress/0'), { 'mysql/0': { host: 'a' } });
  const installed = await runHook(reader, 'install', state);
  return (await runHook(reader, 'update-status', installed.state)).state;
}

describe('what a hook reads', () => {
  it('is everything in the first hook, each fact once', async () => {
    const state = withUnits(freshUnit('wordpress/0'), { 'mysql/0': {}, 'mysql/1': {} });
    const outcome = await runHook(reader, 'install', state);
    expect([...readsOf(outcome)].sort()).toEqual([
      'config-get',
      'leader-get',
      'relation-get db:1',
      'relation-get db:1',
      'relation-get db:1',
      'relation-get db:1',
      'relation-ids',
      'relation-ids',
      'relation-ids',
      'relation-list --app db:1',
      'relation-list db:1',
    ]);
  });

  it('is the leadership alone in a settled update-status, however many units there are', async () => {
    const units = Object.fromEntries(
      Array.from({ length: 300 }, (_, n) => [`mysql/${n}` as const, { host: `h${n}` }]),
    );
    const first = await runHook(reader, 'install', withUnits(freshUnit('wordpress/0'), units));
    const second = await runHook(reader, 'update-status', first.state);
    expect(second.calls).toEqual(['is-leader']);
    expect(readBy(second)).toHaveLength(300);
  });

  it.each([
    ['config-changed', ['config-get']],
    // The leader reads the databag of its application too, which it may write from now on.
    ['leader-elected', ['leader-get', 'relation-get db:1']],
    ['leader-settings-changed', ['leader-get']],
    ['stop', []],
  ])('in %s is what that hook announces', async (hook, reads) => {
    const isLeader = hook === 'leader-elected';
    const outcome = await runHook(reader, hook, { ...(await settledUnit()), isLeader });
    expect(readsOf(outcome)).toEqual(reads);
  });

  it.each(['upgrade-charm', 'start'])('is everything again in %s', async (hook) => {
    const outcome = await runHook(reader, hook, await settledUnit());
    expect(readsOf(outcome)).toContain('config-get');
    expect(readsOf(outcome)).toContain('relation-list db:1');
  });

  it('is everything again after a hook that failed', async () => {
    const failing = charmOf((layer) => {
      layer.always().handle('fail', () => Promise.reject(new Error('no')));
    });
    const failed = await runHook(failing, 'update-status', await settledUnit());
    expect(failed.error?.message).toBe('no');
    const outcome = await runHook(reader, 'update-status', failed.state);
    expect(readsOf(outcome)).toContain('config-get');
    expect(readsOf(outcome)).toContain('relation-list db:1');
  });
});

describe('relations', () => {
  it('C44 only units that have joined are seen', async () => {
    // Juju lists two units, but only the first has joined when the fact is read.
    const first = await runHook(
      reader,
      'db-relation-joined',
      withUnits(freshUnit('wordpress/0'), { 'mysql/0': { host: 'a' } }),
    );
    expect(readBy(first)).toEqual([['mysql/0', { host: 'a' }]]);
    const grown = withUnits(first.state, { 'mysql/0': {}, 'mysql/1': { host: 'b' } });
    const other = await runHook(reader, 'update-status', grown);
    expect(readBy(other)).toEqual([['mysql/0', { host: 'a' }]]);
    const joined = await runHook(reader, 'db-relation-joined', grown, { remoteUnit: 'mysql/1' });
    expect(readBy(joined)).toEqual([
      ['mysql/0', { host: 'a' }],
      ['mysql/1', { host: 'b' }],
    ]);
  });

  it('C45 the data of a departing unit that nobody remembers is read from Juju', async () => {
    const departing = charmOf((layer) => {
      layer.hook('db-relation-departed').handle('note', ({ endpoints, unit }) => {
        unit.data.set('departed', endpoints['db']?.departed.map(({ received }) => received) ?? []);
      });
    });
    // The kit's relation-get answers for units that its relation-list shows; the engine leaves out
    // the leaving unit itself.
    const outcome = await runHook(
      departing,
      'db-relation-departed',
      withUnits(freshUnit('wordpress/0'), { 'mysql/0': { host: 'a' } }),
      { remoteUnit: 'mysql/0' },
    );
    expect(outcome.state.memory?.data['departed']).toEqual([{ host: 'a' }]);
    expect(outcome.state.memory?.relations['db:1']?.units).toEqual({});
  });

  it('C46 new data of a unit is seen in its changed hook, not before', async () => {
    const changed = withUnits(await settledUnit(), { 'mysql/0': { host: 'z' } });
    const early = await runHook(reader, 'config-changed', changed);
    expect(readBy(early)).toEqual([['mysql/0', { host: 'a' }]]);
    const announced = await runHook(reader, 'db-relation-changed', early.state);
    expect(readBy(announced)).toEqual([['mysql/0', { host: 'z' }]]);
    // The other read is of the own databag, into which Juju writes after config-changed.
    expect(readsOf(announced)).toEqual(['relation-get db:1', 'relation-get db:1']);
  });

  it('C47 (different on purpose) new application data is seen in the changed hook that tells of it', async () => {
    const state = await settledUnit();
    const changed = {
      ...state,
      relations: { 'db:1': relationState('mysql', { applicationBag: { version: '9' } }) },
    };
    const early = await runHook(reader, 'update-status', changed);
    expect(early.state.memory?.data['applications']).toEqual([['db:1', 'mysql', { version: '8' }]]);
    const told = await runHook(reader, 'db-relation-changed', early.state, {
      applicationData: true,
    });
    expect(told.state.memory?.data['applications']).toEqual([['db:1', 'mysql', { version: '9' }]]);
  });

  it.each(['created', 'joined', 'changed', 'departed', 'broken'])(
    'a %s hook of a relation that nobody remembers is survived',
    async (event) => {
      const installed = await runHook(reader, 'install', freshUnit('wordpress/0'));
      const outcome = await runHook(
        reader,
        `db-relation-${event}`,
        withUnits(installed.state, event === 'broken' ? {} : { 'mysql/0': { host: 'a' } }),
        event === 'departed' ? { remoteUnit: 'mysql/0' } : {},
      );
      expect(outcome.error).toBeUndefined();
      const isAbsent = event === 'departed' || event === 'broken';
      expect(readBy(outcome)).toEqual(isAbsent ? [] : [['mysql/0', { host: 'a' }]]);
    },
  );

  it('among peers the own application’s databag is the one received, by leader and follower', async () => {
    const peers = charmOf((layer) => {
      layer.always().handle('share', ({ endpoints, leader, unit }) => {
        const [cluster] = endpoints['cluster']?.relations ?? [];
        if (leader.isLeader) cluster?.publishForApplication({ password: 'p' });
        unit.data.set('received', cluster?.receivedFromApplication['password'] ?? null);
      });
    });
    const relations = { 'cluster:0': relationState('wordpress') };
    const leader = freshUnit('wordpress/0', { isLeader: true, relations });
    const first = await runHook(peers, 'install', leader);
    const second = await runHook(peers, 'config-changed', first.state);
    expect(second.state.memory?.data['received']).toBe('p');
    expect(second.flags).not.toContain('endpoint.cluster.changed.password');
    const { isLeader: _, memory: __, ...shared } = second.state;
    const follower = await runHook(peers, 'install', {
      ...shared,
      unit: 'wordpress/1',
      isLeader: false,
    });
    expect(follower.state.memory?.data['received']).toBe('p');
  });

  it('what a unit sent as the leader is not its business once another leads', async () => {
    const sharing = charmOf((layer) => {
      layer.hook('install').handle('share', ({ endpoints }) => {
        endpoints['db']?.relations.forEach((relation) =>
          relation.publishForApplication({ a: 'b' }),
        );
      });
    });
    const relations = { 'db:1': relationState('mysql') };
    const state = freshUnit('wordpress/0', { isLeader: true, relations });
    const sent = await runHook(sharing, 'install', state);
    expect(sent.calls).toContain('relation-set db:1');
    const deposed = await runHook(sharing, 'update-status', { ...sent.state, isLeader: false });
    expect(deposed.error).toBeUndefined();
    expect(deposed.calls).not.toContain('relation-set db:1');
  });
});
