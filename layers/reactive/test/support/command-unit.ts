import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../../lib/command/reactive-command.ts';
import type { CharmDefinition } from '../../lib/index.ts';
import { openMemoryFile } from '../../lib/memory/memory-file.ts';
import { EMPTY_MEMORY } from '../../lib/memory/memory.ts';
import type { Memory } from '../../lib/memory/memory.ts';
import type { FlightRecord } from '../../lib/record/flight-record.ts';
import { openRecordFile } from '../../lib/record/record-file.ts';

/** What a call of the command has led to. */
export interface CommandOutcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** When the commands of these tests are given. */
export const NOW = '2026-01-02T03:10:05.000Z';

/** A unit on disk, on which the command is run within this process. */
export class CommandUnit {
  readonly charmDirectory: string;
  readonly #definition: CharmDefinition;

  private constructor(definition: CharmDefinition, charmDirectory: string) {
    this.#definition = definition;
    this.charmDirectory = charmDirectory;
  }

  static async create(definition: CharmDefinition): Promise<CommandUnit> {
    const root = await mkdtemp(join(tmpdir(), 'unit-'));
    await mkdir(join(root, 'charm'));
    return new CommandUnit(definition, join(root, 'charm'));
  }

  /** Lets the unit remember something, as after a hook. */
  async remember(memory: Partial<Memory>): Promise<void> {
    const store = openMemoryFile(this.charmDirectory);
    await store.save({ ...EMPTY_MEMORY, ...memory }, { finished: true });
  }

  async memory(): Promise<Memory | undefined> {
    return (await openMemoryFile(this.charmDirectory).load()).memory;
  }

  /** True when the next hook will rely on nothing that is remembered. */
  async isInDoubt(): Promise<boolean> {
    return (await openMemoryFile(this.charmDirectory).load()).interrupted;
  }

  /** Lets the unit have had hooks. */
  async record(...records: readonly FlightRecord[]): Promise<void> {
    for (const record of records) await (await openRecordFile(this.charmDirectory)).save(record);
  }

  async run(...args: readonly string[]): Promise<CommandOutcome> {
    return this.runIn({}, ...args);
  }

  /** Runs the command with these variables in its environment, beside PATH. */
  async runIn(environment: NodeJS.ProcessEnv, ...args: readonly string[]): Promise<CommandOutcome> {
    const outcome = { code: 0, stdout: '', stderr: '' };
    outcome.code = await runCommand(
      {
        definition: this.#definition,
        charmDirectory: this.charmDirectory,
        environment: { PATH: process.env['PATH'], ...environment },
        now: () => new Date(NOW),
        print: (text) => (outcome.stdout += text),
        complain: (text) => (outcome.stderr += text),
      },
      args,
    );
    return outcome;
  }

  async remove(): Promise<void> {
    await rm(join(this.charmDirectory, '..'), { recursive: true });
  }
}
