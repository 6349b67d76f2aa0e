import { freshUnit, relationState, runAction, runHook } from '@reactive-charms/testing';
import type { ActionOutcome, UnitState } from '@reactive-charms/testing';
import { defineLayer } from '../../lib/index.ts';
import type { AnyShape, CharmDefinition, Layer, LayerBuilder } from '../../lib/index.ts';
import { composeCharm } from '../support/charms.ts';

const ACTIONS: CharmDefinition['actions'] = {
  backup: {
    description: 'Makes a backup',
    params: {
      outfile: { type: 'string', default: 'dump.sql' },
      quality: { type: 'integer' },
    },
    required: [],
  },
  restore: { description: 'Loads a backup', params: {}, required: [] },
};

function charmOfLayers(...layers: Layer[]): CharmDefinition {
  return { ...composeCharm(...layers), actions: ACTIONS };
}

function charmOf(define: (layer: LayerBuilder<AnyShape>) => void): CharmDefinition {
  return charmOfLayers(defineLayer('blog', define));
}

const DB = relationState('mysql', { units: { 'mysql/0': { host: 'a' } } });

/** A unit that has settled: nothing is to be sent or read back any more. */
async function settled(charm: CharmDefinition, more: Partial<UnitState> = {}): Promise<UnitState> {
  const fresh = freshUnit('wordpress/0', { relations: { 'db:1': DB }, ...more });
  const first = await runHook(charm, 'install', fresh);
  const second = await runHook(charm, 'update-status', first.state);
  const third = await runHook(charm, 'update-status', second.state);
  expect(third.error).toBeUndefined();
  return third.state;
}

async function act(
  charm: CharmDefinition,
  action: string,
  more: Partial<UnitState> = {},
): Promise<ActionOutcome> {
  return runAction(charm, action, await settled(charm, more));
}

describe('the parameters of an action', () => {
  const charm = charmOf((layer) => {
    layer.onAction('backup').handle('dump', ({ action, unit }) => {
      unit.data.set('seen', JSON.stringify([action.name, action.id, action.parameters]));
    });
  });

  it('are those given, with the defaults of actions.yaml', async () => {
    const state = await settled(charm);
    const outcome = await runAction(charm, 'backup', state, { parameters: { quality: 3 } });
    expect(outcome.state.memory?.data['seen']).toBe(
      JSON.stringify(['backup', '1', { quality: 3, outfile: 'dump.sql' }]),
    );
  });

  it('that are wrong fail the action before anything runs', async () => {
    const state = await settled(charm);
    // Juju checks them first, yet may know more or less of JSON Schema than the engine does.
    const outcome = await runAction(charm, 'backup', state, {
      parameters: { quality: 'high' },
      unchecked: true,
    });
    expect(outcome).toMatchObject({
      failure: 'ACTION_PARAMETERS: parameter quality is a text, expected a whole number',
      handlers: [],
      calls: ['action-get'],
      state,
    });
    expect(outcome.error).toBeUndefined();
  });
});

describe('an action that the charm does not serve', () => {
  const charm = charmOf((layer) => layer.onAction('backup').handle('dump', () => undefined));

  it.each(['restore', 'nothing', 'constructor'])('fails: %s', async (action) => {
    // Juju asks only for those of actions.yaml, which may have changed since the charm was built.
    const outcome = await runAction(charm, action, await settled(charm), { unchecked: true });
    expect(outcome).toMatchObject({
      failure: `ACTION_UNKNOWN: charm wordpress has no handler for action ${action}`,
      handlers: [],
      calls: [],
    });
  });
});

describe('the results of an action', () => {
  it('C71 are what its handlers return, merged, with dotted keys', async () => {
    const charm = charmOf((layer) => {
      layer.onAction('backup').handle('dump', () => ({ dump: { file: 'a.sql', bytes: 12 } }));
      layer.onAction('backup').handle('sign', async () => ({ dump: { bytes: 13, signed: true } }));
      layer.onAction('backup').handle('tidy', () => undefined);
    });
    const { results, failure } = await act(charm, 'backup');
    expect(results).toEqual({
      'dump.file': 'a.sql',
      'dump.bytes': '13',
      'dump.signed': 'true',
    });
    expect(failure).toBeUndefined();
  });

  it('are those of its own handlers, not of others that run in the action', async () => {
    const charm = charmOf((layer) => {
      layer.onAction('backup').handle('dump', ({ flags }) => flags.set('backup.done'));
      layer.when('backup.done').handle('tell', () => Object.assign({ told: 1 }));
      layer.onAction('restore').handle('load', () => ({ loaded: 1 }));
    });
    const { results, calls, handlers } = await act(charm, 'backup');
    expect(handlers).toEqual(['blog/dump', 'blog/tell']);
    expect(results).toEqual({});
    expect(calls).not.toContain('action-set');
  });

  it('that Juju would refuse end the run, and nothing is kept', async () => {
    const charm = charmOf((layer) => {
      layer.onAction('backup').handle('dump', ({ flags }) => {
        flags.set('backup.done');
        return { Dump: 'a', stdout: 'b' };
      });
    });
    const outcome = await act(charm, 'backup');
    expect(outcome.failure).toBe(
      'ACTION_RESULTS: result Dump is no name that Juju takes; result stdout uses the name stdout, which Juju keeps for itself',
    );
    expect(outcome.error).toBeDefined();
    expect(outcome.flags).not.toContain('backup.done');
  });
});

