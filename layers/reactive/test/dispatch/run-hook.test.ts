import { freshUnit, relationState, runHook } from '@reactive-charms/testing';
import type { HookOutcome, UnitState } from '@reactive-charms/testing';
import type { CharmDefinition } from '../../lib/index.ts';
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
    const first = await runHook(charm, 'install', unit());
    const second = await runHook(charm, 'start', first.state);
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
      unit(),
    );
    const failed = await runHook(charm, 'config-changed', before.state);
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
    const first = await runHook(charm, 'install', unit());
    expect(first.calls.filter((call) => /^(?:unit|network)-get/.test(call))).toHaveLength(2);
    const second = await runHook(charm, 'update-status', first.state);
    expect(second.calls).not.toContain('unit-get');
    const moved = { ...second.state, privateAddress: '192.0.2.9' };
    const third = await runHook(charm, 'config-changed', moved);
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
    const { state } = await runHook(charm, 'install', unit());
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
    const { state } = await runHook(charm, 'install', unit({ relations }));
    expect(state.memory?.data).toEqual({ ids: ['db:9', 'db:10'], joined: [true, false] });
  });
});

describe('the order of a hook', () => {
  it('R28 R81 (different on purpose) what comes after all others still publishes', async () => {
    const charm = charmOf((layer) => {
      layer.afterHook('last', ({ endpoints }) => {
        endpoints['db']?.relations.forEach((relation) => relation.publish({ ready: 'yes' }));
      });
      layer.afterHook('last-but-one', ({ flags }) => flags.set('too.late'));
      layer.when('too.late').handle('woken', () => undefined);
      layer.always().handle('always', () => undefined);
      layer.hook('install').handle('install', () => undefined);
      layer.beforeHook('first', ({ flags, unit }) => unit.data.set('flags', flags.list()));
      layer.beforeHook('second', () => undefined);
      layer.status(({ flags }) => ({
        status: flags.isSet('too.late') ? 'active' : 'waiting',
        message: '',
      }));
    });
    const outcome = await runHook(charm, 'install', unit());
    expect(outcome.handlers).toEqual([
      'blog/first',
      'blog/second',
      'blog/install',
      'blog/always',
      'blog/last-but-one',
      'blog/last',
    ]);
    expect(outcome.state.memory?.data['flags']).toContain('config.changed');
    expect(outcome.state.relations['db:1']?.published).toEqual({ ready: 'yes' });
    expect(outcome.state.status?.status).toBe('active');
  });

  it('R26 (different on purpose) a failure after all others is logged, and nothing is kept', async () => {
    const failing = (step: 'before' | 'after'): CharmDefinition =>
      charmOf((layer) => {
        layer.always().handle('publish', ({ endpoints, flags }) => {
          flags.set('published');
          endpoints['db']?.relations.forEach((relation) => relation.publish({ name: 'blog' }));
        });
        const fail = (): never => {
          throw new Error('no');
        };
        if (step === 'before') layer.beforeHook('fail', fail);
        else layer.afterHook('fail', fail);
      });
    for (const step of ['before', 'after'] as const) {
      const outcome = await runHook(failing(step), 'install', unit());
      expect(outcome.error?.message).toBe('no');
      expect(outcome.flags).toEqual([]);
      expect(effectsOf(outcome)).toEqual([]);
    }
  });

  it('R29 repeats in every hook what holds, but not what is to run only once', async () => {
    const charm = charmOf((layer) => {
      layer.whenNot('never').handle('mostly', () => undefined);
      layer
        .always()
        .onlyOnce()
        .handle('once', () => undefined);
    });
    const first = await runHook(charm, 'install', unit());
    expect(first.handlers).toEqual(['blog/mostly', 'blog/once']);
    expect(first.state.memory?.invoked).toEqual(['blog/once']);
    const second = await runHook(charm, 'update-status', first.state);
    expect(second.handlers).toEqual(['blog/mostly']);
    expect(second.state.memory?.invoked).toEqual(['blog/once']);
  });

  it('R47 R22 what is to run only once runs again after a hook that failed', async () => {
    const charm = charmOf((layer) => {
      layer
        .always()
        .onlyOnce()
        .handle('once', () => undefined);
      layer.afterHook('fail', ({ hook }) => {
        if (hook.run.kind === 'lifecycle' && hook.run.hook === 'install') throw new Error('no');
      });
    });
    const failed = await runHook(charm, 'install', unit());
    expect(failed.state.memory).toBeUndefined();
    const next = await runHook(charm, 'start', failed.state);
    expect(next.handlers).toContain('blog/once');
  });
});

