import { DiagnosticsError } from '@reactive-charms/juju';
import { defineEndpoint, defineLayer, Endpoint } from '../../lib/index.ts';
import { sealCharm } from '../../lib/charm/seal-charm.ts';
import type { AnyShape, CharmDefinition, LayerBuilder, Trigger } from '../../lib/index.ts';
import { charmOf, composeCharm } from '../support/charms.ts';

const nothing = (): void => undefined;

function errorsOf(definition: CharmDefinition): readonly string[] {
  try {
    sealCharm(definition);
  } catch (error) {
    if (!(error instanceof DiagnosticsError)) throw error;
    return error.diagnostics.map(({ code, text }) => `${code}: ${text}`);
  }
  return [];
}

function errorsIn(define: (layer: LayerBuilder<AnyShape>) => void): readonly string[] {
  return errorsOf(withMore(charmOf(define)));
}

function warningsIn(define: (layer: LayerBuilder<AnyShape>) => void): readonly string[] {
  return sealCharm(withMore(charmOf(define))).findings.map(({ code, text }) => `${code}: ${text}`);
}

/** With a storage and an action, too. */
function withMore(definition: CharmDefinition): CharmDefinition {
  const storage = { data: { type: 'filesystem' as const } };
  return {
    ...definition,
    metadata: { ...definition.metadata, storage },
    actions: { backup: { description: '', params: {}, required: [] } },
  };
}

