import { writeLine } from '../output.ts';
import type { ActionRun } from './context.ts';
import { summarizeFailure } from './failure.ts';
import { readAction, runAction } from './run-action.ts';
import type { ActionRequest } from './run-action.ts';
import { runAndRemember } from './run-and-remember.ts';
import type { UnitRun } from './run-and-remember.ts';

/**
 * Runs an action.
 * @returns the exit code: 0 also for an action that fails by its own word, because what it did is then
 * kept; 1 when a handler threw, and nothing is kept.
 * Source: contract juju.md rows C64 and C65.
 */
export async function dispatchAction(
  unit: UnitRun,
  { name, id }: Pick<ActionRun, 'name' | 'id'>,
): Promise<number> {
  const { definition, tools } = unit;
  let request: ActionRequest;
  try {
    request = await readAction(definition, { name, id, tools });
  } catch (error) {
    await tools.actionFail(summarizeFailure({ error }));
    return 0;
  }
  const { failure } = await runAndRemember(unit, async (run) => runAction(run, request));
  if (failure === undefined) return 0;
  // Juju shows the standard error beside the message, which it replaces by the exit code.
  writeLine('stderr', failure);
  await tools.actionFail(failure);
  return 1;
}
