import type { ToolRunner } from './tool-call.ts';

/** Tools that run side by side; the agent serves one at a time anyway. */
const MAXIMUM_PROCESSES = 8;

/**
 * Runs the hook tools as executables on PATH, as Juju offers them to every charm. A tool that is not
 * there answers with code 127, as in a shell.
 * @param environment variables that the tools get; they need PATH and the JUJU_* variables.
 */
export function createExecRunner(environment: NodeJS.ProcessEnv): ToolRunner {
  const inTurn = createTurnstile(MAXIMUM_PROCESSES);
  let asked: (() => void)[] = [];
  return async (call) => {
    // Whoever asks for several things asks for them in the same breath.
    const isAlone = await new Promise<boolean>((resolve) => {
      asked.push(() => resolve(asked.length === 1));
      if (asked.length > 1) return;
      queueMicrotask(() => {
        asked.forEach((answer) => answer());
        asked = [];
      });
    });
    // Loaded here: a settled hook calls no tool from within, and starting programs is much to load.
    const { runAlone, runBesideOthers } = await import('./tool-process.ts');
    return inTurn(async (others) =>
      isAlone && others === 0 ? runAlone(call, environment) : runBesideOthers(call, environment),
    );
  };
}

/** Lets at most some tasks run at a time, and tells each how many others do; the rest waits in line. */
function createTurnstile(places: number): <T>(task: (others: number) => Promise<T>) => Promise<T> {
  let free = places;
  const line: (() => void)[] = [];
  return async (task) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((enter) => line.push(enter));
    try {
      return await task(places - free - 1);
    } finally {
      const next = line.shift();
      if (next) next();
      else free += 1;
    }
  };
}
