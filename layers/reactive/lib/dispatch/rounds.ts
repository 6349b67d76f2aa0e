import { monotonicMilliseconds } from '../clock.ts';
import { fault } from '../errors.ts';
import { flagConditionsHold } from '../handlers/conditions.ts';
import type { FlagTest } from '../handlers/conditions.ts';
import type { Handler } from '../handlers/handler.ts';
import { explainLoop } from './explain-loop.ts';
import type { HandlerRun, Round, Settling } from './settling.ts';
import { WaitingHandlers } from './waiting-handlers.ts';

/** Times that one handler may run in one hook; a chain of flags may be of any length. */
export const MAXIMUM_RUNS = 100;

/** Rounds at the end of a loop that its explanation looks at. */
const LOOP_WINDOW = 10;

/** What a round begins with. */
export interface RoundPlan {
  readonly name: string;
  /** Handlers to look at, in the order in which they would run. */
  readonly candidates: readonly Handler[];
  /** Handlers that are programs, to be asked whether they want to run; they run last. */
  readonly executables?: readonly Handler[];
  /** Flags that changed in the round before. */
  readonly changed?: ReadonlySet<string>;
}

/** What a round has led to. */
export interface RoundOutcome {
  /** False when no handler was due. */
  readonly isBusy: boolean;
  /** Flags that changed, also those that are again as they were. */
  readonly changed: ReadonlySet<string>;
  /** What the handlers returned, in order. */
  readonly results: readonly unknown[];
}

const NOTHING_HAPPENED: RoundOutcome = { isBusy: false, changed: new Set(), results: [] };

/** What a program printed that wants to run, and how many flags the round had cleared before. */
interface Answer {
  readonly output: string;
  readonly clears: number;
}

/** A round while it runs. */
interface OpenRound {
  readonly plan: RoundPlan;
  readonly runs: HandlerRun[];
  readonly dropped: string[];
  readonly changed: Set<string>;
  readonly results: unknown[];
  /** What the programs said when they were asked. */
  answers?: Map<Handler, Answer>;
  /** How many flags the round has cleared. */
  clears: number;
  waiting?: WaitingHandlers;
}

/** Runs rounds one after the other, and keeps what must be known from one to the next. */
export class Rounds {
  readonly #settling: Settling;
  readonly #isSet: FlagTest;
  readonly #clock: () => number;
  readonly #runs = new Map<string, number>();
  readonly #recent: Round[] = [];

  constructor(settling: Settling) {
    this.#settling = settling;
    this.#isSet = (flag) => settling.flags.isSet(flag);
    this.#clock = settling.clock ?? monotonicMilliseconds;
  }

