import * as fc from 'fast-check';
import { Findings } from '../../src/findings.ts';
import { deepMerge } from '../../src/merge/deep-merge.ts';
import { mapFromPlain, toPlain, type MapTree, type PlainValue } from '../../src/yaml/tree.ts';

/**
 * Mappings in which a key always holds values of one kind, as the same file in several layers does.
 * Over values of another kind the merge is no algebra but an error.
 */
const { mapping } = fc.letrec<{ mapping: { readonly [key: string]: PlainValue } }>((tie) => ({
  mapping: fc
    .record(
      {
        textA: fc.constantFrom('x', 'y', 'z'),
        textB: fc.constantFrom('x', 'y'),
        listA: fc.uniqueArray(fc.constantFrom('p', 'q', 'r', 's'), { maxLength: 3 }),
        listB: fc.uniqueArray(fc.integer({ min: 0, max: 3 }), { maxLength: 3 }),
        mapA: tie('mapping'),
        mapB: tie('mapping'),
      },
      { requiredKeys: [] },
    )
    .map((record): { readonly [key: string]: PlainValue } => ({ ...record })),
}));

const tree = (value: { readonly [key: string]: PlainValue }): MapTree =>
  mapFromPlain(value, { file: 'test.yaml' });

function merge(lower: MapTree, upper: MapTree): MapTree {
  const findings = new Findings();
  const merged = deepMerge(lower, upper, findings);
  expect(findings.all).toEqual([]);
  return merged;
}

describe('deepMerge', () => {
  it('is associative: layers may be merged in any grouping', () => {
    fc.assert(
      fc.property(mapping, mapping, mapping, (a, b, c) => {
        const left = merge(merge(tree(a), tree(b)), tree(c));
        const right = merge(tree(a), merge(tree(b), tree(c)));
        expect(JSON.stringify(toPlain(left))).toBe(JSON.stringify(toPlain(right)));
      }),
    );
  });

  it('lets the top layer win: its single values are in the result', () => {
    fc.assert(
      fc.property(mapping, mapping, (lower, upper) => {
        const merged = Object(toPlain(merge(tree(lower), tree(upper))));
        for (const key of ['textA', 'textB']) {
          expect(merged[key]).toBe(upper[key] ?? lower[key]);
        }
      }),
    );
  });

  it('loses nothing: every key and every item of both layers is in the result', () => {
    fc.assert(
      fc.property(mapping, mapping, (lower, upper) => {
        const merged = Object(toPlain(merge(tree(lower), tree(upper))));
        expect(new Set(Object.keys(merged))).toEqual(
          new Set([...Object.keys(lower), ...Object.keys(upper)]),
        );
        for (const key of ['listA', 'listB']) {
          const items = [lower[key] ?? [], upper[key] ?? []].flat();
          expect(new Set(merged[key] ?? [])).toEqual(new Set(items));
        }
      }),
    );
  });

  it('changes nothing when a layer is merged with itself', () => {
    fc.assert(
      fc.property(mapping, (value) => {
        expect(toPlain(merge(tree(value), tree(value)))).toEqual(value);
      }),
    );
  });
});
