import { mergeFixture, TOP_METADATA, type Files, type Merged } from '../support/workspace.ts';

const INCLUDES = { includes: ['layer:base'] };

function mergeMetadata(base: unknown, top: unknown, layer: object = {}): Merged {
  const files: Files = {
    'base/layer.yaml': '{}',
    'base/metadata.yaml': typeof base === 'string' ? base : JSON.stringify(base),
    'top/layer.yaml': { ...INCLUDES, ...layer },
    'top/metadata.yaml': typeof top === 'string' ? top : JSON.stringify(top),
  };
  return mergeFixture(files);
}

describe('merging metadata.yaml', () => {
  it('B1 keeps the metadata of the top over an empty base, in the fixed order', () => {
    const merged = mergeMetadata({}, TOP_METADATA);
    const metadata = merged.contentOf('metadata.yaml');
    expect(metadata).toEqual(TOP_METADATA);
    expect(Object.keys(Object(metadata))).toEqual([
      'name',
      'summary',
      'maintainer',
      'description',
      'tags',
    ]);
    expect(merged.codes).toEqual([]);
  });

  it('B4 merges every section of a big metadata.yaml', () => {
    const base = {
      name: 'base',
      summary: 'b',
      description: 'bd',
      maintainer: 'B <b@x.io>',
      tags: ['misc', 'ops'],
      series: ['xenial', 'bionic'],
      requires: { db: { interface: 'mysql', optional: true }, http: { interface: 'http' } },
      provides: { web: { interface: 'http' } },
      subordinate: false,
      'extra-bindings': { pub: null },
      storage: { data: { type: 'filesystem', location: '/srv' } },
      resources: { bin: { type: 'file', filename: 'bin.tgz', description: 'base' } },
      zeta: 1,
      alpha: [1],
    };
    const top = {
      name: 'top',
      summary: 'ts',
      maintainers: ['A <a@x.io>', 'C <c@x.io>'],
      description: 'td',
      tags: ['web', 'misc'],
      series: ['focal', 'bionic'],
      requires: { db: { interface: 'pgsql', scope: 'global' } },
      peers: { cluster: { interface: 'p' } },
      resources: { bin: { description: 'top' }, img: { type: 'oci-image' } },
      storage: {
        data: { location: '/data' },
        logs: { type: 'filesystem', multiple: { range: '0-' } },
      },
      alpha: [1, 2],
      subordinate: true,
      'min-juju-version': '2.9.0',
    };
    const expected = {
      name: 'top',
      summary: 'ts',
      maintainers: ['A <a@x.io>', 'C <c@x.io>'],
      description: 'td',
      tags: ['misc', 'ops', 'web'],
      series: ['focal', 'bionic', 'xenial'],
      requires: {
        db: { interface: 'pgsql', optional: true, scope: 'global' },
        http: { interface: 'http' },
      },
      provides: { web: { interface: 'http' } },
      peers: { cluster: { interface: 'p' } },
      alpha: [1, 2],
      'extra-bindings': { pub: null },
      'min-juju-version': '2.9.0',
      resources: {
        bin: { type: 'file', filename: 'bin.tgz', description: 'top' },
        img: { type: 'oci-image' },
      },
      storage: {
        data: { type: 'filesystem', location: '/data' },
        logs: { type: 'filesystem', multiple: { range: '0-' } },
      },
      subordinate: true,
      zeta: 1,
    };
    const metadata = mergeMetadata(base, top).contentOf('metadata.yaml');
    // The order of keys counts too.
    expect(JSON.stringify(metadata)).toBe(JSON.stringify(expected));
  });

  it('B5 deletes relations, storage and whole keys', () => {
    const base = {
      requires: { http: { interface: 'http' }, db: { interface: 'mysql' } },
      provides: { web: { interface: 'http' } },
      storage: { data: { type: 'filesystem' }, logs: { type: 'filesystem' } },
    };
    const merged = mergeMetadata(base, TOP_METADATA, {
      metadata: { deletes: ['requires.http', 'provides.web', 'storage.data', 'tags'] },
    });
    expect(merged.contentOf('metadata.yaml')).toEqual({
      name: 'top',
      summary: 's',
      maintainer: 'Me <me@x.io>',
      description: 'd',
      requires: { db: { interface: 'mysql' } },
      provides: {},
      storage: { logs: { type: 'filesystem' } },
    });
  });

  it.each([
    ['requires.db.scope', { db: { interface: 'mysql', optional: true } }],
    ['requires', undefined],
  ])('B6 deletes %s', (path, expected) => {
    const base = { requires: { db: { interface: 'mysql', optional: true, scope: 'container' } } };
    const merged = mergeMetadata(base, TOP_METADATA, { metadata: { deletes: [path] } });
    expect(merged.contentOf('metadata.yaml')).toEqual(
      expected === undefined ? TOP_METADATA : { ...TOP_METADATA, requires: expected },
    );
  });

  it('B7 takes the deletion of an unknown key as done', () => {
    const merged = mergeMetadata({}, TOP_METADATA, { metadata: { deletes: ['nothing'] } });
    expect(merged.contentOf('metadata.yaml')).toEqual(TOP_METADATA);
    expect(merged.codes).toEqual([]);
  });

  it('B7 reports a deletion below a missing key with its place (a difference: no crash)', () => {
    const merged = mergeMetadata({}, TOP_METADATA, { metadata: { deletes: ['requires.http'] } });
    expect(merged.codes).toEqual(['DELETE_NO_PARENT']);
    expect(merged.findings.all[0]?.place).toMatchObject({ file: 'layers/top/layer.yaml', line: 1 });
  });

  it('B8 adds nothing from empty mappings and lists, but takes null', () => {
    const merged = mergeMetadata(
      { zed: ['a'], yy: { a: 1 }, xx: 'v' },
      { ...TOP_METADATA, zed: [], yy: {}, xx: null },
    );
    expect(merged.contentOf('metadata.yaml')).toMatchObject({ zed: ['a'], yy: { a: 1 }, xx: null });
  });

  it.each([
    ['text under a list', 'tags: foo', 'tags: [misc]', 'MERGE_CLASH'],
    ['a list under a mapping', 'zed: [a]', 'zed: {a: 1}', 'MERGE_CLASH'],
    ['text for a section', 'requires: foo', 'requires: {db: mysql}', 'METADATA_BAD_SECTION'],
    ['an empty section', 'requires:', 'name: top', 'METADATA_BAD_SECTION'],
  ])('B9 reports %s with its place (a difference: no crash)', (_, base, top, code) => {
    const merged = mergeMetadata(`${base}\n`, `${top}\n`);
    expect(merged.codes).toEqual([code]);
    expect(merged.findings.all[0]?.place).toMatchObject({ line: 1 });
  });

  it('B9 expands relations in short form, above and below (a difference: no crash)', () => {
    const merged = mergeMetadata(
      'requires: {db: {interface: mysql, optional: true}, http: http}\n',
      'requires: {db: pgsql}\n',
    );
    expect(merged.contentOf('metadata.yaml')).toEqual({
      requires: { db: { interface: 'pgsql', optional: true }, http: { interface: 'http' } },
    });
  });

  it('B10 drops the lower maintainer when the top has an empty metadata.yaml', () => {
    const base = { name: 'base', summary: 'b', maintainer: 'B <b@x.io>' };
    expect(mergeMetadata(base, '').contentOf('metadata.yaml')).toEqual({
      name: 'base',
      summary: 'b',
    });
  });

  it('B10 keeps the lower maintainer when the top has no metadata.yaml', () => {
    const base = { name: 'base', summary: 'b', maintainer: 'B <b@x.io>' };
    const merged = mergeFixture({ 'base/metadata.yaml': base, 'top/layer.yaml': INCLUDES });
    expect(merged.contentOf('metadata.yaml')).toEqual(base);
  });

  it('B11 unites lists deep inside, comparing items as wholes', () => {
    const a = { storage: 'a', location: '/a' };
    const b = { storage: 'a', location: '/b' };
    const merged = mergeMetadata(
      { containers: { w: { mounts: [a] } } },
      { assumes: ['juju >= 3.1'], containers: { w: { resource: 'img', mounts: [b, a] } } },
    );
    const metadata = merged.contentOf('metadata.yaml');
    expect(metadata).toEqual({
      assumes: ['juju >= 3.1'],
      containers: { w: { mounts: [a, b], resource: 'img' } },
    });
    expect(Object.keys(Object(metadata))).toEqual(['assumes', 'containers']);
  });

  it('keeps comments of the files', () => {
    const merged = mergeMetadata('# why we need it\nzed: 1 # one\n', 'name: top\n');
    expect(merged.fileAt('metadata.yaml')?.content.toString()).toBe(
      'name: top\n# why we need it\nzed: 1 # one\n',
    );
  });
});
