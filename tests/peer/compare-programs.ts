import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareTraces, compareWays } from './compare.ts';
import { generateProgram } from './generate.ts';
import type { Program } from './program.ts';
import { layDownTools } from './real-tools.ts';
import { Reference } from './reference.ts';
import type { Finding } from './report.ts';
import { runOurs } from './run-ours.ts';
import { bundleCharm, runProcesses } from './run-process.ts';
import { shrinkProgram } from './shrink.ts';
import type { HookTrace } from './trace.ts';

/** What the comparison works with. */
export interface Peers {
  /** The Python that has the reference. */
  readonly python: string;
  /** Processes of the reference that run side by side. */
  readonly processes: number;
}

/** What a comparison came to. */
export interface Outcome {
  /** The first program on which the engines differ, made small. */
  readonly finding?: Finding;
  readonly summary: string;
}

/** Plays programs on both engines until they differ. */
export async function comparePrograms(names: readonly string[], peers: Peers): Promise<Outcome> {
  const tally = new Tally();
  const finding = await inTurns(names, peers, async (name, reference) => {
    const found = await playBoth(generateProgram(name), reference, tally);
    return found && makeSmall(found, async (smaller) => playBoth(smaller, reference));
  });
  return { summary: tally.toString(), ...(finding ? { finding } : {}) };
}

/**
 * Plays programs on both engines with executables for the hook tools, and our charm as a process: each
 * engine must do the same as with functions in their place.
 */
export async function compareWithRealTools(
  names: readonly string[],
  peers: Peers,
): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'peer-tools-'));
  const tools = join(folder, 'tools');
  const inMemory = new Reference(peers.python);
  try {
    await layDownTools(tools, peers.python);
    const bundle = await bundleCharm(folder);
    let hooks = 0;
    const compare = async (
      program: Program,
      reference: Reference,
    ): Promise<Finding | undefined> => {
      const { trace, program: played } = await runOurs(program);
      const [ours, theirs, memory] = await Promise.all([
        runProcesses(played, { bundle, tools }),
        reference.run(played),
        inMemory.run(played),
      ]);
      hooks += theirs.length;
      const our = compareWays(trace, ours, (index) => index === ours.length - 1);
      if (our) return { program: played, mismatch: our, sides: WAYS, ours: trace, theirs: ours };
      const their = compareWays(memory, theirs);
      return their && { program: played, mismatch: their, sides: WAYS, ours: memory, theirs };
    };
    const finding = await inTurns(names, { ...peers, tools }, async (name, reference) =>
      compare(shortened(generateProgram(name)), reference),
    );
    const summary = `${names.length} programs do the same with executables for the hook tools: ${hooks} hooks`;
    return { summary, ...(finding ? { finding } : {}) };
  } finally {
    inMemory.close();
    await rm(folder, { recursive: true });
  }
}

const WAYS = ['With functions for the hook tools', 'With executables'] as const;

/** Every hook costs some dozens of processes. */
const REAL_EVENTS = 8;

function shortened(program: Program): Program {
  return { ...program, events: program.events.slice(0, REAL_EVENTS) };
}

/** Lets some processes of the reference work on programs until one of them has a finding. */
async function inTurns(
  names: readonly string[],
  { python, processes, tools }: Peers & { readonly tools?: string },
  examine: (name: string, reference: Reference) => Promise<Finding | undefined>,
): Promise<Finding | undefined> {
  const references = Array.from({ length: processes }, () => new Reference(python, tools));
  const rest = [...names];
  let finding: Finding | undefined;
  const work = async (reference: Reference): Promise<void> => {
    for (let name = rest.shift(); name !== undefined && !finding; name = rest.shift()) {
      const found = await examine(name, reference).catch((error: unknown) => {
        throw new Error(`program ${name} could not be compared`, { cause: error });
      });
      finding ??= found;
    }
  };
  try {
    await Promise.all(references.map(work));
  } finally {
    references.forEach((reference) => reference.close());
  }
  return finding;
}

/** Plays a program on both engines. @returns what they differ in, if they do. */
async function playBoth(
  program: Program,
  reference: Reference,
  tally?: Tally,
): Promise<Finding | undefined> {
  const { trace: ours, program: played } = await runOurs(program);
  const theirs = await reference.run(played);
  tally?.add(ours, theirs);
  const mismatch = compareTraces(played, ours, theirs);
  return mismatch && { program: played, mismatch, ours, theirs };
}

async function makeSmall(
  found: Finding,
  again: (program: Program) => Promise<Finding | undefined>,
): Promise<Finding> {
  let smallest = found;
  await shrinkProgram(found.program, async (smaller) => {
    const still = await again(smaller);
    smallest = still ?? smallest;
    return still !== undefined;
  });
  return smallest;
}

/** Counts what was compared. */
class Tally {
  #programs = 0;
  #hooks = 0;
  #runs = 0;
  #failures = 0;
  #loops = 0;
  readonly #effective = new Map<string, number>();

  add(ours: readonly HookTrace[], theirs: readonly HookTrace[]): void {
    this.#programs += 1;
    this.#hooks += theirs.length;
    this.#failures += theirs.filter(({ exit }) => exit !== 0).length;
    this.#runs += theirs.reduce((sum, { ran }) => sum + ran.length, 0);
    if (ours.some(({ isLoop }) => isLoop)) this.#loops += 1;
    for (const row of new Set(theirs.flatMap(({ effective = [] }) => effective))) {
      this.#effective.set(row, (this.#effective.get(row) ?? 0) + 1);
    }
  }

  toString(): string {
    const rows = [...this.#effective]
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map(([row, count]) => `${row} in ${count}`);
    return [
      `${this.#programs} programs agree: ${this.#hooks} hooks, ${this.#failures} of them failed; ${this.#runs} runs of handlers`,
      `differences that took effect: R37 in ${this.#loops} programs, ${rows.join(', ')}`,
    ].join('\n');
  }
}
