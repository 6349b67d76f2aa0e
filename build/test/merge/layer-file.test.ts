import { mergeFixture, TOP_METADATA, type Files, type Merged } from '../support/workspace.ts';

function merge(files: Files): Merged {
  return mergeFixture({ 'top/metadata.yaml': TOP_METADATA, ...files });
}

describe('merging layer.yaml', () => {
  it('B1 gives every layer a section of options', () => {
    const merged = merge({
      'base/layer.yaml': '{}',
      'top/layer.yaml': { includes: ['layer:base'] },
    });
    expect(merged.contentOf('layer.yaml')).toEqual({
      options: { base: {}, top: {} },
      includes: ['layer:base'],
      is: 'top',
    });
  });

  it('B21 merges all keys; `is` is not inherited (a difference)', () => {
    const merged = merge({
      'root/layer.yaml': { repo: 'r0', defines: { o: { type: 'string', default: 'r' } } },
      'base/layer.yaml': {
        repo: 'r1',
        is: 'base',
        includes: ['layer:root'],
        defines: {
          venv: { type: 'boolean', default: true },
          pk: { type: 'array', default: [] },
          lvl: { enum: ['lo', 'hi'], default: 'lo' },
        },
        options: { root: { o: 'b' } },
        exclude: ['docs'],
        ignore: ['*.bak'],
        proof: { storage: [] },
        custom: 1,
      },
      'top/layer.yaml': {
        includes: ['layer:base', 'interface:http'],
        repo: 'r2',
        options: { base: { pk: ['git'], lvl: 'hi' } },
        exclude: ['tests'],
        ignore: ['README.md'],
      },
      '../interfaces/http/interface.yaml': { name: 'http' },
    });
    expect(merged.contentOf('layer.yaml')).toEqual({
      repo: 'r2',
      options: { root: { o: 'b' }, base: { pk: ['git'], lvl: 'hi', venv: true }, top: {} },
      is: 'top',
      includes: ['layer:root', 'layer:base', 'interface:http'],
      exclude: ['docs', 'tests'],
      ignore: { base: ['*.bak'], top: ['README.md'] },
      proof: { storage: [] },
      custom: 1,
    });
  });

  it('B22 merges options that several layers set', () => {
    const merged = merge({
      'base/layer.yaml': {
        defines: {
          pk: { type: 'array', default: ['x'] },
          o: { type: 'object', default: {} },
        },
      },
      'mid/layer.yaml': {
        includes: ['layer:base'],
        options: { base: { pk: ['a'], o: { k: 1 } } },
      },
      'top/layer.yaml': {
        includes: ['layer:mid'],
        options: { base: { pk: ['b'], o: { l: 2 } } },
      },
    });
    expect(merged.contentOf('layer.yaml')).toMatchObject({
      options: { base: { pk: ['a', 'b'], o: { k: 1, l: 2 } } },
    });
  });

  it.each([
    ['a value that is not listed', { base: { lvl: 'mid' } }, 'OPTION_BAD_VALUE'],
    ['text for an integer', { base: { n: '3' } }, 'OPTION_BAD_VALUE'],
    ['a misspelt layer', { bsae: { n: 3 } }, 'OPTIONS_UNKNOWN_LAYER'],
    ['an empty section', { base: null }, 'OPTIONS_NOT_A_MAP'],
    ['an unknown option (a difference: refused)', { base: { zzz: 1 } }, 'OPTION_UNKNOWN'],
  ])('B23 refuses %s', (_, options, code) => {
    const merged = merge({
      'base/layer.yaml': { defines: { lvl: { enum: ['lo', 'hi'] }, n: { type: 'integer' } } },
      'top/layer.yaml': { includes: ['layer:base'], options },
    });
    expect(merged.codes).toEqual([code]);
    expect(merged.findings.hasErrors).toBe(true);
    expect(merged.findings.all[0]?.place).toMatchObject({ file: 'layers/top/layer.yaml', line: 1 });
  });

  it('B23 guesses the layer that is meant', () => {
    const merged = merge({
      'base/layer.yaml': '{}',
      'top/layer.yaml': { includes: ['layer:base'], options: { bsae: {} } },
    });
    expect(merged.findings.all[0]?.fix).toBe("write 'base'");
  });

  it("B24 names the top's section like the charm; a layer's own name stays there (a difference)", () => {
    const merged = merge({
      'base/layer.yaml': { name: 'bosh', defines: { o: { default: 1 } } },
      'top/metadata.yaml': { name: 'mycharm' },
      'top/layer.yaml': {
        includes: ['layer:base'],
        defines: { self: { type: 'string' } },
        options: { mycharm: { self: 'w' } },
      },
    });
    expect(merged.contentOf('layer.yaml')).toEqual({
      options: { bosh: { o: 1 }, mycharm: { self: 'w' } },
      is: 'mycharm',
      includes: ['layer:base'],
    });
  });

  it('B25 warns without layer.yaml and reads the old name composer.yaml', () => {
    const without = merge({});
    expect(without.codes).toEqual(['LAYER_NO_FILE']);
    expect(without.paths).not.toContain('layer.yaml');
    const old = merge({ 'top/composer.yaml': { repo: 'x' } });
    expect(old.paths).not.toContain('composer.yaml');
    expect(old.contentOf('layer.yaml')).toEqual({
      repo: 'x',
      options: { top: {} },
      is: 'top',
      includes: [],
    });
  });
});
