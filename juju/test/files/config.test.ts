import { readConfig } from '../../src/files/config.ts';
import { verdict } from './support.ts';

function defaultOf(type: string, value: string): unknown {
  const text = `options:\n  name: {type: ${type}, default: ${value}}\n`;
  const [first] = verdict(() => readConfig(text, 'config.yaml'));
  if (first !== 'accepted') return 'refused';
  return readConfig(text, 'config.yaml')['name']?.default;
}

describe('readConfig', () => {
  it('reads options with types, defaults and descriptions', () => {
    const text = `options:
  port:
    type: int
    default: 3306
    description: Where to listen.
  verbose: {type: boolean, default: yes}
  ratio: {type: float, default: 1}
  title: {default: "", description: 5}
  unset: {type: string, default: ~, extra: ignored}
`;
    expect(readConfig(text, 'config.yaml')).toEqual({
      port: { type: 'int', default: 3306, description: 'Where to listen.' },
      verbose: { type: 'boolean', default: true, description: '' },
      ratio: { type: 'float', default: 1, description: '' },
      title: { type: 'string', default: '', description: '5' },
      unset: { type: 'string', description: '' },
    });
  });

  it('J63 refuses an empty file and one without options, and accepts options that are null', () => {
    expect(verdict(() => readConfig('', 'c.yaml')).join()).toContain('must be a map');
    expect(verdict(() => readConfig('port: {}', 'c.yaml')).join()).toContain('has no "options"');
    expect(readConfig('options:', 'c.yaml')).toEqual({});
  });

  it('J64 takes a missing type as string and refuses unknown types', () => {
    expect(readConfig('options: {a: }', 'c.yaml')['a']?.type).toBe('string');
    const text = 'options:\n  a: {type: integer}\n';
    expect(verdict(() => readConfig(text, 'c.yaml')).join()).toMatch(/2:13 .*"int"/);
  });

  it('J72 accepts any name and ignores unknown keys of an option', () => {
    expect(readConfig('options: {"A b!": {type: int, x: 1}}', 'c.yaml')).toHaveProperty('A b!');
  });

  it.each([
    ['J66', 'string', '""', ''],
    ['J66', 'secret', '""', ''],
    ['J66', 'int', '""', 'refused'],
    ['J66', 'boolean', '""', 'refused'],
    ['J66', 'float', '""', 'refused'],
    ['J67', 'int', '5', 5],
    ['J67', 'int', '"5"', 5],
    ['J67', 'int', '-7', -7],
    ['J67', 'int', '1.5', 'refused'],
    ['J67', 'int', '1.0', 'refused'],
    ['J67', 'int', 'true', 'refused'],
    ['J68', 'float', '1', 1],
    ['J68', 'float', '1.5', 1.5],
    ['J68', 'float', '"1.5"', 'refused'],
    ['J69', 'boolean', 'true', true],
    ['J69', 'boolean', '"true"', true],
    ['J69', 'boolean', 'yes', true],
    ['J69', 'boolean', '"yes"', 'refused'],
    ['J69', 'boolean', '1', 'refused'],
    ['J70', 'string', 'text', 'text'],
    ['J70', 'string', '5', 'refused'],
    ['J70', 'string', 'true', 'refused'],
    ['J70', 'string', 'yes', 'refused'],
    ['J70', 'string', 'no', 'refused'],
    ['J70', 'string', 'on', 'refused'],
    ['J70', 'string', 'off', 'refused'],
    ['J70', 'string', '1.0', 'refused'],
    ['J70', 'string', '"1.0"', '1.0'],
    ['J71', 'secret', 'secret:abc', 'secret:abc'],
    ['J71', 'secret', 'abc', 'refused'],
  ])('%s reads a default of type %s written %s as %p', (_row, type, written, expected) => {
    expect(defaultOf(type, written)).toBe(expected);
  });

  it('reports all options at fault, and proposes quotes where they help', () => {
    const text = 'options:\n  a: {type: string, default: yes}\n  b: {type: int, default: x}\n';
    expect(() => readConfig(text, 'config.yaml')).toThrow(
      /2:30: .*fix: write it with quotes: "yes"/s,
    );
    expect(verdict(() => readConfig(text, 'config.yaml'))).toEqual([
      'OPTION_DEFAULT 2:30 the default of option "a" must be of type string, found the boolean yes',
      'OPTION_DEFAULT 3:27 the default of option "b" must be of type int, found "x"',
    ]);
  });
});
