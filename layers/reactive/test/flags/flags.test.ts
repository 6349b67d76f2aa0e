import fc from 'fast-check';
import { FlagStore } from '../../lib/flags/flag-store.ts';
import { parseMemory, printMemory, EMPTY_MEMORY } from '../../lib/memory/memory.ts';
import type { Trigger } from '../../lib/flags/triggers.ts';

function storeOf(...triggers: Trigger[]): FlagStore {
  return new FlagStore({}, triggers);
}

function transitionsOf(flags: FlagStore): string[] {
  return flags.takeTransitions().map(({ flag, to }) => `${flag} ${to}`);
}

describe('setting and clearing', () => {
  it('R1 a new flag is set with null as its value, and listed', () => {
    const flags = storeOf();
    flags.set('foo');
    expect(flags.values()).toEqual({ foo: null });
    expect(flags.list()).toEqual(['foo']);
    expect(flags.isSet('foo')).toBe(true);
  });

  it('R2 a value is kept with a flag, and setting it again without one makes it null', () => {
    const flags = storeOf();
    flags.set('foo', { port: 80 });
    expect(flags.valueOf('foo')).toEqual({ port: 80 });
    flags.set('foo');
    expect(flags.valueOf('foo')).toBeNull();
  });

  it('R3 setting a set flag fires no trigger and is no transition', () => {
    const flags = storeOf({ when: 'foo', set: 'bar' });
    flags.set('foo');
    flags.clear('bar');
    flags.takeTransitions();
    flags.set('foo');
    expect(flags.list()).toEqual(['foo']);
    expect(transitionsOf(flags)).toEqual([]);
  });

  it('R4 a new value alone is no transition', () => {
    const flags = storeOf();
    flags.set('foo', 1);
    flags.takeTransitions();
    flags.set('foo', 2);
    expect(flags.valueOf('foo')).toBe(2);
    expect(transitionsOf(flags)).toEqual([]);
  });

  it('R5 clearing a set flag is a transition and fires its triggers', () => {
    const flags = storeOf({ whenNot: 'foo', set: 'bar' });
    flags.set('foo');
    flags.takeTransitions();
    flags.clear('foo');
    expect(flags.list()).toEqual(['bar']);
    expect(transitionsOf(flags)).toEqual(['foo cleared', 'bar set']);
  });

  it('R6 clearing a flag that is not set does nothing', () => {
    const flags = storeOf({ whenNot: 'foo', set: 'bar' });
    flags.clear('foo');
    expect(flags.list()).toEqual([]);
    expect(transitionsOf(flags)).toEqual([]);
  });

  it('R7 toggle sets or clears by its condition, and twice is as once', () => {
    const flags = storeOf();
    flags.set('g');
    for (let time = 0; time < 2; time += 1) {
      flags.toggle('f', true);
      flags.toggle('g', false);
    }
    expect(flags.list()).toEqual(['f']);
  });

  it('R7 toggle keeps the value of a flag that is set', () => {
    const flags = storeOf();
    flags.set('f', 'value');
    flags.toggle('f', true);
    expect(flags.valueOf('f')).toBe('value');
  });

  it('R10 flags are listed in the order of their names', () => {
    const flags = storeOf();
    for (const name of ['b', 'a.10', 'a.2', 'Z']) flags.set(name);
    expect(flags.list()).toEqual(['Z', 'a.10', 'a.2', 'b']);
  });

  it.each<[string, unknown]>([
    ['an empty text', ''],
    ['null', null],
    ['nothing', undefined],
    ['a number', 7],
  ])('R1 (different on purpose) %s as a name is refused before anything is written', (_c, name) => {
    const flags = storeOf();
    // What comes from JSON or JavaScript is not always what the types say.
    const untyped: { set(name: unknown): void } = flags;
    expect(() => untyped.set(name)).toThrow('a flag needs a name, not');
    expect(flags.values()).toEqual({});
    expect(transitionsOf(flags)).toEqual([]);
  });

  it('R2 a value that JSON cannot carry is refused before anything is written', () => {
    const flags = storeOf();
    const ring: Record<string, null> = {};
    Reflect.set(ring, 'ring', ring);
    expect(() => flags.set('foo', ring)).toThrow('the value of flag foo cannot be kept');
    expect(flags.isSet('foo')).toBe(false);
  });

  it('R8 all of no flags are set, and not any', () => {
    const flags = storeOf();
    expect([flags.areAllSet(), flags.isAnySet()]).toEqual([true, false]);
  });

  it('R8 all and any look at each flag that is named', () => {
    const flags = storeOf();
    flags.set('foo');
    expect([flags.areAllSet('foo'), flags.areAllSet('foo', 'bar')]).toEqual([true, false]);
    expect([flags.isAnySet('bar', 'foo'), flags.isAnySet('bar')]).toEqual([true, false]);
  });

  it('R9 the flags that are not set are listed once each, in the order of their names', () => {
    const flags = storeOf();
    flags.set('foo');
    expect(flags.listUnset('qux', 'foo', 'bar', 'qux')).toEqual(['bar', 'qux']);
  });

  it.each(['__proto__', 'constructor', 'toString', 'a b', '100%', 'ümlaut'])(
    'takes %j for a name like any other',
    (name) => {
      const flags = storeOf();
      expect(flags.isSet(name)).toBe(false);
      flags.set(name, 'value');
      const stored = parseMemory(printMemory({ ...EMPTY_MEMORY, flags: flags.values() }));
      expect(new FlagStore(stored.flags, []).valueOf(name)).toBe('value');
      flags.clear(name);
      expect(flags.list()).toEqual([]);
    },
  );
});

describe('transitions', () => {
  it('tell exactly how the flags came from the old to the new', () => {
    const steps = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.boolean()));
    fc.assert(
      fc.property(steps, (changes) => {
        const flags = storeOf({ when: 'a', set: 'b' }, { whenNot: 'b', clear: 'c', set: 'd' });
        changes.forEach(([flag, condition]) => flags.toggle(flag, condition));
        const replayed = new Set<string>();
        for (const { flag, to } of flags.takeTransitions()) {
          expect(replayed.has(flag)).toBe(to === 'cleared');
          if (to === 'set') replayed.add(flag);
          else replayed.delete(flag);
        }
        expect([...replayed].sort()).toEqual(flags.list());
      }),
    );
  });
});
