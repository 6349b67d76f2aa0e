import type { CharmDefinition } from '../lib/charm/charm.ts';
import { summarizeFailure } from '../lib/dispatch/failure.ts';
import { readAction, runAction as runEngine } from '../lib/dispatch/run-action.ts';
import type { ActionRequest } from '../lib/dispatch/run-action.ts';
import { openRun, toError, withDefaults } from './run-unit.ts';
import type { UnitOptions, UnitOutcome } from './run-unit.ts';
import type { UnitState } from './unit-state.ts';

/** What a test says about an action, beyond the state of the unit. */
export interface ActionOptions extends UnitOptions {
  /** The parameters that the operator gives. */
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/** What an action did. */
export interface ActionOutcome extends UnitOutcome {
  /** Results with dotted keys, as Juju gets them. */
  readonly results: Readonly<Record<string, string>>;
  /** Why the action failed; undefined when it succeeded. With `error`, nothing is kept. */
  readonly failure?: string;
  /** What the action told while it ran. */
  readonly messages: readonly string[];
}

/**
 * Runs one action of a charm without processes: state in, state out.
 * @param action its name. One that the charm does not have fails, as under Juju.
 * @throws Error when the charm cannot be composed.
 */
export async function runAction(
  definition: CharmDefinition,
  action: string,
  { state, parameters = {}, ...options }: ActionOptions & { readonly state: UnitState },
): Promise<ActionOutcome> {
  const before = withDefaults(definition, state);
  const run = { kind: 'action', action, actionId: '1' } as const;
  const toolRun = { action: { parameters } };
  const open = openRun({ definition, state: before, options, run, toolRun });
  const { tools } = open;
  const end = (outcome: UnitOutcome, refused?: string): ActionOutcome => {
    const { results, messages, failure = refused } = tools.action;
    return { ...outcome, results, messages, ...(failure === undefined ? {} : { failure }) };
  };
  let request: ActionRequest;
  try {
    request = await readAction(definition, { name: action, id: run.actionId, tools });
  } catch (error) {
    return end(open.end({}), summarizeFailure({ error }));
  }
  let place: string | undefined;
  const onFailure = (failed: string): void => void (place = failed);
  try {
    return end(open.end({ memory: await runEngine({ ...open.run, onFailure }, request) }));
  } catch (error) {
    return end(open.end({ error: toError(error) }), summarizeFailure({ error, place }));
  }
}
