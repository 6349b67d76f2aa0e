import { defineLayer } from '../../lib/handlers/layer.ts';
import type { HandlerBuilder, LayerBuilder } from '../../lib/handlers/layer.ts';
import type { AnyShape } from '../../lib/charm/shape.ts';

const nothing = (): void => undefined;

describe('defineLayer', () => {
  it('gives a value: handlers with ids, hooks and conditions, none of them run', () => {
    const run = jest.fn();
    const layer = defineLayer('blog', (layer) => {
      layer.hook('install', 'start').when('a').whenNot('b', 'c').handle('write-page', run);
      layer.always().handle('publish', run);
      layer.trigger({ when: 'a', set: 'b' });
      layer.status(() => ({ status: 'active', message: 'Ready' }));
    });
    expect(layer).toMatchObject({
      name: 'blog',
      handlers: [
        {
          id: 'blog/write-page',
          hooks: ['install', 'start'],
          conditions: [
            { kind: 'all', flags: ['a'] },
            { kind: 'none', flags: ['b', 'c'] },
          ],
        },
        { id: 'blog/publish', hooks: [], conditions: [] },
      ],
      triggers: [{ when: 'a', set: 'b' }],
      deciders: [{ layer: 'blog' }],
    });
    expect(run).not.toHaveBeenCalled();
  });

  it('R44 a sentence begun once may end in several handlers', () => {
    const { handlers } = defineLayer('blog', (layer) => {
      const ready = layer.when('ready');
      ready.when('a').handle('with-a', nothing);
      ready.whenAny('b').handle('with-b', nothing);
      ready.handle('alone', nothing);
    });
    expect(handlers.map(({ conditions }) => conditions.map(({ flags }) => flags).flat())).toEqual([
      ['ready', 'a'],
      ['ready', 'b'],
      ['ready'],
    ]);
  });

  it.each<[string, (layer: LayerBuilder<AnyShape>) => HandlerBuilder<AnyShape>]>([
    ['when', (layer) => layer.when()],
    ['whenAny', (layer) => layer.whenAny()],
    ['whenNot', (layer) => layer.whenNot()],
    ['whenNone', (layer) => layer.whenNone()],
    ['whenNotAll', (layer) => layer.whenNotAll()],
  ])('R39 R40 (different on purpose) %s without flags is refused', (_word, begin) => {
    expect(() => defineLayer('blog', (layer) => begin(layer).handle('empty', nothing))).toThrow(
      "handler 'blog/empty' has a condition without flags: name at least one flag",
    );
  });

  it('refuses a name that is used twice', () => {
    const define = (layer: LayerBuilder<AnyShape>): void => {
      layer.when('a').handle('twin', nothing);
      layer.when('b').handle('twin', nothing);
    };
    expect(() => defineLayer('blog', define)).toThrow(
      "handler 'blog/twin' is registered twice by layer blog",
    );
  });

  it.each(['', 'Upper', 'a b', 'a/b', 'a--b', '-a'])('refuses %j as a name', (name) => {
    expect(() => defineLayer('blog', (layer) => layer.always().handle(name, nothing))).toThrow(
      'needs a name in kebab-case',
    );
  });

  it('takes nothing more when the definition has ended', () => {
    let leaked: LayerBuilder<AnyShape> | undefined;
    const layer = defineLayer('blog', (builder) => {
      leaked = builder;
    });
    const text = 'layer blog is defined already: nothing can be added to it';
    expect(() => leaked?.always().handle('late', nothing)).toThrow(text);
    expect(() => leaked?.trigger({ when: 'a', set: 'b' })).toThrow(text);
    expect(() => leaked?.status(() => undefined)).toThrow(text);
    expect(layer.handlers).toEqual([]);
  });
});
