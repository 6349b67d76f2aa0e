import { settleLayer } from '../support/settle-layer.ts';
import type { LayerSettled } from '../support/settle-layer.ts';

/** Names of the rounds with the handlers that ran in them. */
function roundsOf({ rounds }: LayerSettled): readonly (readonly [string, readonly string[]])[] {
  return rounds.map(({ name, runs }) => [name, runs.map(({ id }) => id.replace(/^blog\//, ''))]);
}

const nothing = (): void => undefined;

describe('handlers before and after all others', () => {
  it('R81 (different on purpose) run first in order, and last with the last defined first', async () => {
    const settled = await settleLayer(
      (layer) => {
        layer.always().handle('always', nothing);
        layer.afterHook('after-1', nothing);
        layer.afterHook('after-2', nothing);
        layer.hook('install').handle('install', nothing);
        layer.beforeHook('before-1', nothing);
        layer.beforeHook('before-2', nothing);
      },
      { hook: 'install' },
    );
    expect(roundsOf(settled)).toEqual([
      ['before', ['before-1', 'before-2']],
      ['hook', ['install']],
      ['0', ['always']],
      ['after', ['after-2', 'after-1']],
    ]);
  });

  it('what those before set is seen by handlers of the hook', async () => {
    const { ran } = await settleLayer(
      (layer, flags) => {
        layer.hook('install').when('ready').handle('install', nothing);
        layer.beforeHook('prepare', () => flags.set('ready'));
      },
      { hook: 'install' },
    );
    expect(ran).toEqual(['prepare', 'install']);
  });

  it('what those after change wakes nobody, but is kept and recorded', async () => {
    const settled = await settleLayer((layer, flags) => {
      layer.afterHook('tidy', () => flags.set('tidied'));
      layer.when('tidied').handle('next-hook', nothing);
    });
    expect(settled.ran).toEqual(['tidy']);
    expect(settled.flags.isSet('tidied')).toBe(true);
    expect(settled.rounds[0]?.runs[0]?.transitions).toEqual([{ flag: 'tidied', to: 'set' }]);
  });
});

describe('an action', () => {
  const backup = { kind: 'action', action: 'backup' } as const;

  it('runs its own handlers whose conditions hold, and those before and after all others', async () => {
    const settled = await settleLayer(
      (layer) => {
        layer.beforeHook('before', nothing);
        layer.afterHook('after', nothing);
        layer.hook('install').handle('hooked', nothing);
        layer.always().handle('always', nothing);
        layer.onAction('backup').when('a').handle('backup', nothing);
        layer.onAction('backup').whenNot('a').handle('other', nothing);
        layer.onAction('restore').handle('restore', nothing);
      },
      { phase: backup, set: ['a'] },
    );
    expect(roundsOf(settled)).toEqual([
      ['before', ['before']],
      ['action', ['backup']],
      ['after', ['after']],
    ]);
  });

  it('has no round 0: it wakes those alone that watch what it has changed', async () => {
    const settled = await settleLayer(
      (layer, flags) => {
        layer.beforeHook('before', () => flags.set('x'));
        layer.onAction('backup').handle('backup', () => flags.set('y'));
        layer.when('a').handle('holds-anyway', nothing);
        layer.when('x').handle('woken-by-before', nothing);
        layer.when('a', 'y').handle('woken-by-action', () => flags.set('z'));
        layer.when('z').handle('woken-by-round', nothing);
      },
      { phase: backup, set: ['a'] },
    );
    expect(roundsOf(settled)).toEqual([
      ['before', ['before']],
      ['action', ['backup']],
      ['1', ['woken-by-before', 'woken-by-action']],
      ['2', ['woken-by-round']],
    ]);
  });

  it('is not woken by what was set before the first handler', async () => {
    const { ran } = await settleLayer(
      (layer, flags) => {
        flags.set('config.set.port');
        layer.onAction('backup').handle('backup', nothing);
        layer.when('config.set.port').handle('configure', nothing);
      },
      { phase: backup },
    );
    expect(ran).toEqual(['backup']);
  });

  it('gives back what its handlers returned, in the order of their runs', async () => {
    const { results, unmet } = await settleLayer(
      (layer, flags) => {
        layer.onAction('backup').handle('one', () => {
          flags.set('x');
          return { size: 7 };
        });
        layer.onAction('backup').handle('two', async () => Promise.resolve({ path: '/b' }));
        layer.when('x').handle('woken', nothing);
      },
      { phase: backup },
    );
    expect(results).toEqual([{ size: 7 }, { path: '/b' }]);
    expect(unmet).toEqual([]);
  });

  it('tells what each of its handlers waits for when none can run', async () => {
    const { results, unmet } = await settleLayer(
      (layer) => {
        layer.onAction('backup').when('a', 'b').handle('one', nothing);
        layer.onAction('backup').onlyOnce().whenNot('a').handle('two', nothing);
        layer.onAction('backup').whenFileChanged('/data').handle('three', nothing);
      },
      { phase: backup, set: ['a'], invoked: ['blog/two'] },
    );
    expect(results).toEqual([]);
    expect(unmet).toEqual([
      { id: 'blog/one', reasons: ['not set: b'] },
      { id: 'blog/two', reasons: ['has run on this unit already', 'set, but must not be: a'] },
      { id: 'blog/three', reasons: ['not changed: /data'] },
    ]);
  });

  it('without handlers has nothing to tell', async () => {
    const { unmet } = await settleLayer((layer) => layer.always().handle('x', nothing), {
      phase: backup,
    });
    expect(unmet).toEqual([]);
  });
});

describe('a restricted hook', () => {
  const collect = { kind: 'restricted', hook: 'collect-metrics' } as const;

  it('R76 R78 runs its own handlers in one pass, and nothing else', async () => {
    const settled = await settleLayer(
      (layer, flags) => {
        layer.beforeHook('before', nothing);
        layer.afterHook('after', nothing);
        layer.always().handle('always', nothing);
        layer.onlyOnce().handle('once', nothing);
        layer.whenFileChanged('/a').handle('file', nothing);
        layer.collectMetrics().handle('collect', () => flags.set('x'));
        layer.collectMetrics().when('a').handle('needs-a', nothing);
        layer.collectMetrics().when('b').handle('needs-b', nothing);
        layer.meterStatusChanged().handle('meter', nothing);
        layer.when('x').handle('woken', nothing);
      },
      {
        phase: collect,
        set: ['a'],
        programs: ['reactive/x'],
        createExecutables: () => ({ test: async () => 'yes', invoke: async () => undefined }),
      },
    );
    expect(roundsOf(settled)).toEqual([['hook', ['collect', 'needs-a']]]);
    expect(settled.flags.isSet('x')).toBe(true);
  });

  it('R78 its handlers run in no other hook', async () => {
    const { ran } = await settleLayer(
      (layer) => layer.collectMetrics().handle('collect', nothing),
      {
        hook: 'update-status',
      },
    );
    expect(ran).toEqual([]);
  });
});
