import { join, resolve } from 'node:path';
import { unitTag, userError } from '@reactive-charms/juju';
import type { LogRecord, ModelEvent } from '../events.ts';
import type { Model } from '../model.ts';
import type { Session, SessionOptions, SettleReport } from '../session.ts';
import type { Transition } from '../transitions/transition.ts';
import type { Surroundings } from './command.ts';
import { PROGRAM } from './help.ts';
import { orInterrupted } from './interruption.ts';
import { formatLogRecord } from './log-lines.ts';
import { rememberFolder, rememberParts } from './model-folder.ts';
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

/**
 * Opens the model, shows its progress while some work is done, and closes it in any case. When the
 * work fails before it has changed the model, the folder is as it was: there is no new model then.
 */
export async function withSession<Result>(
  surroundings: Surroundings,
  options: RunOptions,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  const directory = modelDirectory(surroundings);
  const { mayCreate = false, ...rest } = options;
  const before = await surroundings.models.read(directory);
  if (!mayCreate && before === undefined) throw noModel(directory);
  const restore = before === undefined ? await rememberFolder(directory) : undefined;
  const progress = createProgress(surroundings.writer, surroundings.now);
  const announcement = createAnnouncement(progress, { isHeld: before === undefined });
  const timer = setInterval(() => progress.tick(), 200);
  let changed = true;
  try {
    const session = await surroundings.models.open({
      ...rest,
      ...(surroundings.faults === undefined ? {} : { faults: surroundings.faults }),
      directory,
      onEvent: (event) => announcement.handle(event),
    });
    const opened = session.model;
    const restoreParts = await rememberParts(session.directory);
    let closing: Promise<void> | undefined;
    const close = (): Promise<void> => (closing ??= session.close());
    try {
      const watched = withNews(session, () => announcement.release());
      const result = await orInterrupted(surroundings, work(watched), close);
      changed = before !== undefined || session.model !== opened;
      if (changed) announcement.release();
      return result;
    } catch (error) {
      changed = session.model !== opened;
      if (!changed && closing === undefined) await restoreParts();
      throw error;
    } finally {
      progress.end();
      await close();
    }
  } finally {
    clearInterval(timer);
    progress.end();
    if (!changed) await restore?.();
  }
}

interface Announcement {
  handle(event: ModelEvent): void;
  release(): void;
}

/** Holds back what is said of a new model until it is certain that there will be one. */
function createAnnouncement(
  progress: ReturnType<typeof createProgress>,
  { isHeld }: { readonly isHeld: boolean },
): Announcement {
  let held: ModelEvent[] | undefined = isHeld ? [] : undefined;
  const release = (): void => {
    const events = held ?? [];
    held = undefined;
    for (const event of events) progress.handle(event);
  };
  return {
    handle: (event) => {
      if (held === undefined) progress.handle(event);
      else held.push(event);
    },
    release,
  };
}

/** The session, with word of its first change. */
function withNews(session: Session, tell: () => void): Session {
  return {
    ...session,
    get model() {
      return session.model;
    },
    update: (transition) => {
      session.update(transition);
      tell();
    },
  };
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

/** The end of a unit's log since the operation before the last, without output of other programs. */
function lastRun(records: readonly LogRecord[], hook: string): LogRecord[] {
  const told = records.filter(({ level, module }) => {
    const program = /^unit\.[^.]+\.(.+)$/.exec(module)?.[1] ?? hook;
    return level !== 'TRACE' && (program === hook || program === 'juju-log');
  });
  const before = told.slice(0, -1).findLastIndex(({ module }) => module === OPERATIONS);
  return told.slice(before + 1).slice(-LINES_OF_LOG);
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
    if (now === undefined) {
      writer.error(`unit ${unit} is in error: hook ${hook} failed earlier`);
      writer.note(`  see "${PROGRAM} debug-log --include ${unit}"`);
      continue;
    }
    writer.error(`unit ${unit} is in error: hook ${hook} failed with exit code ${now.exitCode}`);
    const lines = lastRun(
      log.filter(({ entity }) => entity === unitTag(unit)),
      hook,
    );
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
 * @param describe says what is going to happen to the model as it was, before agents work
 * @returns the exit code.
 */
export async function changeModel(
  surroundings: Surroundings,
  transition: Transition,
  describe: (before: Model) => readonly string[] = () => [],
): Promise<number> {
  return withSession(surroundings, {}, async (session) => {
    const before = session.model;
    session.update(transition);
    for (const line of describe(before)) surroundings.writer.note(line);
    return settle(surroundings, session);
  });
}
