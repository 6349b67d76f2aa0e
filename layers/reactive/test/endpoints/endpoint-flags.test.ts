import type { Databag, RelationId, UnitName } from '@reactive-charms/juju';
import { freshUnit, relationState, runHook } from '@reactive-charms/testing';
import type { RelationState, UnitState } from '@reactive-charms/testing';
import { charmOf } from '../support/charms.ts';
import { after, charmThatSees, seenIn } from '../support/flag-charm.ts';

function relate(
  units: Readonly<Record<UnitName, Databag>>,
  more: Partial<RelationState> = {},
): RelationState {
  return relationState('mysql', { units, ...more });
}

const HOST = { host: 'a', port: '3306' };

/** A unit that knows of mysql/0 and mysql/1 in relation db:1. */
async function joinedUnit(more: Partial<RelationState> = {}): Promise<UnitState> {
  const relations: Record<RelationId, RelationState> = {
    'db:1': relate({ 'mysql/0': HOST, 'mysql/1': { host: 'b' } }, more),
  };
  const { state } = await runHook(
    charmThatSees(['endpoint.db.changed', 'endpoint.db.changed.host', 'endpoint.db.changed.port']),
    'install',
    freshUnit('wordpress/0', { relations }),
  );
  return state;
}

describe('endpoint flags', () => {
  it('R82 the first sight of units sets joined, changed and a flag for each key, in any hook', async () => {
    const state = freshUnit('wordpress/0', { relations: { 'db:1': relate({ 'mysql/0': HOST }) } });
    expect(seenIn(await after(state, 'update-status'), 'endpoint')).toEqual([
      'endpoint.db.changed',
      'endpoint.db.changed.host',
      'endpoint.db.changed.port',
      'endpoint.db.joined',
    ]);
  });

  it('R83 data that changed without a hook of the endpoint sets nothing', async () => {
    const state = await joinedUnit();
    const relations = { 'db:1': relate({ 'mysql/0': { host: 'z' }, 'mysql/1': { host: 'b' } }) };
    expect(seenIn(await after(state, 'update-status', { relations }), 'endpoint')).toEqual([
      'endpoint.db.joined',
    ]);
  });

  it('R84 data that changed is flagged in the changed hook, key by key', async () => {
    const state = await joinedUnit();
    const relations = { 'db:1': relate({ 'mysql/0': { ...HOST, host: 'z' }, 'mysql/1': {} }) };
    const outcome = await after(state, 'db-relation-changed', {
      relations,
      remoteUnit: 'mysql/0',
    });
    expect(seenIn(outcome, 'endpoint')).toEqual([
      'endpoint.db.changed',
      'endpoint.db.changed.host',
      'endpoint.db.joined',
    ]);
  });

  it('R85 data that did not change is not flagged', async () => {
    const outcome = await after(await joinedUnit(), 'db-relation-changed', {
      remoteUnit: 'mysql/0',
    });
    expect(seenIn(outcome, 'endpoint')).toEqual(['endpoint.db.joined']);
  });

  it('R86 joined is cleared at the start when no unit is there, and its trigger fires', async () => {
    const watching = charmOf((layer) => {
      layer.trigger({ whenNot: 'endpoint.db.joined', set: 'orphaned' });
      layer.when('orphaned').handle('mourn', () => undefined);
    });
    const state = { ...(await joinedUnit()), relations: {} };
    const outcome = await runHook(watching, 'update-status', state, { interrupted: true });
    expect(outcome.flags).toContain('orphaned');
    expect(outcome.flags).not.toContain('endpoint.db.joined');
    expect(outcome.handlers).toEqual(['blog/mourn']);
  });

  it('R88 C45 in a departed hook the unit is gone from the list, its last data is there', async () => {
    const departing = charmOf((layer) => {
      layer.when('endpoint.db.changed').handle('wait-for-changes', () => undefined);
      layer.hook('db-relation-departed').handle('look', ({ endpoints, unit }) => {
        const db = endpoints['db'];
        unit.data.set('joined', db?.units.map(({ name }) => name) ?? []);
        unit.data.set('departed', db?.departed.map(({ name, received }) => [name, received]) ?? []);
      });
    });
    const { state, flags } = await runHook(
      departing,
      'db-relation-departed',
      { ...(await joinedUnit()), relations: { 'db:1': relate({ 'mysql/1': {} }) } },
      { remoteUnit: 'mysql/0' },
    );
    expect(state.memory?.data).toMatchObject({
      joined: ['mysql/1'],
      departed: [['mysql/0', HOST]],
    });
    expect(flags).toEqual(
      expect.arrayContaining(['endpoint.db.changed', 'endpoint.db.departed', 'endpoint.db.joined']),
    );
  });

  it('R89 R91 (different on purpose) departed lives for the departed hook alone', async () => {
    const relations = { 'db:1': relate({ 'mysql/1': { host: 'b' } }) };
    const gone = await after(await joinedUnit(), 'db-relation-departed', {
      relations,
      remoteUnit: 'mysql/0',
    });
    expect(seenIn(gone)).toContain('endpoint.db.departed');
    expect(seenIn(await after(gone.state, 'update-status'))).not.toContain('endpoint.db.departed');
  });

  it('R92 (different on purpose) the list of departed units lasts for that hook, and empties itself', async () => {
    const looking = charmOf((layer) => {
      layer.always().handle('look', ({ endpoints, unit }) => {
        unit.data.set('departed', endpoints['db']?.departed.map(({ name }) => name) ?? []);
      });
    });
    const relations = { 'db:1': relate({ 'mysql/1': { host: 'b' } }) };
    const gone = await runHook(
      looking,
      'db-relation-departed',
      { ...(await joinedUnit()), relations },
      { remoteUnit: 'mysql/0' },
    );
    expect(gone.state.memory?.data['departed']).toEqual(['mysql/0']);
    const later = await runHook(looking, 'update-status', gone.state);
    expect(later.state.memory?.data['departed']).toEqual([]);
  });

  it('R90 the last unit that departs clears joined in that hook', async () => {
    const one = await after(await joinedUnit(), 'db-relation-departed', {
      relations: { 'db:1': relate({ 'mysql/1': { host: 'b' } }) },
      remoteUnit: 'mysql/0',
    });
    const none = await after(one.state, 'db-relation-departed', {
      relations: { 'db:1': relate({}) },
      remoteUnit: 'mysql/1',
    });
    expect(seenIn(one)).toContain('endpoint.db.joined');
    expect(seenIn(none)).not.toContain('endpoint.db.joined');
  });

  it('R91 after the broken hook nothing is left of the relation', async () => {
    const none = await after(await joinedUnit(), 'db-relation-broken', {
      relations: { 'db:1': relate({}) },
    });
    expect(none.state.memory?.relations).toEqual({});
    const later = await after(none.state, 'update-status', { relations: {} });
    expect(seenIn(later)).not.toContain('endpoint.db.joined');
  });

  it('R93 (different on purpose) a removed key counts as changed, and so does its return', async () => {
    const state = await joinedUnit();
    const without = await after(state, 'db-relation-changed', {
      relations: { 'db:1': relate({ 'mysql/0': { port: '3306' }, 'mysql/1': { host: 'b' } }) },
      remoteUnit: 'mysql/0',
    });
    expect(seenIn(without)).toContain('endpoint.db.changed.host');
    const cleared = await runHook(
      charmThatSees(['endpoint.db.changed.host']),
      'update-status',
      without.state,
    );
    const back = await after(cleared.state, 'db-relation-changed', {
      relations: state.relations,
      remoteUnit: 'mysql/0',
    });
    expect(seenIn(back)).toContain('endpoint.db.changed.host');
  });

  it('R94 (different on purpose) a change of application data counts as changed', async () => {
    const state = await joinedUnit();
    const outcome = await after(state, 'db-relation-changed', {
      relations: { 'db:1': { ...relate({}), applicationBag: { version: '8' } } },
      applicationData: true,
    });
    expect(seenIn(outcome, 'endpoint')).toEqual([
      'endpoint.db.changed',
      'endpoint.db.changed.version',
      'endpoint.db.joined',
    ]);
  });

  it('changed lasts for one hook where nobody waits for it', async () => {
    const charm = charmOf((layer) => {
      layer.always().handle('look', ({ flags, unit }) => unit.data.set('seen', flags.list()));
    });
    const relations = { 'db:1': relate({ 'mysql/0': HOST }) };
    const outcome = await runHook(charm, 'install', freshUnit('wordpress/0', { relations }));
    expect(seenIn(outcome)).toContain('endpoint.db.changed.host');
    expect(outcome.flags).not.toContain('endpoint.db.changed.host');
  });

  it('changed stays set until its author clears it', async () => {
    const first = await after(
      freshUnit('wordpress/0', { relations: { 'db:1': relate({ 'mysql/0': HOST }) } }),
      'install',
    );
    const second = await after(first.state, 'update-status');
    expect(seenIn(second)).toContain('endpoint.db.changed.host');
    const third = await runHook(
      charmThatSees(['endpoint.db.changed.host']),
      'update-status',
      second.state,
    );
    expect(seenIn(await after(third.state, 'update-status'))).not.toContain(
      'endpoint.db.changed.host',
    );
  });

  it('a unit that vanished while hooks failed counts as changed', async () => {
    const state = await joinedUnit();
    const outcome = await after(state, 'update-status', {
      relations: { 'db:1': relate({ 'mysql/1': { host: 'b' } }) },
      interrupted: true,
    });
    expect(seenIn(outcome, 'endpoint')).toEqual(['endpoint.db.changed', 'endpoint.db.joined']);
  });

  it('flags of an endpoint that an upgrade took away are cleared', async () => {
    const state = await joinedUnit();
    const memory = state.memory && {
      ...state.memory,
      flags: {
        ...state.memory.flags,
        'endpoint.cache.changed': null,
        'endpoint.cache.joined': null,
      },
    };
    const outcome = await runHook(charmThatSees(), 'upgrade-charm', {
      ...state,
      ...(memory ? { memory } : {}),
    });
    expect(outcome.flags).toEqual(['endpoint.db.joined']);
  });
});
