import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { bundleProgram } from './bundle-program.ts';
import { printTable } from './goals.ts';
import type { Goal } from './goals.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PROGRAM = fileURLToPath(new URL('kit-model.ts', import.meta.url));

/** The Contrail bundle with some workers, settled in one process. */
export interface ScaleRow {
  readonly workers: number;
  readonly hooks: number;
  readonly seconds: number;
  /** Of the processor; on a busy machine less than what passed. */
  readonly processorSeconds: number;
  readonly megabytes: number;
}

/** Numbers of workers to settle with. */
const SIZES: readonly number[] = [10, 100, 1000];

/**
 * Settles the bundle with charms as functions, each size in a process of its own, on plain Node.js.
 * @param folder an empty folder.
 * @throws Error when a unit does not become active.
 */
export async function measureScale(
  folder: string,
  sizes: readonly number[] = SIZES,
): Promise<readonly ScaleRow[]> {
  const program = join(folder, 'kit-model.mjs');
  await bundleProgram(PROGRAM, program);
  const rows: ScaleRow[] = [];
  for (const size of sizes) {
    const { stdout } = await run('node', [program, String(size)], { cwd: ROOT });
    rows.push(readRow(stdout));
  }
  return rows;
}

function readRow(line: string): ScaleRow {
  const figures = line.trim().split(' ').map(Number);
  const [workers = 0, hooks = 0, seconds = 0, processorSeconds = 0, megabytes = 0] = figures;
  return { workers, hooks, seconds, processorSeconds, megabytes };
}

/** What the scale is judged by. */
export function scaleGoals(rows: readonly ScaleRow[]): readonly Goal[] {
  return rows
    .filter(({ workers }) => workers === 1000)
    .map(({ workers, seconds }) => ({
      name: `1 master and ${workers} workers, in one process`,
      figure: seconds,
      unit: 's',
      limit: 60,
    }));
}

/** The rows as text. */
export function scaleTable(rows: readonly ScaleRow[]): readonly string[] {
  const head = ['workers', 'hooks', 's', 's of processor', 'ms a hook', 'MB'];
  const lines = rows.map(({ workers, hooks, seconds, processorSeconds, megabytes }) => [
    String(workers),
    String(hooks),
    seconds.toFixed(1),
    processorSeconds.toFixed(1),
    ((seconds / hooks) * 1000).toFixed(2),
    megabytes.toFixed(0),
  ]);
  return printTable([head, ...lines]);
}
