import type { HookContext } from './hook-context.ts';
import { createExecRunner } from './hook-tools-exec.ts';
import type { ToolRunner } from './tool-call.ts';

/**
 * Makes the way to the hook tools for one hook: executables on PATH, and the agent's socket for
 * calls whose arguments are secret; those become command lines only if nobody is on the socket.
 * @param environment variables that the executables get.
 * @param context names the socket, if there is one.
 */
export function createToolRunner(environment: NodeJS.ProcessEnv, context: HookContext): ToolRunner {
  const executables = createExecRunner(environment);
  const { agentSocket, contextId } = context;
  if (agentSocket === undefined || contextId === '') return executables;
  return async (call) => {
    if (call.secret !== true) return executables(call);
    // Loaded here, because most hooks have no secret to send, and a charm's start-up is paid in all.
    const { createRpcRunner } = await import('./hook-tools-rpc.ts');
    const directory = process.cwd();
    const run = createRpcRunner({ ...agentSocket, contextId, directory, fallback: executables });
    return run(call);
  };
}
