import type { Databag, RelationId, UnitName } from '@reactive-charms/juju';
import type { CharmDefinition } from '../lib/index.ts';
import { freshUnit, relationState, runHook } from '../testing/index.ts';
import type { HookOptions, HookOutcome, RelationState, UnitState } from '../testing/index.ts';
import { charmOf } from './support/charms.ts';

/** A charm that remembers in `seen` which of the engine's flags were set in this hook. */
function charmThatSees(clear: readonly string[] = []): CharmDefinition {
  return charmOf((layer) => {
    layer.always().handle('look', ({ flags, unit }) => {
      unit.data.set('seen', flags.list());
      clear.forEach((flag) => flags.clear(flag));
    });
  });
}

const charm = charmThatSees();

function seenIn({ state }: HookOutcome, prefix = ''): readonly string[] {
  const seen = state.memory?.data['seen'];
  if (!Array.isArray(seen)) return [];
  return seen.filter((flag): flag is string => `${flag}`.startsWith(prefix));
}

function relate(units: Readonly<Record<UnitName, Databag>>, more: Partial<RelationState> = {}) {
  return relationState('mysql', { units, ...more });
}

async function after(
  state: UnitState,
  hook: string,
  options: HookOptions & { readonly relations?: UnitState['relations'] } = {},
): Promise<HookOutcome> {
  const { relations = state.relations, ...rest } = options;
  return runHook(charm, hook, { state: { ...state, relations }, ...rest });
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
    { state: freshUnit('wordpress/0', { relations }) },
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
    const outcome = await runHook(watching, 'update-status', { state, interrupted: true });
    expect(outcome.flags).toContain('orphaned');
    expect(outcome.flags).not.toContain('endpoint.db.joined');
    expect(outcome.handlers).toEqual(['blog/mourn']);
  });

  it('R88 C45 in a departed hook the unit is gone from the list, its last data is there', async () => {
    const departing = charmOf((layer) => {
      layer.hook('db-relation-departed').handle('look', ({ endpoints, unit }) => {
        const db = endpoints['db'];
        unit.data.set('joined', db?.units.map(({ name }) => name) ?? []);
        unit.data.set('departed', db?.departed.map(({ name, received }) => [name, received]) ?? []);
      });
    });
    const { state, flags } = await runHook(departing, 'db-relation-departed', {
      state: { ...(await joinedUnit()), relations: { 'db:1': relate({ 'mysql/1': {} }) } },
      remoteUnit: 'mysql/0',
    });
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
    const none = await after(await joinedUnit(), 'db-relation-broken');
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
    const cleared = await runHook(charmThatSees(['endpoint.db.changed.host']), 'update-status', {
      state: without.state,
    });
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

  it('changed stays set until its author clears it', async () => {
    const first = await after(
      freshUnit('wordpress/0', { relations: { 'db:1': relate({ 'mysql/0': HOST }) } }),
      'install',
    );
    const second = await after(first.state, 'update-status');
    expect(seenIn(second)).toContain('endpoint.db.changed.host');
    const third = await runHook(charmThatSees(['endpoint.db.changed.host']), 'update-status', {
      state: second.state,
    });
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
    const outcome = await runHook(charm, 'upgrade-charm', {
      state: { ...state, ...(memory ? { memory } : {}) },
    });
    expect(outcome.flags).toEqual(['endpoint.db.joined']);
  });
});

