import type { OptionType } from '../../src/charm-files.ts';
import { parseOptionValue, readOptionValue } from '../../src/files/option-value.ts';

function parse(type: OptionType, text: string): unknown {
  try {
    return parseOptionValue({ type, description: '' }, text, 'n');
  } catch (error) {
    return String(error);
  }
}

describe('parseOptionValue', () => {
  it.each<[OptionType, string, unknown]>([
    ['string', '', ''],
    ['string', '5', '5'],
    ['int', '5', 5],
    ['int', '-5', -5],
    ['int', '010', 10],
    ['float', '1.5', 1.5],
    ['float', '1e3', 1000],
    ['boolean', 'True', true],
    ['boolean', 'f', false],
    ['secret', '', ''],
    ['secret', 'secret:x', 'secret:x'],
  ])('reads %s from %p as %p', (type, text, expected) => {
    expect(parse(type, text)).toBe(expected);
  });

  it.each<[OptionType, string]>([
    ['int', 'x'],
    ['int', ''],
    ['int', '1.0'],
    ['int', '0x10'],
    ['float', ''],
    ['float', 'much'],
    ['boolean', 'yes'],
    ['boolean', ''],
    ['secret', 'x'],
  ])('refuses for %s the text %p in Juju’s words', (type, text) => {
    expect(parse(type, text)).toContain(`option "n" expected ${type}, got ${JSON.stringify(text)}`);
  });
});

describe('readOptionValue', () => {
  const read = (type: OptionType, value: unknown): unknown =>
    readOptionValue({ type, description: '' }, { value }, 'n');

  it('takes typed values, and texts as on the command line', () => {
    expect([read('int', 5), read('int', '5'), read('float', 2), read('boolean', 'true')]).toEqual([
      5,
      5,
      2,
      true,
    ]);
  });

  it('reads null as unset', () => {
    expect(read('string', null)).toBeUndefined();
  });

  it('refuses values of another type', () => {
    expect(() => read('string', 5)).toThrow('option "n" expected string, got 5');
    expect(() => read('int', true)).toThrow('option "n" expected int, got true');
    expect(() => read('boolean', [1])).toThrow('option "n" expected boolean, got [1]');
  });
});
