import { FlagStore } from '../../lib/flags/flag-store.ts';
import type { Trigger } from '../../lib/flags/triggers.ts';

function storeOf(...triggers: Trigger[]): FlagStore {
  return new FlagStore({}, triggers);
}

function transitionsOf(flags: FlagStore): string[] {
  return flags.takeTransitions().map(({ flag, to }) => `${flag} ${to}`);
}

describe('triggers', () => {
  it('R11 a flag that a trigger has set stays when its source is cleared', () => {
    const flags = storeOf({ when: 'foo', set: 'bar' });
    flags.set('foo');
    flags.clear('foo');
    expect(flags.list()).toEqual(['bar']);
  });

  it('R12 a trigger clears its target when its source is set', () => {
    const flags = storeOf({ when: 'foo', clear: 'qux' });
    flags.set('qux');
    flags.set('foo');
    expect(flags.list()).toEqual(['foo']);
  });

  it('R13 whenNot fires when its source becomes cleared, not while it was never set', () => {
    const flags = storeOf({ whenNot: 'foo', set: 'bar' });
    flags.clear('foo');
    expect(flags.isSet('bar')).toBe(false);
    flags.set('foo');
    expect(flags.isSet('bar')).toBe(false);
    flags.clear('foo');
    expect(flags.isSet('bar')).toBe(true);
  });

  it('R14 a trigger fires once for each transition of its own source, and for no other', () => {
    const onSet = jest.fn();
    const onClear = jest.fn();
    const flags = storeOf({ when: 'foo', run: onSet }, { whenNot: 'foo', run: onClear });
    flags.set('other');
    flags.clear('other');
    expect([onSet.mock.calls.length, onClear.mock.calls.length]).toEqual([0, 0]);
    flags.set('foo');
    flags.set('foo');
    expect([onSet.mock.calls.length, onClear.mock.calls.length]).toEqual([1, 0]);
    flags.clear('foo');
    flags.set('foo');
    expect([onSet.mock.calls.length, onClear.mock.calls.length]).toEqual([2, 1]);
  });

  it('R14 a callback gets the flags, and what it changes is done before set returns', () => {
    const flags = storeOf(
      { when: 'foo', run: (store) => store.toggle('copy', store.isSet('foo')) },
      { when: 'copy', set: 'after-copy' },
    );
    flags.set('foo');
    expect(flags.list()).toEqual(['after-copy', 'copy', 'foo']);
  });

  it('R16 the same trigger twice takes effect once', () => {
    const run = jest.fn();
    const flags = storeOf({ when: 'foo', set: 'bar', run }, { when: 'foo', set: 'bar', run });
    flags.set('foo');
    expect(run).toHaveBeenCalledTimes(1);
    expect(transitionsOf(flags)).toEqual(['foo set', 'bar set']);
  });

  it('R16 triggers of one source are merged: all sets, then all clears, then all callbacks', () => {
    const order: string[] = [];
    const note = (name: string) => (): void => void order.push(name);
    const flags = storeOf(
      { when: 'foo', clear: 'x', run: note('first') },
      { when: 'foo', set: 'y', run: note('second') },
      { when: 'foo', set: 'x' },
      { when: 'y', run: note('y') },
      { whenNot: 'x', run: note('not x') },
    );
    flags.set('foo');
    expect(transitionsOf(flags)).toEqual(['foo set', 'y set', 'x set', 'x cleared']);
    expect(order).toEqual(['y', 'not x', 'first', 'second']);
  });

  it('R17 two triggers that set each other come to rest', () => {
    const flags = storeOf({ when: 'a', set: 'b' }, { when: 'b', set: 'a' });
    flags.set('a');
    expect(flags.list()).toEqual(['a', 'b']);
  });

  it('R19 a trigger whose source is set already does not fire', () => {
    const flags = new FlagStore({ foo: null }, [{ when: 'foo', set: 'bar' }]);
    flags.set('foo');
    expect(flags.list()).toEqual(['foo']);
  });

  it('R20 a trigger that sets and clears one flag leaves it cleared', () => {
    const flags = storeOf({ when: 'foo', set: 'bar', clear: 'bar' });
    flags.set('foo');
    expect(flags.list()).toEqual(['foo']);
    expect(transitionsOf(flags)).toEqual(['foo set', 'bar set', 'bar cleared']);
  });

  it('R20 and callbacks of that trigger see it cleared', () => {
    const seen: boolean[] = [];
    const run: Trigger['run'] = (store) => void seen.push(store.isSet('bar'));
    storeOf({ when: 'foo', set: 'bar', clear: 'bar', run }).set('foo');
    expect(seen).toEqual([false]);
  });

  it('R21 a trigger lives for one run: another store knows it no more', () => {
    const flags = storeOf({ when: 'foo', set: 'bar' });
    flags.set('foo');
    flags.clear('foo');
    flags.clear('bar');
    const next = new FlagStore(flags.values(), []);
    next.set('foo');
    expect(next.list()).toEqual(['foo']);
  });

  it('R18 (different on purpose) callbacks that go round for ever end with their names', () => {
    const flags = storeOf(
      { when: 'q', run: (store) => store.clear('q') },
      { whenNot: 'q', run: (store) => store.set('q') },
    );
    expect(() => flags.set('q')).toThrow(
      'triggers go round for ever: q set -> q cleared -> q set [TRIGGER_LOOP]',
    );
  });

  it('R18 (different on purpose) flags and callbacks together do, too', () => {
    const flags = storeOf(
      { when: 'a', set: 'b' },
      { when: 'b', run: (store) => store.set('c') },
      { when: 'c', clear: 'b' },
      { whenNot: 'b', clear: 'a' },
      { whenNot: 'a', run: (store) => store.clear('c') },
      { whenNot: 'c', set: 'a' },
    );
    expect(() => flags.set('a')).toThrow(
      'a set -> b set -> c set -> b cleared -> a cleared -> c cleared -> a set',
    );
  });

  it('R18 a callback may change one flag as often as it likes', () => {
    const flags = storeOf(
      {
        when: 'go',
        run: (store) => {
          for (let time = 0; time < 1000; time += 1) {
            store.set('tick');
            store.clear('tick');
          }
        },
      },
      { when: 'tick', set: 'ticked' },
    );
    flags.set('go');
    expect(flags.list()).toEqual(['go', 'ticked']);
  });

  it('R18 one flag may change many times, where none of the changes follows from another', () => {
    const steps = Array.from({ length: 50 }, (_, n) => `step-${n}`);
    const flags = storeOf(
      ...steps.map((step): Trigger => ({ when: 'go', set: step })),
      ...steps.map((step): Trigger => ({ when: step, set: 'x', clear: 'x' })),
      { when: 'x', set: 'seen' },
    );
    flags.set('go');
    expect(transitionsOf(flags).filter((change) => change === 'x set')).toHaveLength(50);
  });

  it('works on after a callback has thrown', () => {
    const flags = storeOf(
      {
        when: 'foo',
        run: () => {
          throw new Error('no');
        },
      },
      { when: 'a', set: 'b' },
    );
    for (let time = 0; time < 100; time += 1) {
      expect(() => flags.set('foo')).toThrow('no');
      flags.clear('foo');
    }
    flags.set('a');
    expect(flags.list()).toEqual(['a', 'b']);
  });

  it('follows a chain that is longer than the stack', () => {
    const length = 50_000;
    const flags = storeOf(
      ...Array.from({ length }, (_, n): Trigger => ({ when: `f${n}`, set: `f${n + 1}` })),
    );
    flags.set('f0');
    expect(flags.isSet(`f${length}`)).toBe(true);
  });

  it('does the consequences of each step before the next step', () => {
    const flags = storeOf(
      { when: 'a', set: 'b' },
      { when: 'a', set: 'c' },
      { when: 'b', set: 'b1' },
      { when: 'b1', set: 'b2' },
    );
    flags.set('a');
    expect(transitionsOf(flags)).toEqual(['a set', 'b set', 'b1 set', 'b2 set', 'c set']);
  });

  it('fires along a chain before set returns', () => {
    const flags = storeOf(
      { when: 'a', set: 'b' },
      { when: 'b', set: 'c' },
      { when: 'c', clear: 'a' },
    );
    flags.set('a');
    expect(flags.list()).toEqual(['b', 'c']);
  });
});
