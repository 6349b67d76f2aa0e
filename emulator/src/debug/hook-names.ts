import { userError } from '@reactive-charms/juju';
import type { Metadata, UnitName } from '@reactive-charms/juju';
import type { CharmArtefact } from '../model.ts';

const UNIT_HOOKS = [
  'install',
  'start',
  'config-changed',
  'upgrade-charm',
  'stop',
  'remove',
  'update-status',
  'leader-elected',
  'leader-deposed',
  'leader-settings-changed',
  'collect-metrics',
  'meter-status-changed',
  'pre-series-upgrade',
  'post-series-upgrade',
  'secret-changed',
  'secret-expired',
  'secret-remove',
  'secret-rotate',
] as const;

const RELATION_EVENTS = ['created', 'joined', 'changed', 'departed', 'broken'] as const;

/** The names of all hooks that a charm may have, by what its metadata says. */
export function hookNames({ endpoints, storage }: Metadata): string[] {
  return [
    ...UNIT_HOOKS,
    ...Object.keys(endpoints).flatMap((name) =>
      RELATION_EVENTS.map((event) => `${name}-relation-${event}`),
    ),
    ...Object.keys(storage).flatMap((name) => [
      `${name}-storage-attached`,
      `${name}-storage-detaching`,
    ]),
  ];
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
  const hooks = hookNames(charm.metadata).sort();
  const actions = Object.keys(charm.actions).sort();
  const unknown = names.find((name) => !hooks.includes(name) && !actions.includes(name));
  if (unknown === undefined) return;
  throw userError('DEBUG_NAME', `unit "${unit}" contains neither hook nor action "${unknown}"`, {
    fix: `actions: ${actions.join(', ') || 'none'}; hooks: ${hooks.join(', ')}`,
  });
}
