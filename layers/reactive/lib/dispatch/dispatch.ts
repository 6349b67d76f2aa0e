import { createHookTools, createToolRunner, readHookContext } from '@reactive-charms/juju';
import type { HookContext, HookTools } from '@reactive-charms/juju';
import type { CharmDefinition } from '../charm/charm.ts';
import { fault } from '../errors.ts';
import { messageOf } from '../memory/files.ts';
import { writeLine } from '../output.ts';
import { createActionLog, createLog } from './log.ts';
import { runHook } from './run-hook.ts';
import { runAndRemember } from './run-and-remember.ts';
import type { UnitRun } from './run-and-remember.ts';
import { restrictedHookOf } from './hook-run.ts';

/**
 * Runs what Juju has called the charm for, with everything around it: the unit's memory, the log, and
 * the flight record.
 * @param environment the only thing that is read is what Juju puts there.
 * @returns the exit code.
 * @throws DiagnosticsError when the environment is not one of a charm.
 */
export async function dispatch(
  definition: CharmDefinition,
  environment: NodeJS.ProcessEnv,
): Promise<number> {
  const hook = readContext(environment);
  const { run } = hook;
  if (isIdle(definition, hook)) return 0;
  const tools = openTools(environment, hook);
  const createLogOfRun = run.kind === 'action' ? createActionLog : createLog;
  const log = createLogOfRun(tools, (line) => writeLine('stdout', line));
  const unit: UnitRun = { definition, hook, tools, log, environment };
  if (run.kind === 'action') {
    const { dispatchAction } = await import('./dispatch-action.ts');
    return dispatchAction(unit, { name: run.action, id: run.actionId });
  }
  const { failure } = await runAndRemember(unit, runHook);
  return failure === undefined ? 0 : 1;
}

/** The script `dispatch` has asked one thing already; what the charm starts must not see its answer. */
const IS_LEADER = 'CHARM_IS_LEADER';

function openTools(environment: NodeJS.ProcessEnv, hook: HookContext): HookTools {
  const { [IS_LEADER]: answer } = environment;
  delete environment[IS_LEADER];
  const tools = createHookTools(createToolRunner(environment, hook));
  if (answer !== 'true' && answer !== 'false') return tools;
  return { ...tools, isLeader: async () => answer === 'true' };
}

function readContext(environment: NodeJS.ProcessEnv): HookContext {
  try {
    return readHookContext(environment);
  } catch (error) {
    throw fault('ENVIRONMENT', messageOf(error));
  }
}

/** A restricted hook that no handler waits for is not worth opening the memory. */
function isIdle({ layers }: CharmDefinition, { run }: HookContext): boolean {
  const hook = restrictedHookOf(run);
  if (hook === undefined) return false;
  const bindings = layers.flatMap(({ handlers }) => handlers.map(({ binding }) => binding));
  return bindings.every((binding) => binding.kind !== 'restricted' || binding.hook !== hook);
}
