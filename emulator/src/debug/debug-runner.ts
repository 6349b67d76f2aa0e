import { basename } from 'node:path';
import type { CharmRunner } from '../charm-runner.ts';
import { unitPaths } from '../paths.ts';
import type { Intercept } from '../process-runner.ts';
import { findSession, isAbout } from './debug-session.ts';
import { runInWindow } from './hook-window.ts';
import type { WindowHost } from './hook-window.ts';

/** Takes hooks and actions over that a debug session waits for; commands of `juju exec` never. */
export function interceptForDebugging(
  host: WindowHost & { readonly notice: (text: string) => void },
): Intercept {
  return async (starting) => {
    const path = starting.process.environment['JUJU_DISPATCH_PATH'];
    if (path === undefined || starting.run.context.run.purpose.kind === 'commands') {
      return undefined;
    }
    const wish = await findSession(host.tmux, starting.run.unit);
    if (wish === undefined || !isAbout(wish, basename(path))) return undefined;
    const what = starting.process.environment['JUJU_HOOK_NAME'] || path;
    host.notice(`${wish.unit}: ${what} waits in a window of the debug session`);
    return runInWindow(host, wish, starting);
  };
}

/**
 * A runner that finds a program for every hook that debug-hooks waits for: a window opens also for
 * hooks that the charm has nothing for. In debug-code these are skipped, as ever.
 */
export function withDebugSessions(
  runner: CharmRunner,
  { tmux }: Pick<WindowHost, 'tmux'>,
): CharmRunner {
  return {
    ...runner,
    findProgram: async (unit, dispatchPath) => {
      const found = await runner.findProgram(unit, dispatchPath);
      if (found !== undefined || !tmux.mayRun()) return found;
      const wish = await findSession(tmux, unit);
      if (wish === undefined || wish.debugAt !== undefined) return undefined;
      if (!isAbout(wish, basename(dispatchPath))) return undefined;
      return {
        path: `${unitPaths(unit).charm}/${dispatchPath}`,
        via: 'shell of a debug session',
      };
    },
  };
}
