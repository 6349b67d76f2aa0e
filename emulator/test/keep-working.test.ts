import { keepWorking, sleepUntilDue } from '../src/keep-working.ts';
import type { SettleReport } from '../src/settle.ts';
import { addUnit } from '../src/transitions/index.ts';
import type { Model } from '../src/model.ts';
import { related } from './support/related.ts';

const REPORT: SettleReport = { hooks: 0, milliseconds: 0, failures: [], inError: [] };

/** A model whose only timer is at an instant. */
function modelUntil(at: string): Model {
  const { model } = related();
  const unit = model.units['mysql/0'];
  const other = model.units['wordpress/0'];
  if (!unit || !other) throw new Error('no units');
  const { updateStatusAt: _none, ...uniter } = other.uniter;
  return {
    ...model,
    units: {
      'mysql/0': { ...unit, uniter: { ...unit.uniter, updateStatusAt: at } },
      'wordpress/0': { ...other, uniter },
    },
  };
}

describe('sleeping', () => {
  const model = modelUntil('2026-11-23T10:00:00.050Z');
  const silent = { model, watch: () => () => undefined };
  const clockFrom = (start: string): (() => Date) => {
    const offset = Date.parse(start) - Date.now();
    return () => new Date(Date.now() + offset);
  };

  it('ends when the next timer is due, and not before', async () => {
    const clock = clockFrom('2026-11-23T10:00:00.000Z');
    await sleepUntilDue({ store: silent, clock }, new AbortController().signal);

    expect(clock().toISOString() >= '2026-11-23T10:00:00.050Z').toBe(true);
  });

  it('ends when the model changes, or the signal comes', async () => {
    const clock = clockFrom('2026-11-23T09:00:00.000Z');
    const listeners: Array<() => void> = [];
    const watch = (listener: () => void): (() => void) => {
      listeners.push(listener);
      return () => listeners.splice(0);
    };
    const until = new AbortController();
    const slept = sleepUntilDue({ store: { model, watch }, clock }, until.signal);
    listeners.forEach((listener) => listener());
    await slept;
    expect(listeners).toEqual([]);
    const again = sleepUntilDue({ store: { model, watch }, clock }, until.signal);
    until.abort();

    await expect(again).resolves.toBeUndefined();
  });
});

describe('working for longer', () => {
  it('begins nothing new after the signal, and waits for what has begun', async () => {
    const until = new AbortController();
    const said: string[] = [];
    const work = keepWorking(
      {
        store: { model: related().model, watch: () => () => undefined },
        clock: () => new Date(0),
        settle: async () => {
          said.push('settle');
          until.abort();
          await new Promise((resolve) => setTimeout(resolve, 10));
          said.push('settled');
          return REPORT;
        },
        stop: async () => void said.push('stop'),
      },
      until.signal,
    );
    await work;

    expect(said).toEqual(['settle', 'stop', 'settled']);
  });

  it('tells a failure of the work', async () => {
    const worker = {
      store: {
        model: addUnit({ application: 'mysql' })(related().model),
        watch: () => () => undefined,
      },
      clock: () => new Date(0),
      settle: () => Promise.reject(new Error('no room')),
      stop: async () => undefined,
    };

    await expect(keepWorking(worker, new AbortController().signal)).rejects.toThrow('no room');
  });
});
