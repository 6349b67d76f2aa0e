import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** One run of a program. */
export interface Sample {
  readonly milliseconds: number;
  /** Peak resident memory, of the program or of one that it started. */
  readonly megabytes: number;
}

/** A program to measure. */
export interface Subject {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** What the runs of one program have in common. */
export interface Measurement {
  readonly milliseconds: number;
  readonly megabytes: number;
  readonly fastest: number;
  readonly slowest: number;
}

/**
 * Runs programs in turn, so that whatever else the machine does meets all of them alike.
 * @param measure the native program that measures.
 * @returns the medians, by the programs' names.
 * @throws Error when a program fails.
 */
export async function measureAll(
  subjects: readonly Subject[],
  { measure, runs }: { readonly measure: string; readonly runs: number },
): Promise<ReadonlyMap<string, Measurement>> {
  const samples = new Map(subjects.map(({ name }) => [name, new Array<Sample>()]));
  for (let round = 0; round < runs; round += 1) {
    for (const subject of subjects) {
      samples.get(subject.name)?.push(await runOnce(subject, measure));
    }
  }
  return new Map([...samples].map(([name, list]) => [name, summarize(list)]));
}

/** Runs a program once. @throws Error when it fails. */
export async function runOnce(subject: Subject, measure: string): Promise<Sample> {
  const { stdout } = await run(measure, subject.command, {
    cwd: subject.directory,
    env: subject.environment,
  });
  const [wall = 0, memory = 0, code = 1] = stdout.trim().split(' ').map(Number);
  if (code !== 0) {
    throw new Error(`${subject.name} exited with ${code}: ${subject.command.join(' ')}`);
  }
  return { milliseconds: wall / 1000, megabytes: memory / 1024 };
}

function summarize(samples: readonly Sample[]): Measurement {
  const times = samples.map(({ milliseconds }) => milliseconds);
  return {
    milliseconds: median(times),
    megabytes: median(samples.map(({ megabytes }) => megabytes)),
    fastest: Math.min(...times),
    slowest: Math.max(...times),
  };
}

/** The middle of some numbers. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}
