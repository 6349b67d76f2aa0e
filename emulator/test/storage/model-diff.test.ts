import { assert, dictionary, jsonValue, property, string } from 'fast-check';
import { withEntry, withoutEntry } from '../../src/large-record.ts';
import { applyPatches, findPatches, isPatches } from '../../src/storage/model-diff.ts';

/** What a value becomes on its way through a file. */
const copy = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('what turns one value into another', () => {
  it('is the places that differ, and nothing where both are the very same', () => {
    const shared = { deep: { deeper: [1] } };
    const before = { a: { b: 1, c: 2, d: 3 }, shared, list: [1, 2], gone: true };
    const after = { a: { b: 1, c: 5, d: 3, e: {} }, shared, list: [1, 3] };

    expect(findPatches(before, after)).toEqual([
      [['gone']],
      [['a', 'c'], 5],
      [['a', 'e'], {}],
      [['list'], [1, 3]],
    ]);
    expect(findPatches(before, before)).toEqual([]);
  });

  it('works for any two values, and keeps the order of keys', () => {
    const records = dictionary(string({ maxLength: 2 }), jsonValue(), { maxKeys: 5 });
    assert(
      property(records, records, records, (one, two, three) => {
        const [before, after] = [
          { ...one, x: two, same: three },
          { ...two, x: { ...one, ...three }, same: three },
        ];
        const patches = copy(findPatches(before, after));
        expect(isPatches(patches)).toBe(true);
        if (!isPatches(patches)) return;
        const result = applyPatches(copy(before), patches);

        expect(JSON.stringify(result)).toBe(JSON.stringify(after));
      }),
    );
  });

  it('is the whole where a key has moved to another place', () => {
    expect(findPatches({ a: { b: 1, c: 2 } }, { a: { c: 2, b: 3 } })).toEqual([
      [['a'], { c: 2, b: 3 }],
    ]);
  });

  it('takes a key of any name for what it is', () => {
    const bag = (text: string): unknown => JSON.parse(text);
    for (const [before, after] of [
      ['{}', '{"__proto__":"x","constructor":"y"}'],
      ['{"__proto__":"x","toString":"y"}', '{}'],
      ['{"__proto__":"x"}', '{"__proto__":"z"}'],
    ] as const) {
      const patches = findPatches(bag(before), bag(after));
      expect(JSON.stringify(applyPatches(bag(before), patches))).toBe(after);
    }
  });

  it('is found in large records by what changed', () => {
    let before: Readonly<Record<string, number>> = {};
    for (let index = 0; index < 300; index += 1) before = withEntry(before, `u/${index}`, index);
    const after = withoutEntry(withEntry(withEntry(before, 'u/5', -1), 'u/300', 300), 'u/6');

    expect(findPatches({ units: before }, { units: after })).toEqual([
      [['units', 'u/5'], -1],
      [['units', 'u/300'], 300],
      [['units', 'u/6']],
    ]);
  });

  it('is told from anything else', () => {
    expect(isPatches([[['a'], 1, 2]])).toBe(false);
    expect(isPatches([['a', 1]])).toBe(false);
    expect(isPatches({})).toBe(false);
  });
});
