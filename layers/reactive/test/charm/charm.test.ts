import type { Trigger } from '../../lib/index.ts';
import { defineLayer, sealCharm } from '../../lib/index.ts';
import { charmOf, composeCharm } from '../support/charms.ts';

const nothing = (): void => undefined;

function faultsOf(seal: () => unknown): string[] {
  try {
    seal();
  } catch (error) {
    return error instanceof Error ? error.message.split('\n  ').slice(1) : [];
  }
  return [];
}

describe('sealCharm', () => {
  it('puts the handlers of the lowest layer first', () => {
    const below = defineLayer('below', (layer) => layer.always().handle('a', nothing));
    const above = defineLayer('above', (layer) => layer.always().handle('a', nothing));
    const charm = sealCharm(composeCharm(below, above));
    expect(charm.handlers.map(({ id }) => id)).toEqual(['below/a', 'above/a']);
  });

  it('closes the charm to changes', () => {
    const charm = sealCharm(charmOf(nothing));
    expect(() => Object.assign(charm, { handlers: [] })).toThrow(TypeError);
  });

  it('names both places of a layer that is composed twice', () => {
    const twice = defineLayer('cache', (layer) => layer.always().handle('warm-up', nothing));
    const other = defineLayer('other', nothing);
    expect(faultsOf(() => sealCharm(composeCharm(twice, other, twice)))).toEqual([
      "layer cache is at places 1 and 3, each with 'cache/warm-up'",
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
    'blog.configured',
    'constructor',
  ])('lets a handler watch %s', (flag) => {
    const charm = charmOf((layer) => layer.when(flag).handle('watch', nothing));
    expect(faultsOf(() => sealCharm(charm))).toEqual([]);
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
  ])('refuses a handler or a trigger that watches %s', (flag, reason) => {
    const charm = charmOf((layer) => {
      layer.whenNot(flag).handle('watch', nothing);
      layer.trigger({ when: flag, set: 'seen' });
    });
    expect(faultsOf(() => sealCharm(charm))).toEqual([
      `handler 'blog/watch' watches ${flag}, ${reason}`,
      `a trigger watches ${flag}, ${reason}`,
    ]);
  });

  it('refuses a hook that this charm never gets', () => {
    const charm = charmOf((layer) => {
      layer.hook('db-relation-joined', 'cache-relation-joined').handle('join', nothing);
    });
    expect(faultsOf(() => sealCharm(charm))).toEqual([
      "handler 'blog/join' waits for hook cache-relation-joined, which this charm never gets",
    ]);
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
    const charm = charmOf((layer) => triggers.forEach((trigger) => layer.trigger(trigger)));
    expect(faultsOf(() => sealCharm(charm)).join()).toContain(text);
  });

  it('tells all faults at once', () => {
    const charm = charmOf((layer) => {
      layer.when('config.set.a', 'config.set.b').handle('watch', nothing);
      layer.trigger({ set: 'a' });
    });
    expect(faultsOf(() => sealCharm(charm))).toHaveLength(3);
  });
});
