import { freshUnit, relationState, runHook } from '@reactive-charms/testing';
import type { HookOptions, HookOutcome, RelationState, UnitState } from '@reactive-charms/testing';
import type { OptionValue, RelationId } from '@reactive-charms/juju';
import { entriesOf } from './entries.ts';
import { composeProgram } from './our-charm.ts';
import { UNIT } from './program.ts';
import type { Program } from './program.ts';
import { createRecorder } from './recorder.ts';
import type { RecordedRun } from './recorder.ts';
import type { HandlerTrace, HookTrace } from './trace.ts';
import { changed, play } from './world.ts';
import type { Step } from './world.ts';

/** What Juju itself writes into the databag of a unit that enters a relation. */
export const FIRST_BAG = { 'ingress-address': '192.0.2.1' };

/** What our engine made of a program. */
export interface OurRun {
  readonly trace: readonly HookTrace[];
  /** The program up to the hook that did not settle: after it the two engines go separate ways (R37). */
  readonly program: Program;
}

/** Plays a program on our engine, without processes. */
export async function runOurs(program: Program): Promise<OurRun> {
  const steps = play(program);
  if (steps === undefined) throw new Error(`program ${program.name} cannot happen`);
  const trace: HookTrace[] = [];
  let unit = freshUnit(UNIT);
  for (const [index, step] of steps.entries()) {
    const attempts = step.fails === undefined ? [undefined] : [step.fails, undefined];
    for (const fails of attempts) {
      const [hook, after] = await attempt(program, step, { unit, fails });
      trace.push(hook);
      unit = after;
      if (hook.isLoop) return { trace, program: upTo(program, index) };
      // Juju tries a failed hook again, and nothing is in the way then.
      if (hook.exit === 0) break;
    }
  }
  return { trace, program };
}

function upTo(program: Program, last: number): Program {
  return { ...program, events: program.events.slice(0, last + 1) };
}

interface Try {
  readonly unit: UnitState;
  readonly fails: string | undefined;
}

async function attempt(
  program: Program,
  step: Step,
  { unit, fails }: Try,
): Promise<[HookTrace, UnitState]> {
  const ran: RecordedRun[] = [];
  const charm = composeProgram(program, createRecorder(ran, fails));
  // What Juju could not bring about is played too: the two have to agree on it all the same.
  const options = { ...hookOptions(step), unchecked: true };
  const outcome = await runHook(charm, step.hook, asJujuKnows(step, unit), options);
  expectSameOrder(outcome, ran);
  return [plain({ ...traceOf(step, outcome), ran }), outcome.state];
}

/** A trace as the driver of the reference would send it, without views and missing members. */
function plain(trace: HookTrace): HookTrace {
  const copy: HookTrace = JSON.parse(JSON.stringify(trace));
  return copy;
}

/** The state of the unit before a hook: its own side as it left it, all else as the step says. */
export function asJujuKnows({ world, files, shared }: Step, unit: UnitState): UnitState {
  const { config, isLeader, relations } = world;
  const own = (id: RelationId): RelationState | undefined => unit.relations[id];
  const sides = entriesOf(relations).map(([id, side]): [RelationId, RelationState] => [
    id,
    {
      ...relationState(side.application, { published: FIRST_BAG }),
      ...own(id),
      units: side.units,
      applicationBag: side.applicationBag,
    },
  ]);
  return {
    ...unit,
    config: Object.fromEntries(
      Object.entries(config).filter((entry): entry is [string, OptionValue] => entry[1] !== null),
    ),
    isLeader,
    leaderData: changed(unit.leaderData, shared),
    relations: Object.fromEntries(sides),
    files: filesAfter(unit.files, files),
  };
}

function filesAfter(before: UnitState['files'], changes: Step['files']): UnitState['files'] {
  const after = new Map(Object.entries(before));
  for (const [path, content] of Object.entries(changes)) {
    if (content === null) after.delete(path);
    else after.set(path, { content, mode: 0o644 });
  }
  return Object.fromEntries(after);
}

/** What a hook is about, for the kit. */
export function hookOptions({ relation }: Step): HookOptions {
  if (relation === undefined) return {};
  const { id, unit, event } = relation;
  return {
    relationId: id,
    ...(unit === undefined ? {} : { remoteUnit: unit }),
    ...(event === 'changed' && unit === undefined ? { applicationData: true } : {}),
  };
}

function traceOf({ hook }: Step, { state, error }: HookOutcome): Omit<HookTrace, 'ran'> {
  return {
    hook,
    exit: error ? 1 : 0,
    isLoop: error?.message.includes('[FLAGS_LOOP]') ?? false,
    flags: state.memory?.flags ?? {},
    shared: state.leaderData,
    bags: Object.fromEntries(
      entriesOf(state.relations).map(([id, { published, publishedForApplication }]) => [
        id,
        { unit: published, application: publishedForApplication },
      ]),
    ),
    error: error ? (error.stack ?? error.message) : null,
  };
}

/** The handlers that the engine says it ran are those that ran. */
function expectSameOrder({ handlers }: HookOutcome, ran: readonly HandlerTrace[]): void {
  const said = handlers.map((id) => id.slice(id.indexOf('/') + 1)).join(' ');
  const did = ran
    .map(({ handler }) => handler)
    .filter((name) => !name.startsWith('trigger-'))
    .join(' ');
  // The handler that threw ran too, but is not among those that the engine says are done.
  if (said !== did && !did.startsWith(said)) {
    throw new Error(`the engine says that it ran ${said}, and ran ${did}`);
  }
}
