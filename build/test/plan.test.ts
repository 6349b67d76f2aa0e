import { mergeFixture, TOP_METADATA, type Files, type Merged } from './support/workspace.ts';

function merge(files: Files): Merged {
  return mergeFixture({
    'top/metadata.yaml': TOP_METADATA,
    'base/layer.yaml': '{}',
    'top/layer.yaml': { includes: ['layer:base'] },
    ...files,
  });
}

describe('ignore', () => {
  it('B27 drops files of the layer below by gitignore patterns', () => {
    const { paths } = merge({
      'base/x.txt': 'x',
      'base/d/y.txt': 'y',
      'base/keep.md': 'k',
      'top/layer.yaml': {
        includes: ['layer:base'],
        ignore: ['x.txt', 'd/', '*.md', '!keep.md'],
      },
      'top/d/z.txt': 'z',
      'top/a.md': 'a',
    });
    expect(paths).toEqual(['a.md', 'd/z.txt', 'keep.md', 'layer.yaml', 'metadata.yaml']);
  });

  it.each([
    ['the layer between does not have it', {}, undefined],
    ['the layer between has it too', { 'mid/x.txt': 'mid' }, undefined],
    ['the ignoring layer has its own', { 'top/x.txt': 'top' }, 'top'],
  ])('B28 reaches all layers below when %s (a difference)', (_, more, expected) => {
    const merged = merge({
      'base/x.txt': 'base',
      'mid/layer.yaml': { includes: ['layer:base'] },
      'top/layer.yaml': { includes: ['layer:mid'], ignore: ['x.txt'] },
      ...more,
    });
    expect(merged.contentOf('x.txt')).toBe(expected);
  });

  it('B28 holds for the layers below the ignoring one only', () => {
    const files = {
      'base/x.txt': 'base',
      'mid/layer.yaml': { includes: ['layer:base'], ignore: ['x.txt'] },
      'top/layer.yaml': { includes: ['layer:mid'] },
    };
    expect(merge(files).paths).not.toContain('x.txt');
    expect(merge({ ...files, 'top/x.txt': 'top' }).contentOf('x.txt')).toBe('top');
  });

  it('B29 makes a merged file start anew', () => {
    const merged = merge({
      'base/actions.yaml': { a: {} },
      'top/actions.yaml': { b: {} },
      'top/layer.yaml': { includes: ['layer:base'], ignore: ['actions.yaml'] },
    });
    expect(merged.contentOf('actions.yaml')).toEqual({ b: {} });
  });

  it('B31 leaves an ignored hook absent', () => {
    const { plan } = merge({
      'base/hooks/start': { text: '', mode: 0o755 },
      'top/layer.yaml': { includes: ['layer:base'], ignore: ['hooks/start'] },
    });
    expect(plan.dropped).toEqual(['hooks/start']);
  });
});

describe('exclude', () => {
  it('B30 leaves own files out; lower copies stay', () => {
    const merged = merge({
      'base/x.txt': 'base',
      'top/x.txt': 'top',
      'top/notes/n.md': 'n',
      'top/layer.yaml': { includes: ['layer:base'], exclude: ['x.txt', 'notes/'] },
    });
    expect(merged.contentOf('x.txt')).toBe('base');
    expect(merged.paths).not.toContain('notes/n.md');
  });

  it('B30 works on merged files and on files without a lower copy', () => {
    const merged = merge({
      'base/actions.yaml': { a: {} },
      'top/actions.yaml': { b: {} },
      'top/config.yaml': { options: {} },
      'top/hooks/start': 'x',
      'top/layer.yaml': {
        includes: ['layer:base'],
        exclude: ['actions.yaml', 'config.yaml', 'hooks/start'],
      },
    });
    expect(merged.contentOf('actions.yaml')).toEqual({ a: {} });
    expect(merged.paths).not.toContain('config.yaml');
    expect(merged.plan.dropped).toEqual(['config.yaml', 'hooks/start']);
  });
});

describe('files of several layers', () => {
  it('B34 keeps the copyright of every layer', () => {
    const layers = {
      'root/copyright': 'root',
      'base/copyright': 'base',
      'base/layer.yaml': { includes: ['layer:root'] },
    };
    const all = merge({ ...layers, 'top/copyright': 'top' });
    expect(all.contentOf('copyright')).toBe('top');
    expect(all.contentOf('copyright.layer-base')).toBe('base');
    expect(all.contentOf('copyright.layer-root')).toBe('root');
    const lower = merge(layers);
    expect(lower.contentOf('copyright')).toBe('base');
    expect(lower.paths.filter((path) => path.startsWith('copyright'))).toEqual([
      'copyright.layer-root',
      'copyright',
    ]);
  });

  it('B35 takes any other file whole from the highest layer that has it', () => {
    const merged = merge({
      'base/README.md': 'base',
      'base/Makefile': 'base',
      'base/metrics.yaml': 'a: 1\n',
      'base/dispatch': { text: 'own', mode: 0o755 },
      'top/README.md': 'top',
      'top/metrics.yaml': 'b: 1\n',
    });
    expect(merged.contentOf('README.md')).toBe('top');
    expect(merged.contentOf('Makefile')).toBe('base');
    expect(merged.contentOf('metrics.yaml')).toBe('b: 1\n');
    expect(merged.contentOf('dispatch')).toBe('own');
  });

  it.each([
    [{ 'base/x': 'file', 'top/x/y': 'in folder' }],
    [{ 'base/x/y': 'in folder', 'top/x': 'file' }],
  ])('B33 reports a path that is a file and a folder (a difference: no crash)', (files) => {
    const merged = merge(files);
    expect(merged.codes).toEqual(['PATH_CONFLICT']);
    expect(merged.findings.all[0]?.text).toMatch(/^x is a file in .+ and a folder in .+x\/y$/);
  });

  it('refuses files that only the builder makes', () => {
    expect(merge({ 'top/charm.cjs': 'x' }).codes).toEqual(['PATH_RESERVED']);
  });
});
