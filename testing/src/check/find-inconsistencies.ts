import type { CharmDefinition } from '@reactive-charms/reactive/engine';
import type { CharmEvent } from '../events/on.ts';
import { parseHook } from '../events/parse-hook.ts';
import type { HookNameOptions } from '../events/parse-hook.ts';
import { DEFAULT_AGENT_VERSION } from '../state/model-of.ts';
import type { UnitState } from '../unit-state.ts';
import { checkConfig } from './check-config.ts';
import { checkEvent } from './check-event.ts';
import { checkRelations } from './check-relations.ts';
import { checkSecrets } from './check-secrets.ts';
import { checkNetworks, checkPorts, checkResources, checkStorage } from './check-storage.ts';
import { checkPlans, checkUnit } from './check-unit.ts';
import type { Check } from './scenario.ts';

/** What the check is told beside the scenario. */
export interface CheckOptions extends HookNameOptions {
  /** Version of the agent. @default what the state says */
  readonly jujuVersion?: string;
  readonly unchecked?: boolean;
}

const CHECKS: readonly Check[] = [
  checkEvent,
  checkUnit,
  checkConfig,
  checkRelations,
  checkStorage,
  checkResources,
  checkNetworks,
  checkPorts,
  checkSecrets,
  checkPlans,
];

/**
 * Finds everything in a scenario that Juju cannot bring about: endpoints, options, storage, resources
 * and actions that the charm does not declare, values of wrong types, events about what is not in the
 * state, units that cannot see each other, what this version of Juju does not have.
 * @param event name of a hook, or made by `on`.
 * @returns sentences that name the thing, the place and what to do; none when all is well.
 * Source: contract juju.md section 5.
 */
export function findInconsistencies(
  charm: CharmDefinition,
  event: string | CharmEvent,
  state: UnitState,
  options: CheckOptions = {},
): string[] {
  const scenario = {
    charm,
    event: typeof event === 'string' ? parseHook(event, options) : event,
    state,
    version: options.jujuVersion ?? state.agentVersion ?? DEFAULT_AGENT_VERSION,
  };
  return CHECKS.flatMap((check) => check(scenario));
}

/** A scenario that Juju cannot bring about. */
export class ScenarioError extends Error {
  /** All that is wrong with it. */
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    const what = `Juju cannot bring this scenario about [SCENARIO_IMPOSSIBLE]`;
    const lines = faults.map((fault) => `  - ${fault}`).join('\n');
    super(
      `${what}\n${lines}\n  fix: mend the above, or run it all the same with { unchecked: true }`,
    );
    this.name = 'ScenarioError';
    this.faults = faults;
  }
}

/** Refuses a scenario that Juju cannot bring about. @throws ScenarioError with all faults. */
export function refuseImpossible(
  charm: CharmDefinition,
  event: CharmEvent,
  state: UnitState,
  options: CheckOptions,
): void {
  if (options.unchecked === true) return;
  const faults = findInconsistencies(charm, event, state, options);
  if (faults.length > 0) throw new ScenarioError(faults);
}
