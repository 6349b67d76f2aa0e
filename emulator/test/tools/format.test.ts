import { formatValue } from '../../src/tools/format.ts';

/** Measured answers of Go's yaml.v2 2.4.0; contract juju.md section 2.1. */
const QUOTED = [
  '0x1f',
  '0o7',
  '12:30:45',
  '2026-11-23',
  '1_000',
  'yes',
  'no',
  'on',
  'off',
  'y',
  'n',
  'null',
  '~',
  '.inf',
  '12345',
  '1.5',
  '1e3',
  '',
  'true',
];
const SINGLE = ['- x', '*x', '[1]', 'a: b', 'a #b', ' lead', "'", 'x ', '@a', '{}'];
const PLAIN = [
  '=',
  '<<',
  'abc',
  'a:b',
  'a#b',
  '10.0.12.10',
  '10.0.12.10/32',
  'fa:16:0a',
  'x,y',
  '-x',
  'é',
  '1.2.3',
  "a'b",
];

describe('yaml', () => {
  it.each(QUOTED)('puts %j in double quotes, for it would read as another type', (text) => {
    expect(formatValue('yaml', text)).toBe(`"${text}"\n`);
  });

  it.each(SINGLE)('puts %j in single quotes', (text) => {
    expect(formatValue('yaml', text)).toBe(`'${text.replaceAll("'", "''")}'\n`);
  });

  it.each(PLAIN)('leaves %j plain', (text) => {
    expect(formatValue('yaml', text)).toBe(`${text}\n`);
  });

  it('escapes tabs in double quotes', () => {
    expect(formatValue('yaml', 'a\tb')).toBe('"a\\tb"\n');
  });

  it('orders keys naturally', () => {
    const value = { a10: '', a9: '', '10': '', '9': '', b: '' };

    expect(formatValue('yaml', value)).toBe('"9": ""\n"10": ""\na9: ""\na10: ""\nb: ""\n');
  });

  it('folds long plain texts at the first blank after 80 columns', () => {
    const words = Array.from({ length: 20 }, () => 'wordy').join(' ');
    const [first = '', second = ''] = formatValue('yaml', { key: words }).split('\n');

    expect(first.length).toBeGreaterThan(80);
    expect(first.length).toBeLessThanOrEqual(86);
    expect(second).toMatch(/^ {2}wordy/);
  });

  it('does not indent lists', () => {
    expect(formatValue('yaml', { list: ['a', { k: ['b'] }], empty: [], none: {} })).toBe(
      'empty: []\nlist:\n- a\n- k:\n  - b\nnone: {}\n',
    );
  });

  it('keeps all ends of lines in a block', () => {
    expect(formatValue('yaml', { a: 'x\ny', b: 'x\n\n' })).toBe('a: |-\n  x\n  y\nb: |+\n  x\n\n');
  });
});

describe('smart and json', () => {
  it.each([
    ['smart', null, ''],
    ['json', null, 'null\n'],
    ['smart', '', ''],
    ['json', '', '""\n'],
    ['smart', ['a', 'b'], 'a\nb\n'],
    ['json', ['a', 'b'], '["a","b"]\n'],
    ['smart', [], ''],
    ['yaml', [], '[]\n'],
    ['smart', {}, '{}\n'],
    ['smart', 1e21, '1e+21\n'],
    ['json', 1e21, '1e+21\n'],
    ['json', { b: 1, a: '&' }, '{"a":"\\u0026","b":1}\n'],
  ] as const)('prints as %s %j as %j', (format, value, text) => {
    expect(formatValue(format, value)).toBe(text);
  });
});

describe('values that are no JSON', () => {
  it('prints instants as Go does, plain in YAML', () => {
    const value = {
      at: new Date('2026-11-23T10:00:00.120Z'),
      to: new Date('2026-11-23T10:00:00Z'),
    };

    expect(formatValue('yaml', value)).toBe(
      'at: 2026-11-23T10:00:00.12Z\nto: 2026-11-23T10:00:00Z\n',
    );
    expect(formatValue('json', value)).toBe(
      '{"at":"2026-11-23T10:00:00.12Z","to":"2026-11-23T10:00:00Z"}\n',
    );
  });

  it('prints bytes that are no text as binary, 70 characters a line', () => {
    const bytes = Buffer.alloc(60, 0xff);

    expect(formatValue('yaml', { key: bytes })).toBe(
      `key: !!binary |\n  ${'/'.repeat(70)}\n  ${'/'.repeat(10)}\n`,
    );
  });
});