  /**
   * Finds out which handlers are due, and runs them.
   * @throws whatever a handler throws, and DiagnosticsError when one is about to run once too often.
   */
  async run(plan: RoundPlan): Promise<RoundOutcome> {
    const allowed = plan.candidates.filter((handler) => this.#isAllowed(handler));
    const programs = plan.executables ?? [];
    if (allowed.length === 0 && programs.length === 0) return NOTHING_HAPPENED;
    const round: OpenRound = {
      plan,
      runs: [],
      dropped: [],
      changed: new Set(),
      results: [],
      clears: 0,
    };
    const mustAsk = programs.length > 0 || this.#settling.charm.schedule.watchingFiles.size > 0;
    const due = mustAsk ? await this.#findDue(allowed, programs, round) : allowed;
    round.waiting = new WaitingHandlers(due, this.#isSet);
    for (let handler = round.waiting.next(); handler; handler = round.waiting.next()) {
      const { binding } = handler;
      if (binding.kind === 'executable') await this.#runProgram(handler, binding.path, round);
      else await this.#runHandler(handler, round);
    }
    if (round.runs.length > 0) this.#report(round);
    return { isBusy: round.runs.length > 0, changed: round.changed, results: round.results };
  }

  /** True when all conditions hold but those over files, which cost more to test. */
  #isAllowed({ id, conditions }: Handler): boolean {
    if (!flagConditionsHold(conditions, this.#isSet)) return false;
    return !this.#settling.invoked.has(id) || conditions.every(({ kind }) => kind !== 'once');
  }

  /** Of the handlers whose other conditions hold, those whose files have changed; and programs. */
  async #findDue(
    allowed: readonly Handler[],
    programs: readonly Handler[],
    round: OpenRound,
  ): Promise<readonly Handler[]> {
    const { files, charm } = this.#settling;
    const { watchingFiles } = charm.schedule;
    const due: Handler[] = [];
    for (const handler of allowed) {
      const isDue = watchingFiles.has(handler)
        ? await this.#guard(handler, round, async () => files?.changed(handler))
        : true;
      if (isDue === true) due.push(handler);
    }
    for (const handler of programs) {
      const { binding } = handler;
      if (binding.kind !== 'executable') continue;
      if (await this.#ask(handler, binding.path, round)) due.push(handler);
    }
    return due;
  }

  async #runHandler(handler: Handler, round: OpenRound): Promise<void> {
    const { context, files, invoked } = this.#settling;
    const started = this.#begin(handler, round);
    try {
      round.results.push(await handler.run(context));
    } catch (error) {
      this.#report(round, handler.id);
      throw error;
    }
    this.#end(handler, round, started);
    files?.ran(handler);
    if (handler.conditions.some(({ kind }) => kind === 'once')) invoked.add(handler.id);
  }

  async #runProgram(handler: Handler, path: string, round: OpenRound): Promise<void> {
    const isStale = round.answers?.get(handler)?.clears !== round.clears;
    if (isStale && !(await this.#ask(handler, path, round))) {
      round.dropped.push(handler.id);
      return;
    }
    const output = round.answers?.get(handler)?.output ?? '';
    const started = this.#begin(handler, round);
    await this.#guard(handler, round, () => this.#settling.executables?.invoke(path, output));
    this.#end(handler, round, started);
  }

  /** Asks a program whether it wants to run; it may change flags already when it is asked. */
  async #ask(handler: Handler, path: string, round: OpenRound): Promise<boolean> {
    const { executables, flags } = this.#settling;
    const { name, changed = new Set() } = round.plan;
    const started = this.#clock();
    const test = async (): Promise<string | undefined> =>
      executables?.test(path, { name, changed });
    const output = await this.#guard(handler, round, test);
    if (flags.hasTransitions()) {
      this.#count(handler, round);
      this.#end(handler, round, started);
    }
    if (output === undefined) return false;
    round.answers ??= new Map();
    round.answers.set(handler, { output, clears: round.clears });
    return true;
  }

  #begin(handler: Handler, round: OpenRound): number {
    this.#count(handler, round);
    this.#settling.onRun(handler.id, round.plan.name);
    return this.#clock();
  }

  #count({ id }: Handler, round: OpenRound): void {
    const runs = this.#runs.get(id) ?? 0;
    if (runs >= MAXIMUM_RUNS) {
      if (round.runs.length > 0) this.#report(round);
      const { watchingFiles } = this.#settling.charm.schedule;
      const text = `the flags do not settle: handler '${id}' has run ${MAXIMUM_RUNS} times in one run of the charm, and is due again; these keep changing:`;
      throw fault('FLAGS_LOOP', [text, ...explainLoop(this.#recent, watchingFiles)].join('\n  '));
    }
    this.#runs.set(id, runs + 1);
  }

  #end({ id }: Handler, round: OpenRound, started: number): void {
    const transitions = this.#settling.flags.takeTransitions();
    round.runs.push({ id, transitions, milliseconds: roundToTenths(this.#clock() - started) });
    if (transitions.length === 0) return;
    for (const { flag, to } of transitions) {
      round.changed.add(flag);
      if (to === 'cleared') round.clears += 1;
    }
    for (const dropped of round.waiting?.note(transitions) ?? []) round.dropped.push(dropped.id);
  }

  /** Lets the record say in which handler the run ended. */
  async #guard<T>(handler: Handler, round: OpenRound, step: () => T): Promise<Awaited<T>> {
    try {
      return await step();
    } catch (error) {
      this.#report(round, handler.id);
      throw error;
    }
  }

  #report({ plan, runs, dropped }: OpenRound, failed?: string): void {
    const round = { name: plan.name, runs, dropped, ...(failed === undefined ? {} : { failed }) };
    this.#recent.push(round);
    if (this.#recent.length > LOOP_WINDOW) this.#recent.shift();
    this.#settling.onRound(round);
  }
}

function roundToTenths(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}
