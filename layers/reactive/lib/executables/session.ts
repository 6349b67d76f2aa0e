import { closeSync, constants, openSync, readFileSync, writeFileSync } from 'node:fs';
import type { DiagnosticsError } from '@reactive-charms/juju';
import { fault } from '../errors.ts';
import { FlagStore } from '../flags/flag-store.ts';
import type { Trigger } from '../flags/triggers.ts';
import { isMissing, messageOf, readIfPresent } from '../memory/files.ts';
import { parseOperations, parseSnapshot, printOperations, replay } from './session-text.ts';
import type { Operation, SessionState, Snapshot } from './session-text.ts';

export type { Hashes, Operation, SessionState } from './session-text.ts';

/** Names the file by which a program reaches the run that has started it. */
export const SESSION_VARIABLE = 'REACTIVE_SESSION';

/** The journal of a session lies beside its snapshot. */
export function journalOf(sessionFile: string): string {
  return `${sessionFile}.journal`;
}

/**
 * The run that has started a program, as the program and its commands see it: flags that nobody has
 * committed yet, and a way to change them that a failure of the hook takes back.
 */
export interface Session extends Pick<Snapshot, 'run' | 'phase'> {
  /** Flags that changed in the round before. */
  readonly changed: ReadonlySet<string>;
  /**
   * Flags and marks as they are now, with what was asked for since the program was started.
   * @param triggers of the charm; what they do shows at once.
   */
  stateNow(triggers: readonly Trigger[]): SessionState;
  /**
   * Asks the engine for changes, which it makes when the program has ended.
   * @throws DiagnosticsError SESSION_OVER when the run is over.
   */
  ask(...operations: readonly Operation[]): Promise<void>;
}

/**
 * Opens the session that the environment names. A command that finds one must use it in place of the
 * unit's memory: the run has that for itself, and will replace it.
 * @returns undefined outside of executable handlers.
 * @throws DiagnosticsError SESSION_OVER when the run is over.
 */
export async function openSession(environment: NodeJS.ProcessEnv): Promise<Session | undefined> {
  const file = environment[SESSION_VARIABLE] ?? '';
  if (file === '') return undefined;
  const text = readIfPresent(file);
  if (text === undefined) throw over();
  const { snapshot, asked } = readSession(file, text);
  return {
    run: snapshot.run,
    phase: snapshot.phase,
    changed: new Set(snapshot.changed),
    stateNow: (triggers) => {
      const state: SessionState = {
        flags: new FlagStore(snapshot.flags, triggers),
        invoked: new Set(snapshot.invoked),
        files: new Map(Object.entries(snapshot.files)),
      };
      replay(asked, state);
      state.flags.takeTransitions();
      return state;
    },
    ask: async (...operations) => {
      try {
        appendTo(journalOf(file), printOperations(operations));
      } catch (error) {
        throw isMissing(error) ? over() : error;
      }
    },
  };
}

function readSession(file: string, text: string): { snapshot: Snapshot; asked: Operation[] } {
  try {
    const snapshot = parseSnapshot(text);
    return { snapshot, asked: parseOperations(readFrom(journalOf(file), snapshot.journalBytes)) };
  } catch (error) {
    if (isMissing(error)) throw over();
    throw fault('SESSION_OVER', `${SESSION_VARIABLE} names no session: ${messageOf(error)}`);
  }
}

/** Writes behind the end of a file that is there, at once, so that commands may run side by side. */
function appendTo(path: string, text: string): void {
  const file = openSync(path, constants.O_WRONLY | constants.O_APPEND);
  try {
    writeFileSync(file, text);
  } finally {
    closeSync(file);
  }
}

/** The text of a file from some byte on. */
function readFrom(path: string, start: number): string {
  return readFileSync(path).toString('utf8', start);
}

function over(): DiagnosticsError {
  return fault('SESSION_OVER', 'the hook that has started this program is over');
}
