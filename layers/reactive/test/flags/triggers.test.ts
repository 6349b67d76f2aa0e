import fc from 'fast-check';
import { FlagStore } from '../../lib/flags/flag-store.ts';
import { findComponents } from '../../lib/flags/components.ts';
import { findTriggerCycle } from '../../lib/flags/trigger-cycles.ts';
import { findTriggerFault } from '../../lib/flags/triggers.ts';
import type { Trigger } from '../../lib/flags/triggers.ts';

describe('findTriggerFault', () => {
  it.each<[string, Trigger, string]>([
    ['neither when nor whenNot', { set: 'a' }, 'needs exactly one of when and whenNot'],
    ['both', { when: 'a', whenNot: 'b', set: 'c' }, 'needs exactly one of when and whenNot'],
    [
      'a callback alone',
      { run: () => undefined },
      'trigger {"run":"a function"} needs exactly one',
    ],
    ['no effect', { when: 'a' }, 'has no effect: give set, clear or run'],
    ['a flag without a name', { when: 'a', set: '' }, 'names a flag without a name'],
  ])('R15 refuses a trigger with %s', (_case, trigger, text) => {
    expect(findTriggerFault(trigger)).toContain(text);
  });

  it.each<Trigger>([
    { when: 'a', set: 'b' },
    { whenNot: 'a', clear: 'b' },
    { when: 'a', set: 'b', clear: 'c' },
    { when: 'a', run: () => undefined },
  ])('R15 takes %j', (trigger) => {
    expect(findTriggerFault(trigger)).toBeUndefined();
  });
});

