import { planFaults } from '../src/faults.ts';
import type { Fault } from '../src/faults.ts';
import type { ModelEvent } from '../src/events.ts';
import { createStore } from '../src/store.ts';
import type { ModelStore } from '../src/store.ts';
import { RunKilledError, openContext } from '../src/tool-context.ts';
import type { ToolAnswer, ToolContext } from '../src/tool-context.ts';
import { PLAIN, benchModel } from './support/tool-bench.ts';

const FILES = { read: () => '', write: () => undefined };

function storeWith(faults: readonly Fault[], toolLatency = 0): ModelStore {
  const events: ModelEvent[] = [];
  const { model } = benchModel();
  return createStore({
    model: { ...model, fidelity: { ...model.fidelity, toolLatency } },
    clock: () => new Date(),
    save: () => undefined,
    writeLog: () => undefined,
    onEvent: (event) => events.push(event),
    faults,
  });
}

function call(context: ToolContext, line: string, stdin?: string): ToolAnswer {
  const [tool = '', ...args] = line.split(' ');
  return context.call({ tool, args, files: FILES, ...(stdin === undefined ? {} : { stdin }) });
}

const open = (store: ModelStore): ToolContext =>
  openContext(store, { unit: 'u/0', purpose: PLAIN });

describe('faults on demand', () => {
  it('let the n-th call of a tool fail, and the others not', () => {
    const fault = { kind: 'fail-tool', tool: 'is-leader', nth: 2, message: 'no lease' } as const;
    const context = open(storeWith([fault]));
    expect(call(context, 'is-leader').code).toBe(0);
    expect(call(context, 'config-get title').code).toBe(0);
    expect(call(context, 'is-leader')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'ERROR no lease\n',
    });
    expect(call(context, 'is-leader').code).toBe(0);
  });

  it('kill at the n-th call, which has no effect, and no call after it has one', () => {
    const store = storeWith([{ kind: 'kill', atCall: 2 }]);
    const context = open(store);
    call(context, 'status-set active one');
    expect(() => call(context, 'status-set active two')).toThrow(RunKilledError);
    expect(() => call(context, 'status-set active three')).toThrow(RunKilledError);
    expect(context.killed).toBe(true);
    expect(store.model.units['u/0']?.workload.message).toBe('one');
    // The fault has struck; the hook that is run again comes to its end.
    expect(call(open(store), 'is-leader').code).toBe(0);
  });

  it('move the leadership in the middle of a hook', () => {
    const context = open(storeWith([{ kind: 'change-leader', to: 'u/1', atCall: 2 }]));
    expect(call(context, 'is-leader').stdout).toBe('True\n');
    expect(call(context, 'is-leader').stdout).toBe('False\n');
  });

  it('count a call that asks for its standard input once', () => {
    const context = open(storeWith([{ kind: 'kill', atCall: 2 }]));
    expect(call(context, 'relation-set -r 1 --file -').needsStdin).toBe(true);
    expect(call(context, 'relation-set -r 1 --file -', 'a: "1"\n').code).toBe(0);
    expect(() => call(context, 'is-leader')).toThrow(RunKilledError);
  });

  it('let calls wait, as the latency of the model does', async () => {
    const context = open(storeWith([{ kind: 'delay', tool: 'is-leader', milliseconds: 60 }], 30));
    const times: number[] = [];
    for (const tool of ['is-leader', 'is-leader']) {
      const started = performance.now();
      await context.answer({ tool, args: [], files: FILES });
      times.push(performance.now() - started);
    }
    expect(times[0]).toBeGreaterThanOrEqual(85);
    expect(times[1]).toBeGreaterThanOrEqual(28);
    expect(times[1]).toBeLessThan(85);
  });

  it('strike also when they are added later', () => {
    const faults: Fault[] = [];
    const plan = planFaults(faults);
    const place = { unit: 'a/0', hook: 'start' } as const;
    expect(plan.startRun(place).diskFull).toBe(false);
    faults.push({ kind: 'disk-full' });
    expect([plan.startRun(place).diskFull, plan.startRun(place).diskFull]).toEqual([true, false]);
  });

  it('are about the units and hooks that they name, as often as they say', () => {
    const plan = planFaults([{ kind: 'disk-full', unit: 'a/0', hook: 'start', times: 2 }]);
    const strikes = [
      { unit: 'a/0', hook: 'install' },
      { unit: 'b/0', hook: 'start' },
      { unit: 'a/0', hook: 'start' },
      { unit: 'a/0', hook: 'start' },
      { unit: 'a/0', hook: 'start' },
    ] as const;
    expect(strikes.map((place) => plan.startRun(place).diskFull)).toEqual([
      false,
      false,
      true,
      true,
      false,
    ]);
  });
});
