import fc from 'fast-check';
import { FlagStore } from '../../lib/flags/flag-store.ts';
import { findTriggerCycle, findTriggerFault } from '../../lib/flags/triggers.ts';
import type { Trigger } from '../../lib/flags/triggers.ts';

describe('findTriggerFault', () => {
  it.each<[string, Trigger, string]>([
    ['neither when nor whenNot', { set: 'a' }, 'needs exactly one of when and whenNot'],
    ['both', { when: 'a', whenNot: 'b', set: 'c' }, 'needs exactly one of when and whenNot'],
    ['no effect', { when: 'a' }, 'has no effect: give set or clear'],
  ])('R15 refuses a trigger with %s', (_case, trigger, text) => {
    expect(findTriggerFault(trigger)).toContain(text);
  });

  it.each<Trigger>([
    { when: 'a', set: 'b' },
    { whenNot: 'a', clear: 'b' },
    { when: 'a', set: 'b', clear: 'c' },
  ])('takes %j', (trigger) => {
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
    expect(() => new FlagStore({}, triggers).set('a')).toThrow(RangeError);
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
