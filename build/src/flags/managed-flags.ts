import type { CharmFacts } from '../check/check-charm.ts';
import type { FlagPattern } from './flag-pattern.ts';

/**
 * The flags that the engine itself sets on a charm; the same as the type `ManagedFlag` of the engine
 * says, which a test holds. Source: contract reactive.md sections 4.3 and 6.
 */
export function managedFlags({ metadata, options }: Omit<CharmFacts, 'actions'>): FlagPattern[] {
  const endpoints = Object.keys(metadata.endpoints).flatMap((name) =>
    ['joined', 'changed', 'changed.*', 'departed', 'malformed'].map(
      (event) => `endpoint.${name}.${event}`,
    ),
  );
  const config = Object.keys(options).flatMap((name) =>
    ['changed', 'set', 'default'].map((event) => `config.${event}.${name}`),
  );
  const storage = Object.keys(metadata.storage).flatMap((name) =>
    ['attached', 'detaching'].map((event) => `storage.${name}.${event}`),
  );
  const secrets = ['changed', 'rotate', 'expired', 'remove'].flatMap((event) => [
    `secret.${event}`,
    `secret.${event}.*`,
  ]);
  const leadership = ['is_leader', 'changed', 'changed.*', 'set.*'];
  return [
    ...endpoints,
    'config.changed',
    ...config,
    ...leadership.map((event) => `leadership.${event}`),
    'upgrade.charm',
    'upgrade.series.in-progress',
    ...storage,
    ...secrets,
  ];
}
