import type { Metadata } from './charm-files.ts';

/** Hooks that every charm gets, whatever its metadata. Source: contract build.md row J74. */
export const UNIT_HOOKS = [
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
  'pre-series-upgrade',
  'post-series-upgrade',
  'collect-metrics',
  'meter-status-changed',
] as const;

/**
 * Hooks in which Juju refuses most hook tools: they may not read options, relations or leader data.
 * Source: contract reactive.md section 3.3, rows R76 to R78.
 */
export const RESTRICTED_HOOKS = ['collect-metrics', 'meter-status-changed'] as const;

/** Hooks about secrets (Juju 3.0 and later). */
export const SECRET_HOOKS = [
  'secret-changed',
  'secret-expired',
  'secret-remove',
  'secret-rotate',
] as const;

/** The events of a relation, in the order of its life. */
export const RELATION_EVENTS = ['created', 'joined', 'changed', 'departed', 'broken'] as const;

/** One event in the life of a relation. */
export type RelationEvent = (typeof RELATION_EVENTS)[number];

/** The hooks of one endpoint, for example `cni-relation-created` and its four fellows. */
export function relationHooks(endpoint: string): string[] {
  return RELATION_EVENTS.map((event) => `${endpoint}-relation-${event}`);
}

/** Every hook that Juju may run on a charm with this metadata. Source: contract build.md row J74. */
export function hooksOf(metadata: Metadata): string[] {
  return [
    ...UNIT_HOOKS,
    ...SECRET_HOOKS,
    ...Object.keys(metadata.endpoints).flatMap(relationHooks),
    ...Object.keys(metadata.storage).flatMap((name) => [
      `${name}-storage-attached`,
      `${name}-storage-detaching`,
    ]),
    ...metadata.containers.flatMap((name) =>
      ['ready', 'custom-notice', 'check-failed', 'check-recovered'].map(
        (event) => `${name}-pebble-${event}`,
      ),
    ),
  ];
}
