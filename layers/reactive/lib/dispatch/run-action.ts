import type { ActionDefinition, HookTools } from '@reactive-charms/juju';
import type { CharmDefinition } from '../charm/charm.ts';
import { entriesOf } from '../facts/facts.ts';
import { diagnostic, fault, headlineOf } from '../errors.ts';
import type { Memory } from '../memory/memory.ts';
import { checkParameters } from './action-parameters.ts';
import type { ParameterMap } from './action-parameters.ts';
import { flattenResults } from './action-results.ts';
import type { ActionRun } from './context.ts';
import { commitRun, prepareRun, settleRun } from './run-steps.ts';
import type { PreparedRun } from './run-steps.ts';
import type { HookRun } from './hook-run.ts';
import type { UnmetHandler } from './settling.ts';

/** An action that Juju has asked for, with its parameters checked. */
export interface ActionRequest {
  readonly name: string;
  readonly id: string;
  readonly parameters: ParameterMap;
}

/**
 * Reads the parameters of an action, inserts the defaults of actions.yaml and checks them.
 * @throws DiagnosticsError when the charm does not have the action, or a parameter is wrong.
 */
export async function readAction(
  definition: CharmDefinition,
  { name, id, tools }: Pick<ActionRun, 'name' | 'id'> & { readonly tools: HookTools },
): Promise<ActionRequest> {
  const action = findAction(definition, name);
  const { parameters, faults } = checkParameters(action, await tools.actionGet());
  if (parameters !== undefined) return { name, id, parameters };
  throw fault('ACTION_PARAMETERS', faults.join('; '));
}

function findAction(definition: CharmDefinition, name: string): ActionDefinition {
  const isServed = definition.layers.some(({ handlers }) =>
    handlers.some(({ binding }) => binding.kind === 'action' && binding.action === name),
  );
  const action = Object.hasOwn(definition.actions, name) ? definition.actions[name] : undefined;
  if (action !== undefined && isServed) return action;
  throw fault('ACTION_UNKNOWN', `charm ${definition.name} has no handler for action ${name}`);
}

/**
 * Runs one action: the handlers bound to it, then those that wait for the flags which these change.
 * Facts are the remembered ones, and flags that tell of a change are left to the next hook. Results
 * and failure are told to Juju.
 * @returns what the unit shall remember; the caller saves it. Nothing is remembered when this throws.
 * @throws whatever a handler throws, and Error when the flags do not settle or a hook tool fails.
 */
export async function runAction(run: HookRun, request: ActionRequest): Promise<Memory> {
  const failures: string[] = [];
  const prepared = await prepareRun(run, {
    ...request,
    fail: (message) => failures.push(message),
    log: async (message) => run.tools.actionLog(message),
  });
  const { results, unmet } = await settleRun(prepared, { kind: 'action', action: request.name });
  if (unmet.length > 0) failures.push(explainUnmet(request.name, unmet));
  const checked = flattenResults(results);
  if (checked.faults) throw fault('ACTION_RESULTS', checked.faults.join('; '));
  const memory = await commitRun(prepared);
  if (Object.keys(checked.results).length > 0) await run.tools.actionSet(checked.results);
  if (failures.length > 0) await run.tools.actionFail(failures.join('; '));
  return prepared.inDoubt ? keepSeen(prepared, memory) : memory;
}

function explainUnmet(action: string, unmet: readonly UnmetHandler[]): string {
  const waiting = unmet.map(({ id, reasons }) => `${id} (${reasons.join('; ')})`);
  const text = `no handler of action ${action} may run now: ${waiting.join(', ')}`;
  return headlineOf(diagnostic('ACTION_CONDITIONS', text));
}

/**
 * In doubt an action reads all facts, but nobody has heard yet of what has changed in them: so what
 * was last seen stays remembered, and the next hook, which is in doubt too, finds the differences.
 */
function keepSeen({ memory: before }: PreparedRun, after: Memory): Memory {
  const { config, leaderData, storage } = before;
  const relations = entriesOf(before.relations).map(
    ([id, { application, units, applicationBag }]) =>
      [id, { ...after.relations[id], application, units, applicationBag }] as const,
  );
  return { ...after, config, leaderData, storage, relations: Object.fromEntries(relations) };
}
