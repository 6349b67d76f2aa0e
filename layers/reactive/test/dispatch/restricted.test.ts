import type { AnyShape, CharmDefinition, LayerBuilder } from '../../lib/index.ts';
import { freshUnit, relationState, runHook } from '@reactive-charms/testing';
import type { HookOutcome, UnitState } from '@reactive-charms/testing';
import { charmOf } from '../support/charms.ts';

const STATE = freshUnit('wordpress/0', {
  config: { title: 'Blog' },
  relations: { 'db:1': relationState('mysql', { units: { 'mysql/0': { host: 'a' } } }) },
});

async function settled(charm: CharmDefinition): Promise<UnitState> {
  return (await runHook(charm, 'install', STATE)).state;
}

async function collect(define: (layer: LayerBuilder<AnyShape>) => void): Promise<HookOutcome> {
  const charm = charmOf(define);
  return runHook(charm, 'collect-metrics', await settled(charm));
}

describe('a restricted hook', () => {
  it('R76 R77 R78 runs only the handlers bound to it, in one pass', async () => {
    const charm = charmOf((layer) => {
      layer.beforeHook('before', () => undefined);
      layer.afterHook('after', () => undefined);
      layer.always().handle('always', () => undefined);
      layer.hook('update-status').handle('other', () => undefined);
      layer.collectMetrics().handle('count', ({ flags }) => flags.set('counted'));
      layer
        .collectMetrics()
        .whenNot('counted')
        .handle('late', () => undefined);
      layer.when('counted').handle('woken', () => undefined);
      layer.meterStatusChanged().handle('meter', () => undefined);
    });
    const state = await settled(charm);
    const metrics = await runHook(charm, 'collect-metrics', state);
    expect(metrics.handlers).toEqual(['blog/count', 'blog/late']);
    const meter = await runHook(charm, 'meter-status-changed', state);
    expect(meter.handlers).toEqual(['blog/meter']);
  });

  it('R76 keeps flags and unit data, and who set the flags', async () => {
    const outcome = await collect((layer) => {
      layer
        .collectMetrics()
        .onlyOnce()
        .handle('count', ({ flags, unit }) => {
          flags.set('counted', 3);
          unit.data.set('count', Number(unit.data.get('count') ?? 0) + 1);
        });
    });
    expect(outcome.state.memory).toMatchObject({
      flags: { counted: 3 },
      data: { count: 1 },
      invoked: ['blog/count'],
      origins: { counted: { by: 'blog/count', hook: 'collect-metrics' } },
    });
  });

  it('R78 leaves alone what handlers in programs remember of files', async () => {
    const charm = charmOf((layer) => layer.collectMetrics().handle('count', () => undefined));
    const { memory, ...state } = await settled(charm);
    if (memory === undefined) throw new Error('the charm has not settled');
    const files = { 'reactive/backup:1:changed': { '/etc/backup': 'a1' } };
    const outcome = await runHook(charm, 'collect-metrics', {
      ...state,
      memory: { ...memory, files },
    });
    expect(outcome.state.memory?.files).toEqual(files);
  });

  it('R76 reads no facts, changes no managed flag and sends nothing', async () => {
    const charm = charmOf((layer) => {
      layer.collectMetrics().handle('count', () => undefined);
      layer.always().handle('see', () => undefined);
      layer.status(() => ({ status: 'active', message: 'Ready' }));
      layer
        .when('endpoint.db.changed')
        .handle('connect', ({ flags }) => flags.clear('endpoint.db.changed'));
    });
    const before = await settled(charm);
    const state = { ...before, config: { title: 'News' } };
    const outcome = await runHook(charm, 'collect-metrics', state);
    expect(outcome.calls).toEqual([]);
    expect(outcome.state.memory).toEqual(before.memory);
  });

  it('leaves a doubt to the next hook', async () => {
    const charm = charmOf((layer) => layer.collectMetrics().handle('count', () => undefined));
    const state = { ...(await settled(charm)), interrupted: true };
    const outcome = await runHook(charm, 'collect-metrics', state);
    expect(outcome.state.interrupted).toBe(true);
  });

  it('may send metrics', async () => {
    const { metrics } = await collect((layer) => {
      layer.collectMetrics().handle('count', async (context) => {
        await context.metrics?.add({ users: 3 });
        await context.metrics?.add({ posts: 2.5 }, { kind: 'draft' });
      });
    });
    expect(metrics).toEqual([
      { values: { users: 3 }, labels: {} },
      { values: { posts: 2.5 }, labels: { kind: 'draft' } },
    ]);
  });

  it('has no metrics where Juju takes none', async () => {
    const charm = charmOf((layer) => {
      layer
        .meterStatusChanged()
        .handle('look', ({ metrics, unit }) => unit.data.set('has', metrics !== undefined));
    });
    const outcome = await runHook(charm, 'meter-status-changed', await settled(charm));
    expect(outcome.state.memory?.data['has']).toBe(false);
  });

  it.each<[string, (context: object) => unknown]>([
    ['config', (context) => Reflect.get(context, 'config')],
    ['endpoints', (context) => Reflect.get(context, 'endpoints')],
    ['leader', (context) => Reflect.get(context, 'leader')],
    ['status', (context) => Reflect.get(context, 'status')],
    ['storage', (context) => Reflect.get(context, 'storage')],
    ['secrets', (context) => Reflect.get(context, 'secrets')],
  ])('R78 says so by its name when it is asked for %s all the same', async (what, ask) => {
    const { error, flags } = await collect((layer) => {
      layer.collectMetrics().handle('ask', (context) => {
        context.flags.set('asked');
        ask(context);
      });
    });
    expect(error?.message).toMatch(
      new RegExp(`^error: ${what} cannot be had in the hook collect-metrics \\[RESTRICTED_HOOK\\]`),
    );
    expect(flags).not.toContain('asked');
  });

  it('R78 refuses the address and a change of ports', async () => {
    const asked = await collect((layer) => {
      layer.collectMetrics().handle('ask', async ({ unit }) => void (await unit.address()));
    });
    expect(asked.error?.message).toContain('the address of the unit cannot be had');
    const declared = await collect((layer) => {
      layer.collectMetrics().handle('declare', ({ unit }) => unit.declarePorts(['80/tcp']));
    });
    expect(declared.error?.message).toContain('a change of ports cannot be had');
  });
});
