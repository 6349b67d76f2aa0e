import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DiagnosticsError } from '@reactive-charms/juju';
import { shortestSleep, sleepUntilDue } from './keep-working.ts';
import type { ReportListener } from './keep-working.ts';
import { openSession } from './session.ts';
import type { Session, SessionOptions, SettleReport } from './session.ts';
import { loadModel } from './storage/model-file.ts';

/** How to run agents for longer. */
export interface RunAgentsOptions extends SessionOptions {
  /** Ends the work; hooks that run come to their end. */
  readonly until: AbortSignal;
  readonly onReport?: ReportListener;
}

/** How often the folder of the model is looked at for what other commands did. */
const LOOK = 500;

/**
 * Runs the agents of a model until a signal comes. While they have nothing to do the model is free, so
 * that other commands can change it; what these leave undone, and what the clock brings, is done here.
 * @throws DiagnosticsError when the model cannot be read or saved.
 */
export async function runAgents({ until, onReport, ...options }: RunAgentsOptions): Promise<void> {
  const directory = resolve(options.directory);
  const clock = options.clock ?? (() => new Date());
  while (!until.aborted) {
    const { seen, pause } = await workOnce(options, until, onReport);
    const model = loadModel(directory);
    if (model === undefined) return;
    const store = { model, watch: watchFolder(directory, seen) };
    await sleepUntilDue({ store, clock }, until, pause);
  }
}

interface Rest {
  /** The state of the folder after the work. */
  readonly seen: string;
  /** Milliseconds to wait in any case. */
  readonly pause: number;
}

async function workOnce(
  options: SessionOptions,
  until: AbortSignal,
  onReport: ReportListener = () => undefined,
): Promise<Rest> {
  let pause = LOOK;
  try {
    const session = await openSession(options);
    const report = await settleAndClose(session, until);
    pause = shortestSleep(report);
    onReport(report);
  } catch (error) {
    // Another command is at work; it does what is due.
    if (!isLockedError(error)) throw error;
  }
  return { seen: describeFolder(resolve(options.directory)), pause };
}

async function settleAndClose(session: Session, until: AbortSignal): Promise<SettleReport> {
  const close = (): void => void session.close();
  until.addEventListener('abort', close, { once: true });
  try {
    return await session.settle({ timers: true });
  } finally {
    until.removeEventListener('abort', close);
    await session.close();
  }
}

function watchFolder(directory: string, seen: string): (listener: () => void) => () => void {
  return (listener) => {
    const timer = setInterval(() => {
      if (describeFolder(directory) !== seen) listener();
    }, LOOK);
    return () => clearInterval(timer);
  };
}

/** Something that differs after each change of the saved model, and when a command has ended. */
function describeFolder(directory: string): string {
  return ['model.json', 'lock', '.'].map((name) => describeFile(join(directory, name))).join(' ');
}

function describeFile(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found ? `${found.ino} ${found.mtimeMs} ${found.size}` : '-';
}

function isLockedError(error: unknown): boolean {
  return (
    error instanceof DiagnosticsError &&
    error.diagnostics.some(({ code }) => code === 'MODEL_LOCKED')
  );
}
