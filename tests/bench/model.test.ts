import { isMet } from './goals.ts';
import { modelGoals, printModel } from './model.ts';
import type { ModelResult } from './model.ts';
import { settlePureModel } from './model/pure-model.ts';

const result = (growth: number, cpuMilliseconds: number): ModelResult => ({
  pure: [
    { units: 10, hooks: 100, cpuMilliseconds: 10, megabytes: 80 },
    { units: 100, hooks: 1000, cpuMilliseconds: 100, megabytes: 90 },
    { units: 1000, hooks: 10_000, cpuMilliseconds: 1000 * growth, megabytes: 120 },
  ],
  processes: {
    nothing: { units: 60, hooks: 600, cpuMilliseconds, milliseconds: 2000, megabytes: 100 },
  },
});

describe('the goals of the model', () => {
  it('are hooks for each core, and what a hook costs among a thousand units', () => {
    expect(modelGoals(result(1.5, 4000)).map((goal) => [goal.figure, isMet(goal)])).toEqual([
      [150, true],
      [1.5, true],
    ]);
    expect(modelGoals(result(2.1, 5000)).map(isMet)).toEqual([false, false]);
  });

  it('that could not be measured are not met', () => {
    expect(modelGoals({ pure: [], processes: {} }).map(isMet)).toEqual([false, false]);
  });

  it('stand below the tables', () => {
    const lines = printModel(result(1, 3000)).split('\n');

    expect(lines).toContain('  1000   10000    1000        100  120');
    expect(lines).toContain('  nothing           600       300       200  100');
    expect(lines.at(-2)).toMatch(/hooks a second per core +200\.00 {3}at least 150\.00 {3}met$/);
    expect(lines.at(-1)).toMatch(/to 100 +1\.00 {3}at most 2\.00 {3}met$/);
  });
});

describe('a model without processes', () => {
  it('runs nine hooks for each of many units, and five for the one they are related to', async () => {
    expect(await settlePureModel(70)).toMatchObject({ units: 70, hooks: 9 * 70 + 5 });
  });
});
