import {
  readAction,
  runAction as runEngine,
  summarizeFailure,
} from '@reactive-charms/reactive/engine';
import type { ActionRequest, CharmDefinition } from '@reactive-charms/reactive/engine';
import { refuseImpossible } from '../check/find-inconsistencies.ts';
import { on } from '../events/on.ts';
import type { UnitState } from '../unit-state.ts';
import { startAction } from './action-report.ts';
import { openRun, startingState, toError } from './run-unit.ts';
import type { UnitOptions, UnitOutcome } from './run-unit.ts';

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
 * @param name the action's. With `unchecked`, one that the charm does not have fails, as under Juju.
 * @throws ScenarioError listing everything that Juju cannot bring about, unless `unchecked`.
 * @throws DiagnosticsError when the charm cannot be composed.
 */
export async function runAction(
  charm: CharmDefinition,
  name: string,
  state: UnitState,
  { parameters = {}, ...options }: ActionOptions = {},
): Promise<ActionOutcome> {
  const before = startingState(charm, state);
  refuseImpossible(charm, on.action(name, parameters), before, options);
  const action = startAction(name, parameters);
  const open = openRun({
    definition: charm,
    state: before,
    options,
    run: { kind: 'action', action: name, actionId: action.id },
    purpose: { kind: 'action', action },
  });
  const end = (outcome: UnitOutcome, refused?: string): ActionOutcome => {
    const { results, messages, failure = refused } = open.action();
    return { ...outcome, results, messages, ...(failure === undefined ? {} : { failure }) };
  };
  let request: ActionRequest;
  try {
    request = await readAction(charm, { name, id: action.id, tools: open.tools });
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
