import { kitGoals, printKit } from './kit.ts';
import type { KitResult } from './kit.ts';

/** What the benchmark makes of what it measured of the kit. `npm run bench` is the benchmark itself. */

const RESULT: KitResult = {
  hook: { ours: 1.234, theirs: 3.1 },
  load: { ours: 61, theirs: 140 },
  scale: [
    { workers: 10, hooks: 500, seconds: 0.5, processorSeconds: 0.6, megabytes: 140 },
    { workers: 1000, hooks: 40_000, seconds: 50, processorSeconds: 45, megabytes: 900 },
  ],
};

describe('the goals of the kit', () => {
  it('are about a hook, the import, and a thousand workers', () => {
    expect(kitGoals(RESULT).map(({ name, figure, limit }) => [name, figure, limit])).toEqual([
      ['runHook', 1.234, 2],
      ['import of the kit', 61, 60],
      ['1 master and 1000 workers, in one process', 50, 60],
    ]);
  });
});

describe('the figures of the kit', () => {
  const lines = printKit(RESULT)
    .split('\n')
    .map((line) => line.trim().replaceAll(/ +/g, ' '));

  it('stand beside those of ops.testing', () => {
    expect(lines).toEqual(expect.arrayContaining(['one hook 1.23 3.10', 'import 61 140']));
  });

  it('tell what a hook costs in models of each size', () => {
    expect(lines).toEqual(
      expect.arrayContaining(['10 500 0.5 0.6 1.00 140', '1000 40000 50.0 45.0 1.25 900']),
    );
  });

  it('say of each goal whether it is met', () => {
    expect(lines.filter((line) => line.endsWith('met') || line.endsWith('NOT MET'))).toEqual([
      'runHook 1.23 at most 2.00 ms met',
      'import of the kit 61.00 at most 60.00 ms NOT MET',
      '1 master and 1000 workers, in one process 50.00 at most 60.00 s met',
    ]);
  });
});
