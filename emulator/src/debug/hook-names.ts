import { hooksOf, userError } from '@reactive-charms/juju';
import type { UnitName } from '@reactive-charms/juju';
import type { CharmArtefact } from '../model.ts';

/** What somebody may debug of a charm. */
export interface DebugNames {
  readonly actions: readonly string[];
  readonly hooks: readonly string[];
}

/** The actions of a charm, and the hooks that Juju may run on it. */
export function debugNames({ actions, metadata }: CharmArtefact): DebugNames {
  return { actions: Object.keys(actions).sort(), hooks: hooksOf(metadata).sort() };
}

/**
 * Tests names that somebody wants to debug.
 * @throws DiagnosticsError for one that is neither a hook nor an action of the charm
 */
export function checkDebugNames(
  unit: UnitName,
  charm: CharmArtefact,
  names: readonly string[],
): void {
  const { actions, hooks } = debugNames(charm);
  const unknown = names.find((name) => !hooks.includes(name) && !actions.includes(name));
  if (unknown === undefined) return;
  throw userError('DEBUG_NAME', `unit "${unit}" contains neither hook nor action "${unknown}"`, {
    fix: `actions: ${actions.join(', ') || 'none'}; hooks: ${hooks.join(', ')}`,
  });
}
