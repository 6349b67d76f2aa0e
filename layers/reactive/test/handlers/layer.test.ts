import { sealCharm } from '../../lib/charm/seal-charm.ts';
import type { AnyShape } from '../../lib/charm/shape.ts';
import { FlagStore } from '../../lib/flags/flag-store.ts';
import { describeCondition, flagsOf } from '../../lib/handlers/conditions.ts';
import { defineLayer } from '../../lib/handlers/layer.ts';
import type { HandlerBuilder, LayerBuilder } from '../../lib/handlers/layer.ts';
import { composeCharm, createFlagContext } from '../support/charms.ts';

const nothing = (): void => undefined;

function faultsOf(define: (layer: LayerBuilder<AnyShape>) => void): readonly string[] {
  return defineLayer('blog', define).faults.map(({ text }) => text);
}

describe('defineLayer', () => {
  it('gives a value: handlers with ids, bindings and conditions, none of them run', () => {
    const run = jest.fn();
    const layer = defineLayer('blog', (layer) => {
      layer.hook('install', 'start').when('a').whenNot('b', 'c').handle('write-page', run);
      layer.always().handle('publish', run);
      layer.trigger({ when: 'a', set: 'b' });
      layer.status(() => ({ status: 'active', message: 'Ready' }));
      layer.applicationStatus(() => undefined);
      layer.tolerates('db', 'port');
    });
    expect(layer).toMatchObject({
      name: 'blog',
      handlers: [
        {
          id: 'blog/write-page',
          layer: 'blog',
          binding: { kind: 'hook', hooks: ['install', 'start'] },
          conditions: [
            { kind: 'all', flags: ['a'] },
            { kind: 'none', flags: ['b', 'c'] },
          ],
        },
        { id: 'blog/publish', binding: { kind: 'flags' }, conditions: [] },
      ],
      triggers: [{ when: 'a', set: 'b' }],
      deciders: [{ layer: 'blog' }],
      applicationDeciders: [{ layer: 'blog' }],
      tolerances: [{ endpoint: 'db', keys: ['port'] }],
      faults: [],
    });
    expect(run).not.toHaveBeenCalled();
  });

  it('has a word for every condition and every moment', () => {
    const { handlers } = defineLayer('blog', (layer) => {
      layer.whenAny('a', 'b').whenNotAll('c', 'd').whenNone('e').handle('any', nothing);
      layer.whenAll('a').whenAll('b').handle('all', nothing);
      layer.whenNone('a').whenNot('b').handle('none', nothing);
      layer.whenNotAll('a').whenAny('b').handle('not-all', nothing);
      layer.whenFileChanged('/etc/a', '/etc/b').onlyOnce().handle('files', nothing);
      layer.hook('install').hook('start').handle('hooks', nothing);
      layer.onAction('backup').when('a').handle('action', nothing);
      layer.collectMetrics().onlyOnce().handle('metrics', nothing);
      layer.meterStatusChanged().handle('meter', nothing);
      layer.beforeHook('first', nothing);
      layer.afterHook('last', nothing);
    });
    expect(
      handlers.map(({ binding, conditions }) => [binding, conditions.map(describeCondition)]),
    ).toEqual([
      [{ kind: 'flags' }, ['whenAny(a, b)', 'whenNotAll(c, d)', 'whenNot(e)']],
      [{ kind: 'flags' }, ['when(a)', 'when(b)']],
      [{ kind: 'flags' }, ['whenNot(a)', 'whenNot(b)']],
      [{ kind: 'flags' }, ['whenNotAll(a)', 'whenAny(b)']],
      [{ kind: 'flags' }, ['whenFileChanged(/etc/a, /etc/b)', 'onlyOnce()']],
      [{ kind: 'hook', hooks: ['install', 'start'] }, []],
      [{ kind: 'action', action: 'backup' }, ['when(a)']],
      [{ kind: 'restricted', hook: 'collect-metrics' }, ['onlyOnce()']],
      [{ kind: 'restricted', hook: 'meter-status-changed' }, []],
      [{ kind: 'before' }, []],
      [{ kind: 'after' }, []],
    ]);
  });

  it('R44 a sentence begun once may end in several handlers', () => {
    const { handlers } = defineLayer('blog', (layer) => {
      const ready = layer.when('ready');
      ready.when('a').handle('with-a', nothing);
      ready.whenAny('b').handle('with-b', nothing);
      ready.handle('alone', nothing);
    });
    expect(handlers.map(({ conditions }) => conditions.flatMap(flagsOf))).toEqual([
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
    const faults = faultsOf((layer) => begin(layer).handle('empty', nothing));
    expect(faults).toEqual(["handler 'blog/empty' has a condition without flags"]);
  });

  it.each<[string, (layer: LayerBuilder<AnyShape>) => void, string]>([
    [
      'a flag without a name',
      (layer) => layer.when('a', '').handle('nameless', nothing),
      "handler 'blog/nameless' has a condition over a flag without a name",
    ],
    [
      'whenFileChanged of no file',
      (layer) => layer.whenFileChanged().handle('no-file', nothing),
      "handler 'blog/no-file' waits for changes of no file",
    ],
    [
      'hook of no hook',
      (layer) => layer.hook().handle('no-hook', nothing),
      "handler 'blog/no-hook' waits for no hook",
    ],
    [
      'a name that is used twice',
      (layer) => {
        layer.when('a').handle('twin', nothing);
        layer.when('b').handle('twin', nothing);
      },
      "handler 'blog/twin' is registered twice by layer blog",
    ],
  ])('refuses %s', (_case, define, text) => {
    expect(faultsOf(define)).toEqual([text]);
  });

  it('refuses what is wrong when a charm is composed, with all else that is wrong', () => {
    const layer = defineLayer('blog', (layer) => {
      layer.when().handle('a', nothing);
      layer.hook().handle('B', nothing);
    });
    expect(() => sealCharm(composeCharm(layer))).toThrow(
      /blog\/a' has a condition without flags.*\n.*\n.*blog\/B' needs a name in kebab-case/,
    );
  });

  it.each(['', 'Upper', 'a b', 'a/b', 'a--b', '-a'])('refuses %j as a name', (name) => {
    expect(faultsOf((layer) => layer.always().handle(name, nothing))).toEqual([
      `handler 'blog/${name}' needs a name in kebab-case`,
    ]);
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
    expect(() => leaked?.applicationStatus(() => undefined)).toThrow(text);
    expect(() => leaked?.tolerates('db')).toThrow(text);
    expect(layer.handlers).toEqual([]);
  });
});

describe('the function of a handler', () => {
  it.each<[string, (layer: LayerBuilder<AnyShape>, run: () => void) => void]>([
    ['R64 whenAny', (layer, run) => layer.whenAny('a', 'b').handle('it', run)],
    ['R64 whenNot', (layer, run) => layer.whenNot('a').handle('it', run)],
    ['R62 R63 (different on purpose) when', (layer, run) => layer.when('a', 'b').handle('it', run)],
    [
      'R60 R61 (different on purpose) hook',
      (layer, run) => layer.hook('install').handle('it', run),
    ],
  ])('%s gets the context and nothing else, whatever its conditions', (_row, define) => {
    const run = jest.fn();
    const { handlers } = defineLayer('blog', (layer) => define(layer, run));
    const context = createFlagContext(new FlagStore({}, []));
    void handlers[0]?.run(context);
    expect(run.mock.calls).toEqual([[context]]);
  });

  it('runs only in a charm that its layer is part of', () => {
    const run = jest.fn();
    const { handlers } = defineLayer('other', (layer) => layer.always().handle('it', run));
    const context = createFlagContext(new FlagStore({}, []));
    expect(() => handlers[0]?.run(context)).toThrow('layer other is not part of this charm');
    expect(run).not.toHaveBeenCalled();
  });

  it('of an action runs only for that action', () => {
    const run = jest.fn();
    const { handlers } = defineLayer('blog', (layer) => layer.onAction('backup').handle('it', run));
    const context = createFlagContext(new FlagStore({}, []));
    expect(() => handlers[0]?.run(context)).toThrow('layer blog does not serve action backup here');
    expect(run).not.toHaveBeenCalled();
  });
});
