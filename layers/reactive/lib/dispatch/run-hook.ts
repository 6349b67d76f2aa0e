import type { Memory } from '../memory/memory.ts';
import { restrictedHookOf } from './hook-run.ts';
import type { HookRun } from './hook-run.ts';
import { commitRun, prepareRun, settleRun } from './run-steps.ts';

/**
 * Runs one hook: facts, managed flags, rounds, effects to Juju; in a restricted hook its own handlers
 * alone. Commands of `juju exec` count as a hook without a name. Actions have `runAction`.
 * @returns what the unit shall remember; the caller saves it. Nothing is remembered when this throws.
 * @throws whatever a handler throws, and Error when the flags do not settle or a hook tool fails.
 */
export async function runHook(run: HookRun): Promise<Memory> {
  const hook = 'hook' in run.hook.run ? run.hook.run.hook : '';
  const restricted = restrictedHookOf(run.hook.run);
  if (restricted !== undefined) {
    const { runRestricted } = await import('./run-restricted.ts');
    return runRestricted(run, restricted);
  }
  const prepared = await prepareRun(run);
  await settleRun(prepared, { kind: 'hook', hook });
  return commitRun(prepared);
}