describe('an action that fails', () => {
  it('C65 by its own word keeps what it did, and its results', async () => {
    const charm = charmOf((layer) => {
      layer.onAction('backup').handle('dump', ({ action, flags, endpoints }) => {
        flags.set('backup.done');
        endpoints['db']?.relations.forEach((relation) => relation.publish({ dump: 'a.sql' }));
        action.fail('no room on the disk');
        action.fail('and no time');
        return { file: 'a.sql' };
      });
    });
    const outcome = await act(charm, 'backup');
    expect(outcome).toMatchObject({
      failure: 'no room on the disk; and no time',
      results: { file: 'a.sql' },
    });
    expect(outcome.error).toBeUndefined();
    expect(outcome.flags).toContain('backup.done');
    expect(outcome.state.relations['db:1']?.published).toEqual({ dump: 'a.sql' });
  });

  it('R22 by throwing keeps nothing, and tells the first line', async () => {
    const charm = charmOf((layer) => {
      layer.onAction('backup').handle('dump', ({ flags, endpoints }) => {
        flags.set('backup.done');
        endpoints['db']?.relations.forEach((relation) => relation.publish({ dump: 'a.sql' }));
        throw new Error('no room\non the disk');
      });
    });
    const outcome = await act(charm, 'backup');
    expect(outcome.failure).toBe('HANDLER_FAILED: no room');
    expect(outcome.error?.message).toBe('no room\non the disk');
    expect(outcome.flags).not.toContain('backup.done');
    expect(outcome.state.relations['db:1']?.published).toEqual({});
    expect(outcome.results).toEqual({});
  });

  it('because a hook tool failed tells its code', async () => {
    const charm = charmOf((layer) => {
      layer.onAction('backup').handle('dump', async ({ secrets }) => {
        await secrets.get('secret:nothing');
      });
    });
    const { failure } = await act(charm, 'backup');
    expect(failure).toMatch(/^HOOK_TOOL_FAILED: secret-get failed/);
  });
});

describe('the handlers of an action', () => {
  it('run before those that wait for the flags which they change', async () => {
    const charm = charmOf((layer) => {
      layer.when('backup.done').handle('tell', ({ flags }) => flags.set('told'));
      layer.when('told').handle('rest', () => undefined);
      layer.onAction('backup').handle('dump', ({ flags }) => flags.set('backup.done'));
    });
    const { handlers } = await act(charm, 'backup');
    expect(handlers).toEqual(['blog/dump', 'blog/tell', 'blog/rest']);
  });

  it('run alone where they change no flag: an action costs what it changed', async () => {
    const charm = charmOf((layer) => {
      layer.always().handle('always', () => undefined);
      layer.whenNot('never').handle('mostly', () => undefined);
      layer.onAction('backup').handle('dump', () => undefined);
    });
    const { handlers, calls } = await act(charm, 'backup');
    expect(handlers).toEqual(['blog/dump']);
    expect(calls.filter((call) => call !== 'juju-log')).toEqual(['action-get', 'is-leader']);
  });

  it('run only if their conditions hold; if none does, the action tells what they wait for', async () => {
    const charm = charmOf((layer) => {
      layer.beforeHook('look', ({ flags }) => flags.set('looked'));
      layer
        .onAction('backup')
        .when('db.ready')
        .whenNot('looked')
        .handle('dump', () => undefined);
      layer
        .onAction('backup')
        .whenAny('disk.mounted', 'disk.remote')
        .handle('copy', () => undefined);
    });
    const outcome = await act(charm, 'backup');
    expect(outcome.failure).toBe(
      'ACTION_CONDITIONS: no handler of action backup may run now: blog/dump (not set: db.ready; set, but must not be: looked), blog/copy (none is set of: disk.mounted, disk.remote)',
    );
    expect(outcome.error).toBeUndefined();
    expect(outcome.flags).toContain('looked');
  });

  it('of which one may run do not fail the action', async () => {
    const charm = charmOf((layer) => {
      layer
        .onAction('backup')
        .when('db.ready')
        .handle('dump', () => undefined);
      layer
        .onAction('backup')
        .whenNot('db.ready')
        .handle('skip', () => ({ skipped: true }));
    });
    const { failure, handlers } = await act(charm, 'backup');
    expect(failure).toBeUndefined();
    expect(handlers).toEqual(['blog/skip']);
  });

  it('R46 that run only once do so', async () => {
    const charm = charmOf((layer) => {
      layer
        .onAction('backup')
        .onlyOnce()
        .handle('dump', () => undefined);
    });
    const first = await act(charm, 'backup');
    expect(first.handlers).toEqual(['blog/dump']);
    const second = await runAction(charm, 'backup', first.state);
    expect(second.handlers).toEqual([]);
    expect(second.failure).toMatch(/^ACTION_CONDITIONS: /);
  });

  it('R81 stand between those of beforeHook and afterHook, whose publications are sent too', async () => {
    const charm = charmOf((layer) => {
      layer.afterHook('last', ({ endpoints }) => {
        endpoints['db']?.relations.forEach((relation) => relation.publish({ done: 'yes' }));
      });
      layer.beforeHook('first', () => undefined);
      layer.onAction('backup').handle('dump', () => undefined);
    });
    const outcome = await act(charm, 'backup');
    expect(outcome.handlers).toEqual(['blog/first', 'blog/dump', 'blog/last']);
    expect(outcome.state.relations['db:1']?.published).toEqual({ done: 'yes' });
  });
});

