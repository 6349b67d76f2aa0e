import { DiagnosticsError } from '@reactive-charms/juju';
import { parse } from 'yaml';
import * as fc from 'fast-check';
import { Findings } from '../../src/findings.ts';
import { readMap, readTree } from '../../src/yaml/read-tree.ts';
import { fromPlain, toPlain, valueAt, type PlainValue } from '../../src/yaml/tree.ts';
import { writeTree } from '../../src/yaml/write-tree.ts';

function read(text: string): { value: PlainValue; findings: Findings } {
  const findings = new Findings();
  return { value: toPlain(readTree({ text, file: 'x.yaml' }, findings)), findings };
}

describe('reading YAML', () => {
  it('knows the place of every part', () => {
    const tree = readMap({ text: 'a:\n  b:\n    - c: 1\n', file: 'x.yaml' }, new Findings());
    const list = valueAt(tree, 'a', 'b');
    expect(list?.place).toMatchObject({ line: 3, column: 5 });
    expect(list?.kind === 'list' && valueAt(list.items[0], 'c')?.place).toEqual({
      file: 'x.yaml',
      line: 3,
      column: 10,
      source: '    - c: 1',
    });
  });

  it('B40 expands anchors, aliases and merge keys', () => {
    const { value } = read('a: &a {x: 1, y: 2}\nb: *a\nc: {<<: *a, y: 3}\nd: {<<: [*a, {z: 1}]}\n');
    expect(value).toEqual({
      a: { x: 1, y: 2 },
      b: { x: 1, y: 2 },
      c: { x: 1, y: 3 },
      d: { x: 1, y: 2, z: 1 },
    });
  });

  it.each([
    ['yes', 'yes', 'the value true'],
    ['off', 'off', 'the value false'],
    ['010', 10, 'the value 8'],
    ['2020-01-01', '2020-01-01', 'a date'],
    ['1:30', '1:30', 'the value 90'],
  ])('B40 reads %s as YAML 1.2 does and warns that 1.1 differs', (text, expected, older) => {
    const { value, findings } = read(`a: ${text}\n`);
    expect(value).toEqual({ a: expected });
    expect(findings.all).toMatchObject([
      { severity: 'warning', code: 'YAML_AMBIGUOUS', place: { line: 1, column: 4 } },
    ]);
    expect(findings.all[0]?.text).toContain(`but ${older} in YAML 1.1`);
  });

  it.each(['"yes"', "'010'", 'true', '1.5', '12', 'null', 'hello', '2.9.0'])(
    'B40 has nothing to say about %s',
    (text) => {
      expect(read(`a: ${text}\n`).findings.all).toEqual([]);
    },
  );

  it('B40 refuses duplicate keys', () => {
    expect(() => read('a: 1\na: 2\n')).toThrow(DiagnosticsError);
  });
});

describe('writing YAML', () => {
  it('quotes texts that a reader of YAML 1.1 or 1.2 takes for something else', () => {
    const texts = ['yes', 'No', 'on', '010', '1.0', '1e3', '0x1f', '1:30', '2020-01-01', '~', '='];
    const text = writeTree(fromPlain(texts, { file: 'x' }));
    expect(text).toBe(texts.map((item) => `- "${item}"\n`).join(''));
  });

  it('gives the same data to readers of YAML 1.1 and 1.2', () => {
    const scalar = fc.oneof(
      fc.string(),
      fc.constantFrom('yes', 'off', '0o7', '07', '1_000', '.5', '12:30:45', 'null', '- a', '#', ''),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
    );
    const value = fc.dictionary(fc.string(), fc.oneof(scalar, fc.array(scalar)));
    fc.assert(
      fc.property(value, (data) => {
        const text = writeTree(fromPlain({ ...data }, { file: 'x' }));
        expect(parse(text, { version: '1.1' })).toEqual({ ...data });
        expect(parse(text, { version: '1.2' })).toEqual({ ...data });
      }),
    );
  });

  it('keeps comments and the form of block texts', () => {
    const text = '# above a\na: |\n  one\n  two\nb: >-\n  folded text\nc: 1 # behind c\n';
    expect(writeTree(readTree({ text, file: 'x' }, new Findings()))).toBe(text);
  });
});
