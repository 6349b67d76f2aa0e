import { inspect } from 'node:util';
import { array, assert, boolean, integer, property, tuple } from 'fast-check';
import { changedKeys, readerOf, sortedKeys, withEntry, withoutEntry } from '../src/large-record.ts';

type Numbers = Readonly<Record<string, number>>;

const numbers = (size: number): Numbers =>
  Array.from({ length: size }, (_, index) => `u/${index}`).reduce<Numbers>(
    (record, key, index) => withEntry(record, key, index),
    {},
  );

describe('a large record', () => {
  it('does what a plain one does, whatever is added and taken away', () => {
    const change = tuple(boolean(), integer({ min: 0, max: 300 }), integer());
    assert(
      property(array(change, { maxLength: 400, size: 'max' }), (changes) => {
        let record = numbers(100);
        let plain: Record<string, number> = { ...record };
        for (const [adds, key, value] of changes) {
          const name = `u/${key}`;
          const before = record;
          const old = { ...plain };
          if (adds) plain[name] = value;
          else {
            const { [name]: _gone, ...rest } = plain;
            plain = rest;
          }
          record = adds ? withEntry(record, name, value) : withoutEntry(record, name);
          expect(record[name]).toBe(plain[name]);
          expect(changedKeys(before, record)).toEqual(old[name] === plain[name] ? [] : [name]);
        }
        expect(JSON.stringify(record)).toBe(JSON.stringify(plain));
        expect(sortedKeys(record)).toEqual(Object.keys(plain).sort());
      }),
      { numRuns: 20 },
    );
  });

  it('leaves the one that it was made from as it is', () => {
    const before = numbers(200);
    const text = JSON.stringify(before);
    const after = withoutEntry(withEntry(before, 'u/7', -1), 'u/8');

    expect(JSON.stringify(before)).toBe(text);
    expect([after['u/7'], after['u/8'], 'u/8' in after]).toEqual([-1, undefined, false]);
    expect(changedKeys(before, after).sort()).toEqual(['u/7', 'u/8']);
  });

  it('finds what differs between records that have little in common', () => {
    const [one, other] = [numbers(100), withEntry(numbers(102), 'u/3', -1)];

    expect(changedKeys(one, other)).toEqual(['u/3', 'u/100', 'u/101']);
    expect(changedKeys(other, one)).toEqual(['u/100', 'u/101', 'u/3']);
  });

  it('cannot be written to', () => {
    const record: Record<string, number> = { ...numbers(3) };
    const large: { [key: string]: number } = Object.assign(numbers(200));

    expect(() => Object.assign(large, record)).toThrow(TypeError);
    expect(Reflect.deleteProperty(large, 'u/1')).toBe(false);
  });

  it('prints, spreads and compares as a plain one', () => {
    const large = withEntry(numbers(200), 'u/1', 7);

    expect(inspect(large, { maxArrayLength: null })).toBe(inspect({ ...large }));
    expect(large).toEqual({ ...large });
    expect(Object.entries(large).length).toBe(200);
    expect(large['constructor']).toBe(Object);
    expect(readerOf(large)('constructor')).toBeUndefined();
    expect(readerOf(large)('u/1')).toBe(7);
  });
});
