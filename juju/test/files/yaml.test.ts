import { DiagnosticsError } from '../../src/diagnostics.ts';
import { readYaml, readYamlDocuments } from '../../src/files/yaml.ts';
import { verdict } from './support.ts';

describe('readYaml', () => {
  it('J69 J70 reads plain words as YAML 1.1 does', () => {
    const text = 'a: yes\nb: off\nc: n\nd: 0777\ne: 1_000\nf: ~\ng: "yes"\nh: 0x1f\n';
    expect(readYaml(text, 'x.yaml').value).toEqual({
      a: true,
      b: false,
      c: false,
      d: 511,
      e: 1000,
      f: null,
      g: 'yes',
      h: 31,
    });
  });

  it('leaves base-60 numbers and dates texts, as Juju does', () => {
    expect(readYaml('a: 12:30:45\nb: 2026-01-02\nc: 10.0.0.1\n', 'x.yaml').value).toEqual({
      a: '12:30:45',
      b: '2026-01-02',
      c: '10.0.0.1',
    });
  });

  it('keeps keys as they are written', () => {
    expect(readYaml('on: 1\n0: 2\n1.0: 3\n', 'x.yaml').value).toEqual({ on: 1, '0': 2, '1.0': 3 });
  });

  it('resolves aliases and merge keys, with the own keys of a map first', () => {
    const text = 'base: &base {a: 1, b: 2}\nx:\n  <<: *base\n  b: 3\ny: *base\n';
    expect(readYaml(text, 'x.yaml').value).toEqual({
      base: { a: 1, b: 2 },
      x: { a: 1, b: 3 },
      y: { a: 1, b: 2 },
    });
  });

  it('tells the place of a value, and of the nearest value above what is missing', () => {
    const yaml = readYaml('a:\n  b: 1\n  c:\nlist:\n  - x\n  - y: 2\n', 'dir/x.yaml');
    const at = (...path: (string | number)[]): string => {
      const { line, column } = yaml.place(path);
      return `${line}:${column}`;
    };
    expect([at('a', 'b'), at('a', 'c'), at('a'), at('list', 1, 'y'), at('a', 'none')]).toEqual([
      '2:6',
      '3:3',
      '1:1',
      '6:8',
      '1:1',
    ]);
    expect(yaml.place(['a', 'b'])).toMatchObject({ file: 'dir/x.yaml', source: '  b: 1' });
  });

  it('refuses duplicate keys and points at the second', () => {
    expect(verdict(() => readYaml('a: 1\nb:\n  c: 1\n  c: 2\n', 'x.yaml'))).toEqual([
      'YAML_DUPLICATE_KEY 4:3 the key "c" occurs twice in one map',
    ]);
  });

  it('reports broken YAML with place, source line and fix', () => {
    const read = (): unknown => readYaml('name: x\n\tsummary: y\n', 'metadata.yaml');
    expect(read).toThrow(DiagnosticsError);
    expect(read).toThrow(/^metadata\.yaml:2:1: error: broken YAML: .*tab/i);
    expect(read).toThrow(/ {2}2 \| \tsummary: y\n[^]*fix: /);
  });

  it('refuses aliases without anchor and aliases to themselves', () => {
    expect(verdict(() => readYaml('a: *none\n', 'x.yaml')).join()).toMatch(/alias/);
    expect(verdict(() => readYaml('a: &a\n  b: *a\n', 'x.yaml')).join()).toMatch(/alias|itself/);
  });

  it('refuses documents that grow without measure', () => {
    const lines = ['a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]'];
    for (let at = 1; at < 9; at += 1) {
      lines.push(
        `a${at}: &a${at} [${Array(10)
          .fill(`*a${at - 1}`)
          .join(', ')}]`,
      );
    }
    expect(verdict(() => readYaml(lines.join('\n'), 'x.yaml')).join()).toMatch(/TOO_LARGE|alias/i);
  });

  it('reads an empty text as null and refuses a second document', () => {
    expect(readYaml('', 'x.yaml').value).toBeNull();
    expect(readYaml('# nothing\n', 'x.yaml').value).toBeNull();
    expect(verdict(() => readYaml('a: 1\n---\nb: 2\n', 'x.yaml'))).toEqual([
      'YAML_SEVERAL_DOCUMENTS 3:1 the file holds more than one YAML document',
    ]);
    expect(readYamlDocuments('a: 1\n---\nb: 2\n', 'x.yaml').map(({ value }) => value)).toEqual([
      { a: 1 },
      { b: 2 },
    ]);
  });
});
