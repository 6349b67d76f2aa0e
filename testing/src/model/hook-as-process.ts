import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SingleRun } from '@reactive-charms/emulator';
import { commitRun, hookDone } from '@reactive-charms/emulator/core';
import type { CharmArtefact, Hook, LogRecord, Model } from '@reactive-charms/emulator/core';
import { applicationOf, SETTABLE_STATUSES } from '@reactive-charms/juju';
import { refuseImpossible } from '../check/find-inconsistencies.ts';
import type { HookEvent } from '../events/on.ts';
import { parseHook } from '../events/parse-hook.ts';
import { resolveEvent } from '../events/resolve-event.ts';
import type { HookOptions } from '../run/run-hook.ts';
import { startingState } from '../run/run-unit.ts';
import { modelOf } from '../state/model-of.ts';
import { stateOf } from '../state/state-of.ts';
import type { Origin } from '../state/state-of.ts';
import type { UnitState } from '../unit-state.ts';
import { archiveOf } from './processes.ts';
import { createRecord } from './record.ts';
import type { ModelRecord } from './record.ts';
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
  const { jujuVersion } = options;
  const state = startingState(definition, {
    ...given,
    ...(jujuVersion === undefined ? {} : { agentVersion: jujuVersion }),
  });
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
    ...(options.faults ? { faults: options.faults } : {}),
  });
  try {
    const made = modelOf(definition, state, { ...moment, time: clock().toISOString() });
    const model = withCharm(made, state, await session.importCharm(archive));
    session.update(({ settings }) => ({ ...model, settings }));
    const before = session.model;
    // That the unit is there is no news.
    const shown = record.statusHistory(state.unit).length;
    const files = openUnitFiles(session, state);
    const interrupted = options.interrupted ?? state.interrupted ?? false;
    const prepare = async (): Promise<void> => files.place({ interrupted });
    const run = await session.runOnce(state.unit, { hook, prepare });
    const after = stateAfter({ run, hook, model: session.model }, { state, model: before });
    const left = { ...after, ...(await files.read(run.code === 0)) };
    return { ...left, ...describe(left, { run, hook, record, shown }) };
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
  readonly run: SingleRun;
  readonly hook: Hook;
  /** As it stands after the hook, without what waits for its end. */
  readonly model: Model;
}

/** What a hook that fails leaves is what has taken effect at once (C28). */
function stateAfter({ run, hook, model }: EndedHook, origin: Origin): UnitState {
  if (run.code !== 0) return stateOf(model, origin);
  const committed = commitRun(run.run)(model);
  const shows = hook.kind === 'relation' || hook.kind === 'storage';
  return stateOf(shows ? hookDone(origin.state.unit, hook)(committed) : committed, origin);
}

interface Ended {
  readonly run: SingleRun;
  readonly hook: Hook;
  readonly record: ModelRecord;
  /** How many statuses were shown before the hook. */
  readonly shown: number;
}

type Told = Pick<PlacedOutcome, 'state' | 'flags' | 'error' | 'logLines' | 'statusHistory'>;

function describe(state: UnitState, { run, hook, record, shown }: Ended): Told {
  const told = record.log.filter(({ module }) => module === `unit.${state.unit}.juju-log`);
  return {
    state,
    flags: Object.keys(state.memory?.flags ?? {}).sort(),
    logLines: told.flatMap(({ level, message }) => {
      if (level === 'TRACE') return [];
      // Charms of this kit never say it; those of others count as saying ERROR.
      return [{ level: level === 'CRITICAL' ? 'ERROR' : level, message }];
    }),
    statusHistory: record
      .statusHistory(state.unit)
      .slice(shown)
      .flatMap(({ status, message }) => {
        const settable = SETTABLE_STATUSES.find((name) => name === status);
        return settable ? [{ status: settable, message }] : [];
      }),
    ...(run.code === 0 ? {} : { error: new Error(explain(run, hook, told)) }),
  };
}

/** The charm says why in the log; the agent knows its exit code only. */
function explain({ code, signal }: SingleRun, hook: Hook, log: readonly LogRecord[]): string {
  const why = signal === undefined ? `exit status ${code}` : `signal: ${signal}`;
  const said = log.findLast(({ level }) => level === 'ERROR')?.message;
  return `hook "${hook.name}" failed: ${said ?? why}`;
}
