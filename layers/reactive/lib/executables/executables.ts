import { join } from 'node:path';
import type { Log } from '../dispatch/log.ts';
import type { ExecutablePhase, ExecutableRunner } from '../dispatch/settling.ts';
import { fault } from '../errors.ts';
import type { FlagStore } from '../flags/flag-store.ts';
import { messageOf } from '../memory/files.ts';
import type { Memory } from '../memory/memory.ts';
import { broken, checkProgram, startFailure } from './program-file.ts';
import { runProgram } from './run-program.ts';
import type { ProgramEnd } from './run-program.ts';
import { openRunSession } from './run-session.ts';
import type { RunSession } from './run-session.ts';
import { SESSION_VARIABLE } from './session.ts';
import { replay } from './session-text.ts';
import type { Hashes, Operation, SessionState } from './session-text.ts';

/** Tells a program its own path, which its ids begin with. */
export const HANDLER_VARIABLE = 'REACTIVE_HANDLER';

/** What a program is started with: whether it wants to run, or that it shall. */
type Question = '--test' | '--invoke';

const SECONDS: Readonly<Record<Question, number>> = { '--test': 60, '--invoke': 3600 };

/** What running programs takes, beyond the run that they are handlers of. */
export interface ExecutablesPlace {
  readonly charmDirectory: string;
  /** Paths of the programs, as the charm's definition has them. */
  readonly paths: readonly string[];
  /** What the programs inherit. */
  readonly environment: NodeJS.ProcessEnv;
  /** Gets what the programs print, at level DEBUG: of --invoke all, of --test the errors. */
  readonly log: Pick<Log, 'debug'>;
  /** @default a minute to answer, an hour to run */
  readonly seconds?: Readonly<Record<Question, number>>;
}

/** The run that programs are handlers of. */
export interface ExecutablesRun {
  /** The running hook, or `action NAME`. */
  readonly name: string;
  /** The flags of the run. What a program asks for is done here, when it has ended. */
  readonly flags: FlagStore;
  /** Ids of handlers that run only once and have run. */
  readonly invoked: Set<string>;
  /** What is remembered of files. */
  readonly files: Memory['files'];
}

/** Runs the programs of one run. */
export interface Executables extends ExecutableRunner {
  /** What to remember of files for handlers within programs, when the hook succeeds. */
  files(): Memory['files'];
  /** Ends the session of the programs. */
  close(): Promise<void>;
}

/**
 * Makes the runner of handlers in other languages. A program sees flags that nobody has committed yet,
 * and changes them, by a session that its environment names; nothing of that is kept when the hook
 * fails. Source: contract reactive.md section 2.6, rows R72 to R75 and, without its defect, R23.
 */
export function createExecutables(place: ExecutablesPlace, run: ExecutablesRun): Executables {
  const files = new Map(ownFiles(run.files, place.paths));
  const state: SessionState = { flags: run.flags, invoked: run.invoked, files };
  const sound = new Set<string>();
  const dueFor = new Map<string, readonly Operation[]>();
  let session: RunSession | undefined;
  let phase: ExecutablePhase = { name: 'hook', changed: new Set() };

  const ask = async (path: string, question: Question, answer: string[]): Promise<ProgramEnd> => {
    if (!sound.has(path)) checkProgram(path, join(place.charmDirectory, path));
    sound.add(path);
    session ??= openRunSession(place.charmDirectory);
    session.tell({
      run: run.name,
      phase: phase.name,
      changed: [...phase.changed],
      flags: run.flags.values(),
      invoked: [...run.invoked],
      files: Object.fromEntries(files),
    });
    const end = await start(place, path, { question, answer, session: session.file });
    const operations = takeOperations(session, path);
    if (question === '--test') {
      // To look at files is not to have run: the program may be asked again, or never run.
      dueFor.set(path, operations.filter(isAboutFiles));
      replay(
        operations.filter((operation) => !isAboutFiles(operation)),
        state,
      );
    } else if (end.code === 0) {
      replay([...(dueFor.get(path) ?? []), ...operations], state);
      dueFor.delete(path);
    }
    return end;
  };

  return {
    test: async (path, now) => {
      phase = now;
      const { code, stdout } = await ask(path, '--test', []);
      return code === 0 ? stdout : undefined;
    },
    invoke: async (path, output) => {
      const { code } = await ask(path, '--invoke', [output]);
      if (code === 0) return;
      throw fault('EXECUTABLE_FAILED', `${path} --invoke ended with exit code ${code}`);
    },
    files: () => Object.fromEntries(files),
    close: async () => session?.close(),
  };
}

function isAboutFiles({ op }: Operation): boolean {
  return op === 'files';
}

/** Ids of handlers within a program begin with its path; see `HANDLER_VARIABLE`. */
function ownFiles(files: Memory['files'], paths: readonly string[]): [string, Hashes][] {
  return Object.entries(files).filter(([id]) =>
    paths.some((path) => id === path || id.startsWith(`${path}:`)),
  );
}

interface ProgramCall {
  readonly question: Question;
  readonly answer: readonly string[];
  /** The file of the session. */
  readonly session: string;
}

async function start(
  { charmDirectory, environment, log, seconds = SECONDS }: ExecutablesPlace,
  path: string,
  { question, answer, session }: ProgramCall,
): Promise<ProgramEnd> {
  const end = await runProgram({
    file: join(charmDirectory, path),
    args: [question, ...answer],
    folder: charmDirectory,
    environment: { ...environment, [SESSION_VARIABLE]: session, [HANDLER_VARIABLE]: path },
    timeoutSeconds: seconds[question],
    onLine: (line, stream) => {
      if (question === '--invoke' || stream === 'stderr') log.debug(`${path}: ${line}`);
    },
  }).catch((error: unknown) => {
    throw startFailure(path, error);
  });
  if (end.isOutOfTime) {
    const text = `${path} ${question} did not end within ${seconds[question]} seconds`;
    throw fault('EXECUTABLE_OUT_OF_TIME', text);
  }
  if (end.signal === null) return end;
  throw fault('EXECUTABLE_FAILED', `${path} ${question} was ended by ${end.signal}`);
}

function takeOperations(session: RunSession, path: string): Operation[] {
  try {
    return session.takeOperations();
  } catch (error) {
    throw broken(
      path,
      `has damaged its session: ${messageOf(error)}`,
      'leave the files of the session to charms.reactive, and change flags with that alone',
    );
  }
}