describe('findTriggerCycle', () => {
  it('R18 (different on purpose) finds a flag that sets and clears itself, before it runs', () => {
    const triggers: Trigger[] = [
      { when: 'q', clear: 'q' },
      { whenNot: 'q', set: 'q' },
    ];
    expect(findTriggerCycle(triggers)).toEqual(['q set', 'q cleared', 'q set']);
  });

  it('finds a longer way round', () => {
    const triggers: Trigger[] = [
      { when: 'a', set: 'b' },
      { when: 'b', clear: 'c' },
      { whenNot: 'c', clear: 'a' },
      { whenNot: 'a', set: 'c' },
      { when: 'c', set: 'a' },
    ];
    expect(findTriggerCycle(triggers)?.[0]).toBe('a set');
  });

  it('finds sets that come round again because a side effect clears them', () => {
    const triggers: Trigger[] = [
      { when: 'a', set: 'c' },
      { when: 'a', set: 'b' },
      { when: 'c', clear: 'a' },
      { when: 'c', clear: 'c' },
      { when: 'c', clear: 'b' },
      { when: 'b', set: 'a' },
    ];
    expect(() => new FlagStore({}, triggers).set('a')).toThrow('triggers go round for ever');
    expect(findTriggerCycle(triggers)).toEqual(['a set', 'b set', 'a set']);
  });

  it('R17 leaves sets alone that only set each other', () => {
    const triggers: Trigger[] = [
      { when: 'a', set: 'b' },
      { when: 'b', set: 'a' },
    ];
    expect(findTriggerCycle(triggers)).toBeUndefined();
  });

  it('R20 leaves a trigger alone that sets and clears one flag', () => {
    expect(findTriggerCycle([{ when: 'a', set: 'b', clear: 'b' }])).toBeUndefined();
  });

  it('answers at once for many triggers', () => {
    const triggers = Array.from({ length: 40 }, (_, from) =>
      Array.from({ length: 40 }, (_, to): Trigger => ({ when: `f${from}`, set: `f${to}` })),
    ).flat();
    expect(findTriggerCycle(triggers)).toBeUndefined();
  });

  it('R18 finds the round that is undone beside one that leads to the same, but is not', () => {
    const triggers: Trigger[] = [
      { whenNot: 'c', set: 'w' },
      { when: 'c', set: 'd' },
      { when: 'd', set: 'c' },
      { when: 'd', clear: 'z' },
      { whenNot: 'z', clear: 'a' },
      { when: 'a', set: 'b' },
      { when: 'b', set: 'a' },
      { when: 'b', clear: 'z' },
    ];
    expect(findTriggerCycle(triggers)).toEqual(['a set', 'b set', 'a set']);
    expect(findTriggerCycle(triggers.slice(0, 5))).toBeUndefined();
  });

  it('R18 names the round among thousands of harmless ones', () => {
    const rings = Array.from({ length: 2000 }, (_, n): Trigger[] => [
      { when: `a${n}`, set: `b${n}` },
      { when: `b${n}`, set: `a${n}` },
      { whenNot: `a${n + 1}`, clear: `a${n}` },
    ]).flat();
    expect(findTriggerCycle(rings)).toBeUndefined();
    const undone: Trigger[] = [...rings, { when: 'b1234', clear: 'a1300' }];
    // a1300 cleared clears a1299, and so on down to a1234.
    expect(findTriggerCycle(undone)).toEqual(['a1234 set', 'b1234 set', 'a1234 set']);
  });

  it('follows a chain that is longer than the stack', () => {
    const chain = Array.from({ length: 50_000 }, (_, n): Trigger => ({
      when: `f${n}`,
      set: `f${n + 1}`,
    }));
    expect(findTriggerCycle(chain)).toBeUndefined();
    expect(
      findTriggerCycle([...chain, { when: 'f50000', clear: 'f0' }, { whenNot: 'f0', set: 'f0' }]),
    ).toBeDefined();
  });

  it('lets nothing pass that does not come to rest', () => {
    const flag = fc.constantFrom('a', 'b', 'c', 'd');
    const source = fc.oneof(
      flag.map((when): Trigger => ({ when })),
      flag.map((whenNot): Trigger => ({ whenNot })),
    );
    const effect = fc.oneof(
      flag.map((set): Trigger => ({ set })),
      flag.map((clear): Trigger => ({ clear })),
      fc.tuple(flag, flag).map(([set, clear]): Trigger => ({ set, clear })),
    );
    const triggers = fc.array(
      fc.tuple(source, effect).map(([from, to]) => ({ ...from, ...to })),
      { maxLength: 7 },
    );
    const steps = fc.array(fc.tuple(flag, fc.boolean()), { maxLength: 12 });
    let passed = 0;
    fc.assert(
      fc.property(triggers, steps, (list, changes) => {
        fc.pre(findTriggerCycle(list) === undefined);
        passed += 1;
        const flags = new FlagStore({}, list);
        // A stack overflow would fail the property.
        changes.forEach(([name, condition]) => flags.toggle(name, condition));
        expect(flags.takeTransitions().length).toBeLessThan(4 ** 8);
      }),
      { numRuns: 500 },
    );
    expect(passed).toBeGreaterThan(100);
  });
});

describe('findComponents', () => {
  const graph = fc
    .integer({ min: 1, max: 8 })
    .chain((nodes) =>
      fc.array(fc.uniqueArray(fc.nat(nodes - 1)), { minLength: nodes, maxLength: nodes }),
    );

  it('puts nodes together that lead to each other, and no others', () => {
    fc.assert(
      fc.property(graph, (targets) => {
        const leadsTo = targets.map((_, start) => {
          const found = new Set([start]);
          for (const node of found) targets[node]?.forEach((next) => found.add(next));
          return found;
        });
        const components = findComponents(targets);
        const home = targets.map((_, node) => components.findIndex((each) => each.includes(node)));
        expect(new Set(components.flat())).toEqual(new Set(targets.keys()));
        expect(components.flat()).toHaveLength(targets.length);
        for (const a of targets.keys()) {
          for (const b of targets.keys()) {
            const together = leadsTo[a]?.has(b) === true && leadsTo[b]?.has(a) === true;
            expect(home[a] === home[b]).toBe(together);
          }
        }
      }),
    );
  });

  it('lists a component after all those that it leads to', () => {
    fc.assert(
      fc.property(graph, (targets) => {
        const components = findComponents(targets);
        components.forEach((members, place) => {
          for (const target of members.flatMap((member) => targets[member] ?? [])) {
            expect(components.findIndex((each) => each.includes(target))).toBeLessThanOrEqual(
              place,
            );
          }
        });
      }),
    );
  });
});
