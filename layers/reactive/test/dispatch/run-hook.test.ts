import { freshUnit, relationState, runHook } from '../../testing/index.ts';
import type { HookOutcome, UnitState } from '../../testing/index.ts';
import { charmOf } from '../support/charms.ts';

const DB = relationState('mysql', { units: { 'mysql/0': { host: 'a' } } });

function unit(more: Partial<UnitState> = {}): UnitState {
  return freshUnit('wordpress/0', { relations: { 'db:1': DB, 'db:2': DB }, ...more });
}

function effectsOf({ calls }: HookOutcome): readonly string[] {
  return calls.filter((call) => /-set\b/.test(call));
}

describe('what a unit keeps', () => {
  it('R29 are its data and flags with their values', async () => {
    const charm = charmOf((layer) => {
      layer.hook('install').handle('keep', ({ unit, flags }) => {
        unit.data.set('token', { id: 1 });
        unit.data.set('gone', 1);
        unit.data.delete('gone');
        flags.set('ready', 'since today');
      });
      layer.hook('start').handle('look', ({ unit, flags }) => {
        unit.data.set('found', [unit.data.get('token') ?? null, flags.valueOf('ready')]);
      });
    });
    const first = await runHook(charm, 'install', { state: unit() });
    const second = await runHook(charm, 'start', { state: first.state });
    expect(second.state.memory?.data).toEqual({
      token: { id: 1 },
      found: [{ id: 1 }, 'since today'],
    });
  });

  it('R22 of a hook that failed is nothing', async () => {
    const charm = charmOf((layer) => {
      layer.always().handle('keep', ({ unit, flags, endpoints }) => {
        unit.data.set('token', 1);
        flags.set('ready');
        endpoints['db']?.relations.forEach((relation) => relation.publish({ name: 'blog' }));
      });
      layer.when('ready').handle('fail', () => {
        throw new Error('no');
      });
    });
    const before = await runHook(
      charmOf(() => undefined),
      'install',
      { state: unit() },
    );
    const failed = await runHook(charm, 'config-changed', { state: before.state });
    expect(failed.state.memory).toEqual(before.state.memory);
    expect(failed.state.relations).toEqual(before.state.relations);
    expect(effectsOf(failed)).toEqual([]);
  });

  it('are addresses, until config-changed tells that they may differ', async () => {
    const charm = charmOf((layer) => {
      layer.always().handle('look', async ({ unit }) => {
        unit.data.set('addresses', [await unit.address(), await unit.address('db')]);
      });
    });
    const first = await runHook(charm, 'install', { state: unit() });
    expect(first.calls.filter((call) => /^(?:unit|network)-get/.test(call))).toHaveLength(2);
    const second = await runHook(charm, 'update-status', { state: first.state });
    expect(second.calls).not.toContain('unit-get');
    const moved = { ...second.state, privateAddress: '192.0.2.9' };
    const third = await runHook(charm, 'config-changed', { state: moved });
    expect(third.state.memory?.data['addresses']).toEqual(['192.0.2.9', '192.0.2.9']);
  });
});

describe('the context', () => {
  it('shows all options, those without a value as undefined', async () => {
    const charm = charmOf((layer) => {
      layer.always().handle('look', ({ config, unit }) => {
        unit.data.set('options', Object.keys(config).sort());
        unit.data.set('theme', config['theme'] ?? 'none');
      });
    });
    const { state } = await runHook(charm, 'install', { state: unit() });
    expect(state.memory?.data).toEqual({ options: ['port', 'theme', 'title'], theme: 'none' });
  });

  it('R95 lists relations by number and units by number', async () => {
    const charm = charmOf((layer) => {
      layer.always().handle('look', ({ endpoints, unit }) => {
        const db = endpoints['db'];
        unit.data.set('ids', db?.relations.map(({ id }) => id) ?? []);
        unit.data.set('joined', [db?.isJoined ?? null, endpoints['website']?.isJoined ?? null]);
      });
    });
    const relations = { 'db:10': DB, 'db:9': DB };
    const { state } = await runHook(charm, 'install', { state: unit({ relations }) });
    expect(state.memory?.data).toEqual({ ids: ['db:9', 'db:10'], joined: [true, false] });
  });
});