describe('sealCharm', () => {
  it('puts the handlers of the lowest layer first', () => {
    const below = defineLayer('below', (layer) => layer.always().handle('a', nothing));
    const above = defineLayer('above', (layer) => layer.always().handle('a', nothing));
    const charm = sealCharm(composeCharm(below, above));
    expect(charm.handlers.map(({ id }) => id)).toEqual(['below/a', 'above/a']);
  });

  it('puts programs last, as handlers of their own', () => {
    const charm = sealCharm({
      ...charmOf((layer) => layer.always().handle('a', nothing)),
      executables: ['reactive/backup', 'reactive/mail.sh'],
    });
    expect(charm.handlers.map(({ id, binding }) => [id, binding])).toEqual([
      ['blog/a', { kind: 'flags' }],
      ['executable/reactive/backup', { kind: 'executable', path: 'reactive/backup' }],
      ['executable/reactive/mail.sh', { kind: 'executable', path: 'reactive/mail.sh' }],
    ]);
    expect(() => charm.handlers[1]?.run(Object.create(null))).toThrow('is a program');
  });

  it('knows which flags are waited for', () => {
    const { watchedFlags } = sealCharm(
      charmOf((layer) => {
        layer.when('a').whenAny('b', 'c').handle('x', nothing);
        layer.hook('install').whenNot('d').handle('y', nothing);
        layer.trigger({ when: 'e', set: 'unwatched' });
        layer.trigger({ whenNot: 'f', set: 'unwatched' });
      }),
    );
    expect([...watchedFlags].sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(watchedFlags.has('unwatched')).toBe(false);
  });

  it('takes every flag for waited for where a program may wait for it', () => {
    const { watchedFlags } = sealCharm({ ...charmOf(nothing), executables: ['reactive/backup'] });
    expect(watchedFlags.has('endpoint.db.changed.host')).toBe(true);
  });

  it('closes the charm to changes', () => {
    const charm = sealCharm(charmOf(nothing));
    expect(() => Object.assign(charm, { handlers: [] })).toThrow(TypeError);
  });

  it('names both places of a layer that is composed twice', () => {
    const twice = defineLayer('cache', (layer) => layer.always().handle('warm-up', nothing));
    const other = defineLayer('other', nothing);
    expect(errorsOf(composeCharm(twice, other, twice))).toEqual([
      "LAYER_DUPLICATE: layer cache is at places 1 and 3 of the charm's layers",
    ]);
  });

  it('refuses two handlers of one id', () => {
    const definition = { ...charmOf(nothing), executables: ['reactive/x', 'reactive/x'] };
    expect(errorsOf(definition)).toEqual([
      "HANDLER_DUPLICATE: there are two handlers 'executable/reactive/x'",
    ]);
  });

  it.each([
    'endpoint.db.joined',
    'endpoint.db.changed',
    'endpoint.db.changed.host',
    'endpoint.db.departed',
    'config.changed',
    'config.changed.port',
    'config.set.theme',
    'config.default.title',
    'leadership.is_leader',
    'leadership.changed',
    'leadership.set.admin.password',
    'upgrade.charm',
    'upgrade.series.in-progress',
    'storage.data.attached',
    'storage.data.detaching',
    'secret.changed',
    'secret.rotate.database',
    'secret.expired',
    'secret.remove.d2k8',
    'blog.configured',
    'constructor',
  ])('lets a handler watch %s', (flag) => {
    expect(errorsIn((layer) => layer.when(flag).handle('watch', nothing))).toEqual([]);
  });

  it.each([
    ['endpoint.cache.joined', 'but metadata.yaml has no endpoint cache'],
    ['endpoint.constructor.joined', 'but metadata.yaml has no endpoint constructor'],
    ['endpoint.db.connected', 'which the engine never sets'],
    ['endpoint.db', 'which the engine never sets'],
    ['config.set.prot', 'but config.yaml has no option prot'],
    ['config.changed.toString', 'but config.yaml has no option toString'],
    ['config.new.port', 'which the engine never sets'],
    ['leadership.leader', 'which the engine never sets'],
    ['upgrade.series', 'which the engine never sets'],
    ['storage.logs.attached', 'but metadata.yaml has no storage logs'],
    ['storage.data.mounted', 'which the engine never sets'],
    ['secret.new', 'which the engine never sets'],
  ])('refuses a handler or a trigger that watches %s', (flag, reason) => {
    const errors = errorsIn((layer) => {
      layer.whenNot(flag).handle('watch', nothing);
      layer.trigger({ when: flag, set: 'seen' });
    });
    expect(errors).toEqual([
      `FLAG_UNKNOWN: handler 'blog/watch' watches ${flag}, ${reason}`,
      `FLAG_UNKNOWN: a trigger watches ${flag}, ${reason}`,
    ]);
  });

  it('refuses a hook that this charm never gets', () => {
    const errors = errorsIn((layer) => {
      layer.hook('db-relation-joined', 'cache-relation-joined').handle('join', nothing);
    });
    expect(errors).toEqual([
      "HOOK_UNKNOWN: handler 'blog/join' waits for hook cache-relation-joined, which this charm never gets",
    ]);
  });

  it.each(['collect-metrics', 'meter-status-changed'])(
    'R77 (different on purpose) refuses an ordinary handler of the restricted hook %s',
    (hook) => {
      // The compiler refuses the name; a pattern gets past it.
      expect(errorsIn((layer) => layer.hook(`{${hook},start}`).handle('x', nothing))).toEqual([
        `RESTRICTED_HANDLER: handler 'blog/x' waits for hook ${hook}, which runs no handlers but its own`,
      ]);
    },
  );

  it('refuses a handler of an action that actions.yaml does not have', () => {
    expect(errorsIn((layer) => layer.onAction('restore').handle('x', nothing))).toEqual([
      "ACTION_UNDECLARED: handler 'blog/x' serves action restore, which actions.yaml does not have",
    ]);
  });

  it('warns of an action that no handler serves', () => {
    expect(warningsIn(nothing)).toEqual([
      'ACTION_UNSERVED: action backup of actions.yaml has no handler',
    ]);
    expect(warningsIn((layer) => layer.onAction('backup').handle('x', nothing))).toEqual([]);
  });

  it.each<[string, Trigger[], string]>([
    ['R15', [{ when: 'a', whenNot: 'b', set: 'c' }], 'needs exactly one of when and whenNot'],
    ['R15', [{ when: 'a' }], 'has no effect'],
    [
      'R18',
      [
        { when: 'q', clear: 'q' },
        { whenNot: 'q', set: 'q' },
      ],
      'triggers go round for ever: q set -> q cleared -> q set',
    ],
  ])('%s refuses triggers %j', (_row, triggers, text) => {
    const errors = errorsIn((layer) => triggers.forEach((trigger) => layer.trigger(trigger)));
    expect(errors.join()).toContain(text);
  });

  it('tells all errors at once, each with its code and what to do', () => {
    const define = (layer: LayerBuilder<AnyShape>): void => {
      layer.when('config.set.a', 'config.set.b').handle('watch', nothing);
      layer.when().handle('empty', nothing);
      layer.trigger({ set: 'a' });
    };
    expect(errorsIn(define)).toHaveLength(4);
    expect(() => sealCharm(charmOf(define))).toThrow(
      /error: handler 'blog\/empty' has a condition without flags \[HANDLER_INVALID\]\n {2}fix: name at least one flag/,
    );
  });

  it('tells the errors of interfaces with all others', () => {
    class Mysql extends Endpoint {
      static readonly handlers = defineEndpoint(
        () => Mysql,
        (endpoint) => endpoint.whenAny().handle('connect', nothing),
      );
    }
    const charm = charmOf((layer) => layer.trigger({ set: 'a' }));
    expect(errorsOf({ ...charm, endpoints: { db: Mysql } })).toEqual([
      expect.stringMatching(/^[A-Z_]+: handler '.*\/connect' has a condition without flags$/),
      expect.stringMatching(/^TRIGGER_INVALID: /),
    ]);
  });

  it('refuses the endpoint class of another copy of the engine, whose flags it would not keep', async () => {
    const charm = charmOf(() => undefined);
    await jest.isolateModulesAsync(async () => {
      const other = await import('../../lib/endpoints/endpoint.ts');
      class Requires extends other.Endpoint {}
      expect(errorsOf({ ...charm, endpoints: { db: Requires } })).toEqual([
        "ENDPOINT_FOREIGN: the class of endpoint db is none of this engine's: two copies of the engine are installed",
      ]);
    });
  });
});

describe('a handler that can never run', () => {
  it.each<[string, (layer: LayerBuilder<AnyShape>) => void, string]>([
    [
      'wants a flag set and not set',
      (layer) => layer.when('a', 'b').whenNot('b', 'c').handle('x', nothing),
      'when(a, b) whenNot(b, c) never holds',
    ],
    [
      'wants one of some flags, none of which may be set',
      (layer) => layer.whenAny('a', 'b').whenNot('a').whenNone('b').handle('x', nothing),
      'whenAny(a, b) whenNot(a) whenNot(b) never holds',
    ],
    [
      'wants one of some flags missing, all of which must be set',
      (layer) => layer.whenNotAll('a', 'b').when('a').when('b').handle('x', nothing),
      'whenNotAll(a, b) when(a) when(b) never holds',
    ],
    [
      'contradicts itself only through several conditions',
      (layer) =>
        layer
          .whenAny('a', 'b')
          .whenNotAll('a', 'c')
          .whenNotAll('b', 'c')
          .when('c')
          .handle('x', nothing),
      'whenAny(a, b) whenNotAll(a, c) whenNotAll(b, c) when(c) never holds',
    ],
    [
      'waits in one hook for a flag that is set in another: upgrade',
      (layer) => layer.hook('install', 'start').when('upgrade.charm').handle('x', nothing),
      'when(upgrade.charm) never holds in hook install or start',
    ],
    [
      'the same: a departed unit',
      (layer) => layer.hook('db-relation-joined').when('endpoint.db.departed').handle('x', nothing),
      'when(endpoint.db.departed) never holds in hook db-relation-joined',
    ],
    [
      'the same: the unit of another endpoint',
      (layer) =>
        layer.hook('db-relation-departed').when('endpoint.website.departed').handle('x', nothing),
      'when(endpoint.website.departed) never holds in hook db-relation-departed',
    ],
    [
      'the same: storage',
      (layer) =>
        layer.hook('data-storage-attached').when('storage.data.detaching').handle('x', nothing),
      'when(storage.data.detaching) never holds in hook data-storage-attached',
    ],
    [
      'the same: a secret',
      (layer) => layer.hook('secret-rotate').whenAny('secret.changed.db').handle('x', nothing),
      'whenAny(secret.changed.db) never holds in hook secret-rotate',
    ],
    [
      'the same: an upgrade of the series that has come to its end',
      (layer) =>
        layer.hook('post-series-upgrade').when('upgrade.series.in-progress').handle('x', nothing),
      'when(upgrade.series.in-progress) never holds in hook post-series-upgrade',
    ],
    [
      'waits for flags of two hooks at once',
      (layer) => layer.when('upgrade.charm', 'secret.changed').handle('x', nothing),
      'when(upgrade.charm, secret.changed) never holds in any hook',
    ],
    [
      'waits in an action for a flag that tells of a change',
      (layer) => layer.onAction('backup').when('config.changed.port').handle('x', nothing),
      'when(config.changed.port) never holds in action backup',
    ],
    [
      'waits in a restricted hook for what only other hooks find out',
      (layer) => layer.collectMetrics().when('config.set.port').handle('x', nothing),
      'when(config.set.port) never holds in hook collect-metrics, before which no facts are read',
    ],
  ])('%s', (_case, define, reason) => {
    expect(errorsIn(define)).toEqual([
      `HANDLER_NEVER_RUNS: handler 'blog/x' can never run: ${reason}`,
    ]);
  });

  it.each<[string, (layer: LayerBuilder<AnyShape>) => void]>([
    [
      'the right hook',
      (layer) => layer.hook('upgrade-charm').when('upgrade.charm').handle('x', nothing),
    ],
    [
      'one right hook of two',
      (layer) => layer.hook('install', 'upgrade-charm').when('upgrade.charm').handle('x', nothing),
    ],
    ['no hook', (layer) => layer.when('endpoint.db.departed').whenNot('a').handle('x', nothing)],
    [
      'a choice between flags of two hooks',
      (layer) => layer.whenAny('upgrade.charm', 'secret.changed').handle('x', nothing),
    ],
    [
      'a hook in which the flag must be missing',
      (layer) => layer.hook('install').whenNot('upgrade.charm').handle('x', nothing),
    ],
    [
      'a series upgrade under way',
      (layer) =>
        layer.hook('update-status').when('upgrade.series.in-progress').handle('x', nothing),
    ],
    [
      'an option in an action',
      (layer) => layer.onAction('backup').when('config.set.port').handle('x', nothing),
    ],
    [
      'leadership in a restricted hook',
      (layer) => layer.collectMetrics().when('leadership.is_leader').handle('x', nothing),
    ],
    [
      'contradictory words that leave a way',
      (layer) => layer.whenAny('a', 'b').whenNotAll('a', 'b').whenNot('a').handle('x', nothing),
    ],
  ])('is not one with %s', (_case, define) => {
    expect(errorsIn(define)).toEqual([]);
  });
});
