import type { HookContext } from '@reactive-charms/juju';
import { monotonicMilliseconds } from '../clock.ts';
import type { CharmDefinition } from '../charm/charm.ts';
import type { Facts } from '../facts/facts.ts';
import { messageOf } from '../memory/files.ts';
import { EMPTY_MEMORY } from '../memory/memory.ts';
import type { Memory } from '../memory/memory.ts';
import type { FlightRecord } from '../record/flight-record.ts';
import { engineRounds } from '../record/origins.ts';
import { openRecordFile } from '../record/record-file.ts';
import type { RecordFile } from '../record/record-file.ts';
import { summarizeFailure, tellFailure } from './failure.ts';
import type { Log } from './log.ts';
import { nameRun } from './hook-run.ts';
import type { HookRun } from './hook-run.ts';
import type { Round } from './settling.ts';
import type { Opinion } from './status.ts';

/** What a flight is about. */
export interface FlightSources {
  readonly definition: CharmDefinition;
  readonly hook: HookContext;
  readonly log: Log;
}

/** Follows one run, for the flight record and for whoever has to be told of a failure. */
export class Flight {
  /** The hook, or `action NAME`. */
  readonly name: string;
  /** What the unit remembered at the start of the run. */
  memory: Memory | undefined;
  readonly #sources: FlightSources;
  readonly #startedAt = new Date();
  readonly #begun = monotonicMilliseconds();
  readonly #rounds: Round[] = [];
  readonly #opinions: Opinion[] = [];
  #facts: Facts | undefined;
  #place: string | undefined;
  #record: RecordFile | undefined;

  constructor(sources: FlightSources) {
    this.#sources = sources;
    this.name = nameRun(sources.hook.run);
  }

  /** What the run tells while it goes on, and the time that it takes for its start. */
  listeners(): Pick<
    HookRun,
    'clock' | 'onManaged' | 'onRound' | 'onFacts' | 'onOpinion' | 'onFailure'
  > {
    return {
      clock: () => this.#startedAt,
      onManaged: (transitions) => this.#rounds.push(...engineRounds(transitions)),
      onRound: (round) => this.#rounds.push(round),
      onFacts: (facts) => (this.#facts = facts),
      onOpinion: (opinion) => this.#opinions.push(opinion),
      onFailure: (place) => (this.#place = place),
    };
  }

  /** Opens the record; to be done before the run is noted as begun. */
  async openRecord(): Promise<void> {
    await this.#try(async () => {
      this.#record = await openRecordFile(this.#sources.hook.charmDirectory);
    });
  }

  /** Writes down the run. @param error why it failed; undefined when it did not. */
  async keepRecord(error?: string): Promise<void> {
    const record: FlightRecord = {
      hook: this.name,
      startedAt: this.#startedAt.toISOString(),
      milliseconds: monotonicMilliseconds() - this.#begun,
      rounds: this.#rounds,
      opinions: this.#opinions,
      ...(error === undefined ? {} : { error }),
    };
    await this.#try(async () => this.#record?.save(record));
  }

  /**
   * Tells the log and the record of a failure, with secrets masked.
   * @param run what failed, for example `hook install`.
   * @returns the failure in one line.
   */
  async tellFailure(run: string, error: unknown): Promise<string> {
    const failure = { error, place: this.#place };
    const mask = await this.#createMask();
    const summary = mask(summarizeFailure(failure));
    this.#sources.log.error(mask(tellFailure(run, failure)));
    await this.keepRecord(summary);
    return summary;
  }

  /** Secrets are those of the memory, and those that the run has read since. */
  async #createMask(): Promise<(text: string) => string> {
    const { maskPatterns, maskSecrets } = await import('../record/mask.ts');
    const { options } = this.#sources.definition;
    const before = this.memory ?? EMPTY_MEMORY;
    return (text) => {
      try {
        const masked = maskSecrets(text, { options, memory: before });
        if (this.#facts === undefined) return masked;
        const { config, leaderData, relations } = this.#facts;
        return maskSecrets(masked, {
          options,
          memory: { ...before, config, leaderData, relations },
        });
      } catch {
        // A damaged memory may be what has to be told.
        return maskPatterns(text);
      }
    };
  }

  /** Only debugging depends on the record, so it never fails a hook. */
  async #try(step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      this.#sources.log.debug(`the flight record cannot be kept: ${messageOf(error)}`);
    }
  }
}
