import { join, resolve } from 'node:path';
import { unitTag, userError } from '@reactive-charms/juju';
import type { LogRecord } from '../events.ts';
import type { Model } from '../model.ts';
import type { Session, SessionOptions, SettleReport } from '../session.ts';
import type { Transition } from '../transitions/transition.ts';
import type { Surroundings } from './command.ts';
import { PROGRAM } from './help.ts';
import { formatLogRecord } from './log-lines.ts';
import { createProgress } from './progress.ts';

/** The folder of the model: `.juju-local`, or what JUJU_LOCAL_DIR says. */
export function modelDirectory({ environment, cwd }: Surroundings): string {
  const named = environment['JUJU_LOCAL_DIR'] ?? '';
  return named === '' ? join(cwd, '.juju-local') : resolve(cwd, named);
}

/**
 * Reads the model without changing it.
 * @throws DiagnosticsError when there is none.
 */
export async function readModel(surroundings: Surroundings): Promise<Model> {
  const directory = modelDirectory(surroundings);
  const model = await surroundings.models.read(directory);
  if (model !== undefined) return model;
  throw noModel(directory);
}

/** How to open a session, beside its folder and its events. */
export interface RunOptions extends Omit<SessionOptions, 'directory' | 'onEvent'> {
  /** Whether a new model may be made. @default false */
  readonly mayCreate?: boolean;
}

/** Opens the model, shows its progress while some work is done, and closes it in any case. */
export async function withSession<Result>(
  surroundings: Surroundings,
  options: RunOptions,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  const directory = modelDirectory(surroundings);
  const { mayCreate = false, ...rest } = options;
  if (!mayCreate && (await surroundings.models.read(directory)) === undefined) {
    throw noModel(directory);
  }
  const progress = createProgress(surroundings.writer, surroundings.now);
  const timer = setInterval(() => progress.tick(), 200);
  try {
    const session = await surroundings.models.open({
      ...rest,
      directory,
      onEvent: (event) => progress.handle(event),
    });
    try {
      return await work(session);
    } finally {
      progress.end();
      await session.close();
    }
  } finally {
    clearInterval(timer);
    progress.end();
  }
}

/** Runs agents until they are idle and reports. @returns the exit code: 1 when a unit is in error. */
export async function settle(surroundings: Surroundings, session: Session): Promise<number> {
  const report = await session.settle();
  surroundings.writer.live([]);
  if (report.hooks > 0) {
    const hooks = report.hooks === 1 ? '1 hook' : `${report.hooks} hooks`;
    surroundings.writer.note(`ran ${hooks} in ${(report.milliseconds / 1000).toFixed(1)} s`);
  }
  return reportFailures(surroundings, session, report);
}

const LINES_OF_LOG = 15;
const OPERATIONS = 'juju.worker.uniter.operation';

/** The end of a unit's log since the operation before the last. */
function lastRun(records: readonly LogRecord[]): LogRecord[] {
  const before = records.slice(0, -1).findLastIndex(({ module }) => module === OPERATIONS);
  return records
    .slice(before + 1)
    .filter(({ level }) => level !== 'TRACE')
    .slice(-LINES_OF_LOG);
}

/** Says which units stand in error, shows the end of their logs, and what to do. */
export async function reportFailures(
  surroundings: Surroundings,
  session: Session,
  report: SettleReport,
): Promise<number> {
  const { writer, models } = surroundings;
  if (report.inError.length === 0) return 0;
  const log = await models.readLog(session.directory);
  for (const { unit, hook } of report.inError) {
    const now = report.failures.find((failure) => failure.unit === unit);
    const how = now === undefined ? 'failed earlier' : `failed with exit code ${now.exitCode}`;
    writer.error(`unit ${unit} is in error: hook ${hook} ${how}`);
    const lines = lastRun(log.filter(({ entity }) => entity === unitTag(unit)));
    for (const record of lines) writer.note(`  ${formatLogRecord(record)}`);
    writer.note(
      `  fix: correct the charm, "${PROGRAM} refresh ${session.model.units[unit]?.application ?? ''} --path FILE", ` +
        `then "${PROGRAM} resolved ${unit}" (see also "${PROGRAM} debug-log --include ${unit}")`,
    );
  }
  return 1;
}

function noModel(directory: string): Error {
  return userError('MODEL_NOT_FOUND', `there is no model in ${directory}`, {
    fix: `make one with "${PROGRAM} deploy BUNDLE", or go to its folder`,
  });
}

/**
 * Changes the model, runs agents until they are idle and reports.
 * @returns the exit code.
 */
export async function changeModel(
  surroundings: Surroundings,
  transition: Transition,
): Promise<number> {
  return withSession(surroundings, {}, async (session) => {
    session.update(transition);
    return settle(surroundings, session);
  });
}
