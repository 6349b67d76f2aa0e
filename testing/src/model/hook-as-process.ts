import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SingleRun } from '@reactive-charms/emulator';
import type { CharmArtefact, Hook, LogRecord, Model } from '@reactive-charms/emulator/core';
import { applicationOf } from '@reactive-charms/juju';
import { refuseImpossible } from '../check/find-inconsistencies.ts';
import type { HookEvent } from '../events/on.ts';
import { parseHook } from '../events/parse-hook.ts';
import { resolveEvent } from '../events/resolve-event.ts';
import type { LogLine } from '../run/record.ts';
import type { HookOptions } from '../run/run-hook.ts';
import { notApplied, startingState } from '../run/run-unit.ts';
import { modelOfRun, stateAfterRun } from '../run/unit-context.ts';
import { flagsOf, settableStatus, stateOf } from '../state/state-of.ts';
import type { Origin } from '../state/state-of.ts';
import type { UnitState } from '../unit-state.ts';
import { archiveOf } from './processes.ts';
import { createRecord } from './record.ts';
import type { PlacedCharm, PlacedOutcome } from './run-hook-on.ts';
import { openUnitFiles } from './unit-files.ts';

/** The state before a hook, and how to run it. */
interface Scenario {
  readonly state: UnitState;
  readonly options: HookOptions;
}

/** Runs one hook of a built charm as a process, on a machine that holds what the state says. */
export async function runHookAsProcess(
  charm: PlacedCharm,
  event: string | HookEvent,
  { state: given, options }: Scenario,
): Promise<PlacedOutcome> {
  const { definition } = charm;
  const about = typeof event === 'string' ? parseHook(event, options) : event;
  const { jujuVersion, faults } = options;
  const state = startingState(definition, given);
  refuseImpossible(definition, about, state, options);
  const { hook, moment } = resolveEvent(about, state);
  const clock = options.clock ?? ((): Date => new Date());
  const archive = await archiveOf(definition.name, charm);
  const { openSession } = await import('@reactive-charms/emulator');
  const directory = await mkdtemp(join(tmpdir(), 'charm-hook-'));
  const record = createRecord();
  const session = await openSession({
    directory,
    clock,
    onEvent: record.note,
    containers: 'stand-in',
    ...(faults ? { faults } : {}),
  });
  try {
    const told = jujuVersion === undefined ? {} : { jujuVersion };
    const made = modelOfRun({ charm: definition, state, moment, clock, ...told });
    const model = withCharm(made, state, await session.importCharm(archive));
    session.update(({ settings }) => ({ ...model, settings }));
    const before = session.model;
    // That the unit is there is no news.
    const shown = record.statusHistory(state.unit).length;
    const files = openUnitFiles(session, state);
    const interrupted = options.interrupted ?? state.interrupted ?? false;
    const prepare = async (): Promise<void> => files.place({ interrupted });
    const run = await session.runOnce(state.unit, { hook, prepare });
    const log = record.log.filter(({ module }) => module === `unit.${state.unit}.juju-log`);
    const failure = run.code === 0 ? undefined : explain(run, hook, log);
    const { after, error } = commit(
      { run: run.run, model: session.model, failure },
      { state, model: before },
    );
    const left = { ...after, ...(await files.read(error === undefined)) };
    return {
      ...left,
      state: left,
      flags: flagsOf(left.memory),
      logLines: linesOf(log),
      statusHistory: record.statusHistory(state.unit).slice(shown).flatMap(settableStatus),
      ...(error ? { error } : {}),
    };
  } finally {
    await session.destroy({ force: true });
    await rm(directory, { recursive: true, force: true });
  }
}

/** The model with the charm that is there in the place of the one that was made up. */
function withCharm(model: Model, { unit }: UnitState, charm: CharmArtefact): Model {
  const application = model.applications[applicationOf(unit)];
  if (!application) return model;
  const applications = { ...model.applications, [application.name]: { ...application, charm } };
  return { ...model, applications };
}

interface EndedHook {
  readonly run: SingleRun['run'];
  /** As it stands after the hook, without what waits for its end. */
  readonly model: Model;
  readonly failure: Error | undefined;
}

interface Committed {
  readonly after: UnitState;
  readonly error: Error | undefined;
}

/** What a hook that fails leaves is what has taken effect at once (C28). */
function commit({ run, model, failure }: EndedHook, origin: Origin): Committed {
  if (failure) return { after: stateOf(model, origin), error: failure };
  try {
    return { after: stateAfterRun(run, model, origin), error: undefined };
  } catch (cause) {
    return { after: stateOf(model, origin), error: notApplied(cause) };
  }
}

function linesOf(log: readonly LogRecord[]): LogLine[] {
  return log.flatMap(({ level, message }) => {
    if (level === 'TRACE') return [];
    // Charms of this kit never say it; those of others count as saying ERROR.
    return [{ level: level === 'CRITICAL' ? 'ERROR' : level, message }];
  });
}

/** The charm says why in the log; the agent knows its exit code only. */
function explain({ code, signal }: SingleRun, hook: Hook, log: readonly LogRecord[]): Error {
  const why = signal === undefined ? `exit status ${code}` : `signal: ${signal}`;
  const said = log.findLast(({ level }) => level === 'ERROR')?.message;
  return new Error(`hook "${hook.name}" failed: ${said ?? why}`);
}