describe('what a unit keeps beside', () => {
  it('are the files that handlers have seen', async () => {
    const charm = charmOf((layer) => {
      layer.whenFileChanged('/etc/blog.conf').handle('restart', () => undefined);
    });
    const files = { '/etc/blog.conf': { content: 'a', mode: 0o600 } };
    const first = await runHook(charm, 'install', unit({ files }));
    expect(first.handlers).toEqual(['blog/restart']);
    const second = await runHook(charm, 'update-status', first.state);
    expect(second.handlers).toEqual([]);
    const changed = { '/etc/blog.conf': { content: 'b', mode: 0o600 } };
    const third = await runHook(charm, 'update-status', { ...second.state, files: changed });
    expect(third.handlers).toEqual(['blog/restart']);
  });

  it('is who set a flag, in which hook and when', async () => {
    const charm = charmOf((layer) => {
      layer.hook('install').handle('install', ({ flags }) => flags.set('installed'));
    });
    const clock = (): Date => new Date('2026-11-23T12:00:00Z');
    const first = await runHook(charm, 'install', unit(), { clock });
    const origin = { hook: 'install', at: '2026-11-23T12:00:00.000Z' };
    expect(first.state.memory?.origins).toMatchObject({
      installed: { by: 'blog/install', ...origin },
      'endpoint.db.joined': { by: 'the engine', ...origin },
    });
    const later = await runHook(charm, 'update-status', first.state);
    expect(later.state.memory?.origins).toEqual(first.state.memory?.origins);
  });

  it('changes nothing in a hook in which nothing happens, and asks for one thing alone', async () => {
    const charm = charmOf((layer) => {
      layer.when('leadership.is_leader').handle('share', ({ leader, endpoints, unit }) => {
        leader.publish({ token: 'hunter2' });
        endpoints['db']?.relations.forEach((relation) => {
          relation.publish({ name: 'blog' });
          relation.publishForApplication({ version: '6' });
        });
        unit.declarePorts(['80/tcp']);
      });
      layer.status(() => ({ status: 'active', message: 'Ready' }));
      layer.applicationStatus(() => ({ status: 'active', message: 'All ready' }));
    });
    let { state } = await runHook(charm, 'install', unit({ isLeader: true }));
    ({ state } = await runHook(charm, 'update-status', state));
    ({ state } = await runHook(charm, 'update-status', state));
    const settled = await runHook(charm, 'update-status', state);
    expect(settled.calls).toEqual(['is-leader']);
    expect(settled.state).toEqual(state);
  });
});

describe('what a handler is given', () => {
  it('R60 R61 R64 is the context of the run, whatever it waits for and whether it looks or not', async () => {
    const seen: string[] = [];
    const charm = charmOf((layer) => {
      layer.hook('db-relation-changed').handle('look', ({ hook }) => {
        if (hook.run.kind === 'relation') seen.push(`${hook.run.event} ${hook.run.relation.id}`);
      });
      layer.hook('db-relation-changed').handle('look-away', () => void seen.push('away'));
      layer
        .whenAny('endpoint.db.joined', 'never')
        .whenNot('never')
        .handle('count', ({ endpoints }) => void seen.push(`${endpoints['db']?.units.length}`));
    });
    const { error } = await runHook(charm, 'db-relation-changed', unit(), { relationId: 'db:2' });
    expect(error).toBeUndefined();
    expect(seen).toEqual(['changed db:2', 'away', '2']);
  });

  it('R62 R63 is the same in every run of a handler: endpoints are found by name, not by flag', async () => {
    const contexts: unknown[] = [];
    const charm = charmOf((layer) => {
      layer
        .when('endpoint.db.joined')
        .whenNot('again')
        .handle('first', ({ flags, endpoints }) => {
          contexts.push(endpoints['db']);
          flags.set('again');
        });
      layer.when('again').handle('second', ({ endpoints }) => void contexts.push(endpoints['db']));
    });
    await runHook(charm, 'update-status', unit());
    expect(contexts).toHaveLength(2);
    expect(contexts[0]).toBe(contexts[1]);
  });
});