describe('an action and the unit', () => {
  it('tells its progress at once', async () => {
    const charm = charmOf((layer) => {
      layer.onAction('backup').handle('dump', async ({ action }) => {
        await action.log('half');
        await action.log('done');
      });
    });
    const { messages } = await act(charm, 'backup');
    expect(messages).toEqual(['half', 'done']);
  });

  it('asks the status deciders', async () => {
    const charm = charmOf((layer) => {
      layer.onAction('backup').handle('dump', ({ flags }) => flags.set('backup.done'));
      layer.status(({ flags }) =>
        flags.isSet('backup.done')
          ? { status: 'active', message: 'Backed up' }
          : { status: 'waiting', message: 'for a backup' },
      );
    });
    const { statusHistory } = await act(charm, 'backup');
    expect(statusHistory).toEqual([{ status: 'active', message: 'Backed up' }]);
  });

  it('has no action in its context where none runs', async () => {
    const charm = charmOf((layer) => {
      layer
        .always()
        .handle('look', ({ action, unit }) => unit.data.set('has', action !== undefined));
    });
    const { memory } = await settled(charm);
    expect(memory?.data['has']).toBe(false);
  });

  it('notes who set a flag, and when', async () => {
    const charm = charmOf((layer) => {
      layer.onAction('backup').handle('dump', ({ flags }) => flags.set('backup.done'));
    });
    const state = await settled(charm);
    const clock = (): Date => new Date('2026-11-23T12:00:00Z');
    const outcome = await runAction(charm, 'backup', state, { clock });
    expect(outcome.state.memory?.origins['backup.done']).toEqual({
      by: 'blog/dump',
      hook: 'action backup',
      at: '2026-11-23T12:00:00.000Z',
    });
  });
});

describe('an action in doubt', () => {
  const charm = charmOf((layer) => {
    layer.onAction('backup').handle('dump', ({ config, unit, flags, endpoints }) => {
      unit.data.set('seen', [config['title'] ?? null, endpoints['db']?.units.length ?? null]);
      unit.data.set('flags', flags.list());
      flags.set('backup.done');
    });
    layer
      .when('config.changed.title')
      .handle('retitle', ({ unit, config }) => unit.data.set('title', config['title'] ?? null));
    layer
      .when('endpoint.db.changed')
      .handle('connect', ({ flags }) => flags.clear('endpoint.db.changed'));
  });
  const relations = {
    'db:1': DB,
    'db:2': relationState('postgres', { units: { 'postgres/0': { host: 'b' } } }),
  };

  it('reads the facts, and leaves it to the next hook to tell of what has changed', async () => {
    const before = await settled(charm);
    const state = { ...before, config: { title: 'News' }, relations, interrupted: true };
    const action = await runAction(charm, 'backup', state);
    const { data, flags } = action.state.memory ?? {};
    expect(data?.['seen']).toEqual(['News', 2]);
    expect(data?.['flags']).not.toContain('config.changed.title');
    expect(flags).toHaveProperty(['backup.done']);
    expect(action.state.interrupted).toBe(true);

    const hook = await runHook(charm, 'update-status', action.state);
    expect(hook.handlers).toEqual(['blog/retitle', 'blog/connect']);
    expect(hook.state.interrupted).toBe(false);
    expect(hook.state.memory?.data['title']).toBe('News');
  });

  it('before the first hook has succeeded leaves everything new to that hook', async () => {
    const state = freshUnit('wordpress/0', { relations, config: { title: 'News' } });
    const action = await runAction(charm, 'backup', state);
    expect(action.state.interrupted).toBe(true);
    const hook = await runHook(charm, 'install', action.state);
    expect(hook.handlers).toEqual(['blog/retitle', 'blog/connect']);
  });

  it('is at an end with the next hook, if there is none', async () => {
    const action = await act(charm, 'backup');
    expect(action.state.interrupted).toBe(false);
    const hook = await runHook(charm, 'update-status', action.state);
    expect(hook.calls).toEqual(['is-leader']);
  });
});
