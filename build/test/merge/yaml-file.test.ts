import { mergeFixture, TOP_METADATA, type Files, type Merged } from '../support/workspace.ts';

const int = (value: number): object => ({ type: 'int', default: value });

/** Layers in a row, each including the one before; the last is the charm. */
function mergeRow(...layers: readonly Files[]): Merged {
  const files: Record<string, unknown> = {};
  layers.forEach((own, index) => {
    const isTop = index === layers.length - 1;
    const name = isTop ? 'top' : `l${index}`;
    const includes = index === 0 ? [] : [`layer:l${index - 1}`];
    for (const [path, content] of Object.entries(own)) files[`${name}/${path}`] = content;
    files[`${name}/layer.yaml`] = { includes, ...Object(own['layer.yaml'] ?? {}) };
    if (isTop) files[`${name}/metadata.yaml`] = TOP_METADATA;
  });
  return mergeFixture(Object.fromEntries(Object.entries(files).map(([k, v]) => [k, Object(v)])));
}

const config = (options: object): object => ({ options });

describe('merging config.yaml', () => {
  it('B12 lets upper layers change single keys of an option', () => {
    const merged = mergeRow(
      {
        'config.yaml': config({
          port: { type: 'int', default: 80, description: 'p' },
          debug: { type: 'boolean', default: true, description: 'q' },
          mode: { type: 'string', default: '0123', description: 'm' },
          keep: { type: 'float', default: 1.5, description: 'k' },
        }),
      },
      {
        'config.yaml': config({
          port: { default: 8080 },
          debug: { default: false },
          mode: { default: null },
          new: { type: 'string', default: 'yes', description: 'n' },
        }),
      },
    );
    const expected = config({
      port: { type: 'int', default: 8080, description: 'p' },
      debug: { type: 'boolean', default: false, description: 'q' },
      mode: { type: 'string', default: null, description: 'm' },
      keep: { type: 'float', default: 1.5, description: 'k' },
      new: { type: 'string', default: 'yes', description: 'n' },
    });
    expect(JSON.stringify(merged.contentOf('config.yaml'))).toBe(JSON.stringify(expected));
  });

  it('B13 merges three layers under a top without the file', () => {
    const merged = mergeRow(
      { 'config.yaml': config({ a: int(0) }) },
      { 'config.yaml': config({ a: { default: 1 }, b: int(1) }) },
      { 'config.yaml': config({ a: { default: 2 } }) },
      {},
    );
    expect(merged.contentOf('config.yaml')).toEqual(config({ a: int(2), b: int(1) }));
  });

  it('B14 unites a list inside an option', () => {
    const merged = mergeRow(
      { 'config.yaml': config({ a: { type: 'string', enum: ['x', 'y'] } }) },
      { 'config.yaml': config({ a: { enum: ['y', 'z'] } }) },
    );
    expect(merged.contentOf('config.yaml')).toEqual(
      config({ a: { type: 'string', enum: ['x', 'y', 'z'] } }),
    );
  });

  const three = { 'config.yaml': config({ a: int(1), b: int(2), c: int(3) }) };
  const deletes = (...paths: string[]): object => ({ config: { deletes: paths } });

  it('B15 deletes options and parts of them, and shows so in layer.yaml', () => {
    const merged = mergeRow(three, { 'layer.yaml': deletes('a', 'b.default') });
    expect(merged.contentOf('config.yaml')).toEqual(config({ b: { type: 'int' }, c: int(3) }));
    expect(merged.contentOf('layer.yaml')).toMatchObject(deletes('a', 'b.default'));
  });

  it.each([
    ['without a config.yaml of its own', {}],
    ['with an empty one', { 'config.yaml': config({}) }],
  ])('B16 deletes in a far layer, %s (a difference: both reach it)', (_, own) => {
    const merged = mergeRow(three, {}, { ...own, 'layer.yaml': deletes('a') });
    expect(merged.contentOf('config.yaml')).toEqual(config({ b: int(2), c: int(3) }));
  });

  it('B17 applies the deletes of every layer (a difference: not only the top section)', () => {
    const merged = mergeRow(
      three,
      { 'layer.yaml': deletes('a') },
      { 'layer.yaml': deletes('b'), 'config.yaml': config({ d: int(4) }) },
    );
    expect(merged.contentOf('config.yaml')).toEqual(config({ c: int(3), d: int(4) }));
    expect(merged.contentOf('layer.yaml')).toMatchObject(deletes('a', 'b'));
  });

  it('B18 lets a layer above add again what was deleted (a difference: it stays)', () => {
    const merged = mergeRow(
      three,
      { 'layer.yaml': deletes('a') },
      { 'config.yaml': config({ a: { type: 'string' } }) },
    );
    expect(merged.contentOf('config.yaml')).toEqual(
      config({ b: int(2), c: int(3), a: { type: 'string' } }),
    );
  });
});

describe('merging actions.yaml', () => {
  const base = {
    'actions.yaml': {
      backup: {
        description: 'base',
        params: { path: { type: 'string' }, n: { type: 'integer', default: 1 } },
        required: ['path'],
      },
      restore: { description: 'r' },
    },
    'actions/restore': { text: '#!/bin/sh\n', mode: 0o755 },
  };

  it('B19 merges parameters, adds and deletes actions, and leaves scripts alone', () => {
    const merged = mergeRow(base, {
      'layer.yaml': { actions: { deletes: ['restore'] } },
      'actions.yaml': {
        backup: { params: { n: { default: 5 } }, required: ['n'] },
        extra: { description: 'e' },
      },
    });
    expect(merged.contentOf('actions.yaml')).toEqual({
      backup: {
        description: 'base',
        params: { path: { type: 'string' }, n: { type: 'integer', default: 5 } },
        required: ['path', 'n'],
      },
      extra: { description: 'e' },
    });
    expect(merged.fileAt('actions/restore')?.executable).toBe(true);
  });

  it('B19 keeps the lower actions under an empty file', () => {
    const merged = mergeFixture({
      'base/actions.yaml': base['actions.yaml'],
      'top/layer.yaml': { includes: ['layer:base'] },
      'top/actions.yaml': '',
    });
    expect(merged.contentOf('actions.yaml')).toEqual(base['actions.yaml']);
  });
});

describe('merging dist.yaml and resources.yaml', () => {
  it('B20 merges both and applies their deletes', () => {
    const merged = mergeRow(
      { 'dist.yaml': { x: 1, y: ['a'] }, 'resources.yaml': { r: { k: 'v' } } },
      {
        'dist.yaml': { y: ['b'] },
        'resources.yaml': { q: { k: 'v' } },
        'layer.yaml': { dist: { deletes: ['x'] }, resources: { deletes: ['r'] } },
      },
    );
    expect(merged.contentOf('dist.yaml')).toEqual({ y: ['a', 'b'] });
    expect(merged.contentOf('resources.yaml')).toEqual({ q: { k: 'v' } });
  });
});