describe('config flags', () => {
  const fresh = freshUnit('wordpress/0', { config: { title: 'Blog' } });

  it('R115 in the first hook every option is changed; set says that it is not empty', async () => {
    const unset = { ...fresh, config: { title: 'Blog', port: 0 } };
    expect(seenIn(await after(unset, 'install'), 'config')).toEqual([
      'config.changed',
      'config.changed.port',
      'config.changed.theme',
      'config.changed.title',
      'config.default.theme',
      'config.set.title',
    ]);
    expect(seenIn(await after(fresh, 'install'), 'config')).toEqual([
      'config.changed',
      'config.changed.port',
      'config.changed.theme',
      'config.changed.title',
      'config.default.port',
      'config.default.theme',
      'config.set.port',
      'config.set.title',
    ]);
  });

  it('R116 a successful hook leaves no config flag', async () => {
    const { flags } = await after(fresh, 'install');
    expect(flags.filter((flag) => flag.startsWith('config.'))).toEqual([]);
  });

  it('R117 a failed hook leaves the change to the next one', async () => {
    const failing = charmOf((layer) => {
      layer.when('config.changed.title').handle('fail', () => {
        throw new Error('no');
      });
    });
    const settled = await after(fresh, 'install');
    const changed = { ...settled.state, config: { title: 'News' } };
    const failed = await runHook(failing, 'config-changed', { state: changed });
    expect(failed.error?.message).toBe('no');
    const retried = await after(failed.state, 'config-changed');
    expect(seenIn(retried, 'config.changed')).toEqual(['config.changed', 'config.changed.title']);
    expect(seenIn(await after(retried.state, 'update-status'), 'config.changed')).toEqual([]);
  });

  it('R118 (different on purpose) a change is seen in config-changed, which Juju always sends', async () => {
    const settled = await after(fresh, 'install');
    const changed = { ...settled.state, config: { title: 'News' } };
    const early = await after(changed, 'update-status');
    expect(seenIn(early, 'config.changed')).toEqual([]);
    const announced = await after(early.state, 'config-changed');
    expect(seenIn(announced, 'config.changed')).toEqual(['config.changed', 'config.changed.title']);
  });

  it('an option that lost its value is changed and default', async () => {
    const settled = await after({ ...fresh, config: { theme: 'dark' } }, 'install');
    const outcome = await after({ ...settled.state, config: {} }, 'config-changed');
    expect(seenIn(outcome, 'config').filter((flag) => flag.endsWith('theme'))).toEqual([
      'config.changed.theme',
      'config.default.theme',
    ]);
  });

  it('flags that are set anew in every hook fire their triggers in every hook', async () => {
    const watching = charmOf((layer) => {
      layer.trigger({ when: 'config.set.title', set: 'titled' });
      layer.when('titled').handle('use', ({ flags }) => flags.clear('titled'));
    });
    const first = await runHook(watching, 'install', { state: fresh });
    const second = await runHook(watching, 'update-status', { state: first.state });
    expect([first.handlers, second.handlers]).toEqual([['blog/use'], ['blog/use']]);
  });
});

describe('leadership flags', () => {
  const follower = freshUnit('wordpress/1', { leaderData: { password: 'p' } });

  it('follow the leadership', async () => {
    const first = await after(follower, 'install');
    expect(seenIn(first)).not.toContain('leadership.is_leader');
    const elected = await after({ ...first.state, isLeader: true }, 'leader-elected');
    expect(seenIn(elected)).toContain('leadership.is_leader');
    const deposed = await after({ ...elected.state, isLeader: false }, 'update-status');
    expect(deposed.flags).not.toContain('leadership.is_leader');
  });

  it('tell of leader data that changed, for one hook', async () => {
    const first = await after(follower, 'install');
    expect(seenIn(first, 'leadership')).toEqual([
      'leadership.changed',
      'leadership.changed.password',
      'leadership.set.password',
    ]);
    const second = await after(first.state, 'update-status');
    expect(seenIn(second, 'leadership')).toEqual(['leadership.set.password']);
    const third = await after(
      { ...second.state, leaderData: { user: 'u' } },
      'leader-settings-changed',
    );
    expect(seenIn(third, 'leadership')).toEqual([
      'leadership.changed',
      'leadership.changed.password',
      'leadership.changed.user',
      'leadership.set.user',
    ]);
  });

  it('do not tell a leader of what it shared itself, not even after a crash', async () => {
    const sharing = charmOf((layer) => {
      layer.always().handle('share', ({ leader }) => leader.publish({ password: 'p' }));
      layer.when('leadership.changed').handle('changed', () => undefined);
    });
    const state = freshUnit('wordpress/0', { isLeader: true });
    const first = await runHook(sharing, 'install', { state });
    const shared = { ...first.state, leaderData: { password: 'p', user: 'u' } };
    const second = await runHook(sharing, 'update-status', { state: shared, interrupted: true });
    expect(second.handlers).toEqual(['blog/share']);
  });
});

describe('upgrade flags', () => {
  it('upgrade.charm is set in upgrade-charm and in no other hook', async () => {
    const upgraded = await after(freshUnit('wordpress/0'), 'upgrade-charm');
    expect(seenIn(upgraded)).toContain('upgrade.charm');
    expect(upgraded.flags).not.toContain('upgrade.charm');
    expect(seenIn(await after(upgraded.state, 'config-changed'))).not.toContain('upgrade.charm');
  });
});
