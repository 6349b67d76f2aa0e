import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../memory/files.ts';
import { journalOf } from './session.ts';
import { parseOperations, printSnapshot } from './session-text.ts';
import type { Operation, Snapshot } from './session-text.ts';

/** Where a run keeps its session, in the charm directory; only while it has programs as handlers. */
export const SESSION_FOLDER = '.reactive-session';

/** A session from the engine's side. */
export interface RunSession {
  /** What the programs find in their environment. */
  readonly file: string;
  /** Lets the programs know how things stand. */
  tell(snapshot: Omit<Snapshot, 'journalBytes'>): void;
  /**
   * Takes what programs have asked for since the last time.
   * @throws Error naming the line of the journal that is none of an operation.
   */
  takeOperations(): Operation[];
  /** Ends the session; programs that are left over find that out. */
  close(): void;
}

/** Opens the session of a run. What a run has left that was killed goes. */
export function openRunSession(charmDirectory: string): RunSession {
  const folder = join(charmDirectory, SESSION_FOLDER);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { mode: 0o700 });
  // A program that outlives its run must not meet the session of the next.
  const file = join(folder, randomUUID());
  writeFileSync(journalOf(file), '', { mode: 0o600 });
  let journalBytes = 0;
  let told = '';
  return {
    file,
    tell: (snapshot) => {
      const content = printSnapshot({ ...snapshot, journalBytes });
      if (content === told) return;
      replaceFile({ path: file, content, mode: 0o600, durable: false });
      told = content;
    },
    takeOperations: () => {
      const bytes = readFileSync(journalOf(file));
      // A line that another process is writing has no end yet; it is for the next time.
      const end = bytes.lastIndexOf(0x0a) + 1;
      const text = bytes.toString('utf8', journalBytes, Math.max(end, journalBytes));
      journalBytes = Math.max(end, journalBytes);
      return parseOperations(text);
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
