import { printGoal, printTable } from './goals.ts';
import type { Goal } from './goals.ts';
import { BARE_NODE, BARE_PYTHON, OPS, OURS, REFERENCE, UNITS } from './no-op-hook.ts';
import type { NoOpResult } from './no-op-hook.ts';
import type { Curve, SettlingResult } from './settling.ts';

/** All that one run of the benchmark measured. */
export interface BenchResult {
  readonly noOp: NoOpResult;
  readonly settling: SettlingResult;
}

/** The ratios by which the engine is judged. */
export function goalsOf({ noOp }: BenchResult): readonly Goal[] {
  const time = (name: string): number => noOp.times[name]?.milliseconds ?? Number.NaN;
  const memory = (name: string): number => noOp.times[name]?.megabytes ?? Number.NaN;
  const calls = (name: string, units: number): number =>
    noOp.calls[name]?.[String(units)] ?? Number.NaN;
  const [few, many] = UNITS;
  return [
    { name: 'time, to bare node', figure: time(OURS) / time(BARE_NODE), limit: 1.5 },
    { name: 'time, to charms.reactive', figure: time(OURS) / time(REFERENCE), limit: 1 / 5 },
    { name: 'time, to ops', figure: time(OURS) / time(OPS), limit: 1 / 3 },
    { name: 'memory, to bare node', figure: memory(OURS) / memory(BARE_NODE), limit: 1.3 },
    {
      name: 'hook tool calls, to charms.reactive',
      figure: calls(OURS, few) / calls(REFERENCE, few),
      limit: 1 / 3,
    },
    {
      name: `hook tool calls, ${many} units to ${few}`,
      figure: calls(OURS, many) / calls(OURS, few),
      limit: 1,
    },
  ];
}

/** The result as text. */
export function printResult(result: BenchResult): string {
  return [
    'A settled update-status: 60 handlers, 6 related endpoints of 3 units (medians)',
    ...noOpTable(result.noOp),
    '',
    'Ratios',
    ...goalsOf(result).map(printGoal),
    '',
    'Settling a chain of handlers (ms)',
    ...curveTable(result.settling.chain),
    '',
    'Settling many handlers of which ten match (ms)',
    ...curveTable(result.settling.fewMatch),
  ].join('\n');
}

function noOpTable({ times, calls }: NoOpResult): string[] {
  const rows = Object.entries(times).map(
    ([name, { milliseconds, megabytes, fastest, slowest }]) => [
      name,
      milliseconds.toFixed(1),
      `${fastest.toFixed(0)}-${slowest.toFixed(0)}`,
      megabytes.toFixed(0),
      ...UNITS.map((units) => String(calls[name]?.[String(units)] ?? '')),
    ],
  );
  const head = ['', 'ms', 'range', 'MB', ...UNITS.map((units) => `calls at ${units} units`)];
  return printTable([head, ...rows, bareRatio(times)]);
}

function bareRatio(times: NoOpResult['times']): string[] {
  const theirs = (times[REFERENCE]?.milliseconds ?? 0) / (times[BARE_PYTHON]?.milliseconds ?? 1);
  return [`(charms.reactive to its bare interpreter: ${theirs.toFixed(1)} x)`];
}

function curveTable({
  ours,
  reference,
}: {
  readonly ours: Curve;
  readonly reference: Curve;
}): string[] {
  const sizes = [...new Set([...Object.keys(ours), ...Object.keys(reference)])].sort(
    (a, b) => Number(a) - Number(b),
  );
  const row = (name: string, curve: Curve): string[] => [
    name,
    ...sizes.map((size) => curve[size]?.toFixed(1) ?? '-'),
  ];
  return printTable([['handlers', ...sizes], row(OURS, ours), row(REFERENCE, reference)]);
}
