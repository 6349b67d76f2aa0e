import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { printGoal, printTable } from './goals.ts';
import type { Goal } from './goals.ts';

const run = promisify(execFile);
const PROGRAM = fileURLToPath(new URL('model/run.ts', import.meta.url));

/** A model that settled. */
export interface Settled {
  readonly units: number;
  readonly hooks: number;
  readonly cpuMilliseconds: number;
  /** Peak resident memory of the model's process. */
  readonly megabytes: number;
}

/** What the embedded model costs. */
export interface ModelResult {
  /** One unit related to many, by how many, without processes. */
  readonly pure: readonly Settled[];
  /** A shell charm with real processes, by what its program does. */
  readonly processes: Readonly<Record<string, Settled & { readonly milliseconds: number }>>;
}

const SIZES = [10, 100, 1000] as const;

/** Hooks with processes: enough that starting and ending the session count for little. */
const UNITS = 60;

/** What the charm of the goal does. */
const TRIVIAL = 'nothing';

/** Measures the embedded model; nothing but a POSIX system is needed. */
export async function measureModel(): Promise<ModelResult> {
  const pure: Settled[] = [];
  for (const units of SIZES) pure.push(await settle('pure', units));
  const processes: Record<string, ModelResult['processes'][string]> = {};
  for (const program of [TRIVIAL, 'one hook tool']) {
    processes[program] = await settle(program, UNITS);
  }
  return { pure, processes };
}

async function settle(what: string, units: number): Promise<ModelResult['processes'][string]> {
  const { stdout } = await run('node', ['--import', 'tsx', PROGRAM, what, String(units)]);
  return JSON.parse(stdout);
}

/** What the model is judged by. */
export function modelGoals({ pure, processes }: ModelResult): readonly Goal[] {
  const trivial = processes[TRIVIAL];
  const rate = trivial ? perCore(trivial) : Number.NaN;
  const [few, many] = [pure.at(1), pure.at(-1)].map((settled) =>
    settled ? microsecondsAHook(settled) : Number.NaN,
  );
  const growth = (many ?? Number.NaN) / (few ?? Number.NaN);
  return [
    { name: 'hooks a second per core', figure: rate, limit: 150, isLeast: true },
    { name: 'cost of a hook, 1,000 units to 100', figure: growth, limit: 2 },
  ];
}

/** The result as text. */
export function printModel(result: ModelResult): string {
  return [
    'The embedded model without processes: one unit related to many',
    ...printTable([
      ['units', 'hooks', 'CPU ms', 'µs a hook', 'MB'],
      ...result.pure.map((settled) => [
        String(settled.units),
        String(settled.hooks),
        settled.cpuMilliseconds.toFixed(0),
        microsecondsAHook(settled).toFixed(0),
        settled.megabytes.toFixed(0),
      ]),
    ]),
    '',
    `The embedded model with processes: a shell charm, ${UNITS} units related to one`,
    ...printTable([
      ['each hook does', 'hooks', 'a second', 'per core', 'MB'],
      ...Object.entries(result.processes).map(([program, settled]) => [
        program,
        String(settled.hooks),
        ((settled.hooks / settled.milliseconds) * 1000).toFixed(0),
        perCore(settled).toFixed(0),
        settled.megabytes.toFixed(0),
      ]),
    ]),
    '',
    ...modelGoals(result).map(printGoal),
  ].join('\n');
}

/** Hooks in each second of a core that was used. */
function perCore({ hooks, cpuMilliseconds }: Settled): number {
  return (hooks / cpuMilliseconds) * 1000;
}

function microsecondsAHook({ hooks, cpuMilliseconds }: Settled): number {
  return (cpuMilliseconds / hooks) * 1000;
}
