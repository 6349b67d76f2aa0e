import { isMet } from './goals.ts';
import { median } from './measure.ts';
import { BARE_NODE, BARE_PYTHON, OPS, OURS, REFERENCE } from './no-op-hook.ts';
import { goalsOf, printResult } from './report.ts';
import type { BenchResult } from './report.ts';

/** What the benchmark makes of its measurements. `npm run bench` is the benchmark itself. */

const taking = (milliseconds: number, megabytes = 40): BenchResult['noOp']['times'][string] => ({
  milliseconds,
  megabytes,
  fastest: milliseconds - 1,
  slowest: milliseconds + 1,
});

const RESULT: BenchResult = {
  noOp: {
    times: {
      [BARE_NODE]: taking(40),
      [BARE_PYTHON]: taking(10),
      [OURS]: taking(50, 50),
      [REFERENCE]: taking(200),
      [OPS]: taking(200),
    },
    calls: {
      [OURS]: { 3: 2, 500: 2 },
      [REFERENCE]: { 3: 28, 500: 28 },
      [OPS]: { 3: 33, 500: 3015 },
    },
  },
  settling: {
    chain: { ours: { 10: 1.25, 1000: 9 }, reference: { 10: 2 } },
    fewMatch: { ours: { 10: 1 }, reference: { 10: 2, 100: 11.5 } },
  },
};

describe('a median', () => {
  it.each<readonly [number, readonly number[]]>([
    [2, [3, 1, 2]],
    [2.5, [4, 1, 3, 2]],
    [10, [9, 100, 10]],
    [7, [7]],
    [0, []],
  ])('is %d of %j', (expected, numbers) => {
    expect(median(numbers)).toBe(expected);
  });

  it('leaves the numbers in their order', () => {
    const numbers = [3, 1, 2];
    median(numbers);
    expect(numbers).toEqual([3, 1, 2]);
  });
});

describe('the goals', () => {
  it('are ratios of medians, of peak memory and of hook tool calls', () => {
    expect(goalsOf(RESULT).map(({ name, figure }) => [name, figure])).toEqual([
      ['time, to bare node', 1.25],
      ['time, to charms.reactive', 0.25],
      ['time, to ops', 0.25],
      ['memory, to bare node', 1.25],
      ['hook tool calls, to charms.reactive', 2 / 28],
      ['hook tool calls, 500 units to 3', 1],
    ]);
  });

  it('that could not be measured are not met', () => {
    const { settling } = RESULT;
    const nothing = { noOp: { times: {}, calls: {} }, settling };
    expect(goalsOf(nothing).filter(isMet)).toEqual([]);
    expect(printResult(nothing).match(/NOT MET/g)).toHaveLength(6);
  });
});

describe('the table', () => {
  const lines = printResult(RESULT).split('\n');
  const lineOf = (start: string): string =>
    lines
      .find((line) => line.trim().startsWith(start))
      ?.replaceAll(/ {2,}/g, '  ')
      .trim() ?? '';

  it('has time, range, memory and hook tool calls of each program', () => {
    expect(lineOf(OURS)).toBe(`${OURS}  50.0  49-51  50  2  2`);
    expect(lineOf(OPS)).toBe(`${OPS}  200.0  199-201  40  33  3015`);
    expect(lineOf(BARE_NODE)).toBe(`${BARE_NODE}  40.0  39-41  40`);
    expect(lineOf('(charms.reactive')).toContain('20.0 x');
  });

  it('says of each goal whether it is met', () => {
    expect(lineOf('time, to bare node')).toBe('time, to bare node  1.25  at most 1.50  met');
    expect(lineOf('time, to charms.reactive')).toContain('0.25  at most 0.20  NOT MET');
  });

  it('has a column for each size that one of the two can do', () => {
    const chain = lines.indexOf('Settling a chain of handlers (ms)');
    expect(lines.slice(chain + 1, chain + 4)).toEqual([
      '  handlers                10  1000',
      '  this framework         1.3   9.0',
      '  charms.reactive 1.5.3  2.0     -',
    ]);
  });

  it('has its columns one below the other', () => {
    const [head = '', ...rows] = lines.slice(1, 7);
    const end = head.indexOf('MB') + 'MB'.length;
    expect(rows.slice(0, 5).map((row) => /\d$/.test(row.slice(0, end)))).toEqual(
      Array.from({ length: 5 }, () => true),
    );
  });
});
