import { mergeFixture, TOP_METADATA, type Files, type Merged } from '../support/workspace.ts';

function mergeBase(files: Files): Merged {
  return mergeFixture({
    'top/metadata.yaml': TOP_METADATA,
    'top/layer.yaml': { includes: ['layer:base'] },
    'base/layer.yaml': '{}',
    ...files,
  });
}

describe('listing the files of a layer', () => {
  it('B32 never copies what version control, editors and builders leave behind', () => {
    const left = [
      'a.pyc',
      'b~',
      '.git/config',
      '.tox/a',
      'x.swp',
      'y.charm',
      'build.lock',
      'sub/build.lock',
      'sub/.git/x',
      '.bzr/x',
      '.pull-source-rev',
      '.build.manifest',
    ];
    const kept = ['.gitignore', '.github/x', '.charmignore'];
    const { paths } = mergeBase(
      Object.fromEntries([...left, ...kept].map((path) => [`base/${path}`, 'x'])),
    );
    expect(paths).toEqual([...kept, 'layer.yaml', 'metadata.yaml'].sort());
  });

  it('B32 leaves out sources that are bundled, and node_modules (a difference)', () => {
    const sources = [
      'package.json',
      'tsconfig.json',
      'index.ts',
      'node_modules/x/y.js',
      'reactive/base.ts',
      'lib/a.js',
      'templates/a.hbs',
      'generated/charm.ts',
      '.juju-local/model.json',
      'test/a.sh',
      'tests/a.sh',
    ];
    const kept = ['files/package.json', 'files/payload.ts', 'files/lib/x'];
    const { paths } = mergeBase(
      Object.fromEntries([...sources, ...kept].map((path) => [`base/${path}`, '{"name": "x"}'])),
    );
    expect(paths).toEqual([...kept, 'layer.yaml', 'metadata.yaml'].sort());
  });

  it('B33 follows links inside the layer; modes become 0755 or 0644 (a difference)', () => {
    const merged = mergeBase({
      'base/real.txt': 'real',
      'base/ln': { link: 'real.txt' },
      'base/dir/f': 'f',
      'base/dl': { link: 'dir' },
      'base/bin/run': { text: '', mode: 0o755 },
      'base/bin/ro': { text: '', mode: 0o600 },
    });
    expect(merged.contentOf('ln')).toBe('real');
    expect(merged.contentOf('dl/f')).toBe('f');
    expect(merged.fileAt('bin/run')?.executable).toBe(true);
    expect(merged.fileAt('bin/ro')?.executable).toBe(false);
    expect(merged.codes).toEqual([]);
  });

  it.each([
    ['leads nowhere', 'gone', 'LINK_DANGLING'],
    ['leads out of the layer', '../top/metadata.yaml', 'LINK_LEAVES_LAYER'],
  ])('B33 refuses a link that %s (a difference: no crash)', (_, link, code) => {
    const merged = mergeBase({ 'base/ln': { link } });
    expect(merged.codes).toEqual([code]);
    expect(merged.findings.all[0]?.place?.file).toBe('layers/base/ln');
  });

  it('does not run in circles on a link to a folder above', () => {
    const merged = mergeBase({ 'base/d/f': 'f', 'base/d/up': { link: '..' } });
    expect(merged.paths.filter((path) => path.startsWith('d/'))).toEqual(['d/f']);
  });
});
