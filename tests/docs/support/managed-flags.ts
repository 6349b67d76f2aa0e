import { defineLayer, Endpoint } from '@reactive-charms/reactive';
import type {
  CharmDefinition,
  CharmShape,
  Malformed,
  ManagedFlag,
} from '@reactive-charms/reactive';
import { freshUnit, relationState, runHook, secretState } from '@reactive-charms/testing';
import type { HookOptions, UnitState } from '@reactive-charms/testing';

/** A charm with one option, one endpoint and one storage. */
interface Shape extends CharmShape {
  readonly options: { readonly port: number };
  readonly endpoints: { readonly db: Endpoint };
  readonly storage: { readonly data: 'filesystem' };
}

/** The families of managed flags by an example; the compiler holds that they are the engine's. */
const FAMILIES: Readonly<Record<string, ManagedFlag<Shape>>> = {
  'config.changed': 'config.changed',
  'config.changed.<option>': 'config.changed.port',
  'config.set.<option>': 'config.set.port',
  'config.default.<option>': 'config.default.port',
  'endpoint.<endpoint>.joined': 'endpoint.db.joined',
  'endpoint.<endpoint>.departed': 'endpoint.db.departed',
  'endpoint.<endpoint>.malformed': 'endpoint.db.malformed',
  'endpoint.<endpoint>.changed': 'endpoint.db.changed',
  'endpoint.<endpoint>.changed.<key>': 'endpoint.db.changed.host',
  'leadership.is_leader': 'leadership.is_leader',
  'leadership.changed': 'leadership.changed',
  'leadership.changed.<key>': 'leadership.changed.token',
  'leadership.set.<key>': 'leadership.set.token',
  'upgrade.charm': 'upgrade.charm',
  'upgrade.series.in-progress': 'upgrade.series.in-progress',
  'storage.<storage>.attached': 'storage.data.attached',
  'storage.<storage>.detaching': 'storage.data.detaching',
  'secret.changed': 'secret.changed',
  'secret.changed.<secret>': 'secret.changed.password',
  'secret.rotate': 'secret.rotate',
  'secret.rotate.<secret>': 'secret.rotate.password',
  'secret.expired': 'secret.expired',
  'secret.expired.<secret>': 'secret.expired.password',
  'secret.remove': 'secret.remove',
  'secret.remove.<secret>': 'secret.remove.password',
};

/** Hooks in which all managed flags can be seen, with what their names leave open. */
const LIFE: readonly (readonly [hook: string, options?: HookOptions])[] = [
  ['install'],
  ['upgrade-charm'],
  ['db-relation-departed', { remoteUnit: 'mysql/0' }],
  ['pre-series-upgrade'],
  ['secret-changed', { secret: 'password' }],
  ['secret-rotate'],
  ['secret-expired'],
  ['secret-remove'],
  ['data-storage-detaching'],
];

/**
 * Finds the families of flags that the engine really manages, by living through the hooks of a unit:
 * what a handler sees there, with names in place of the charm's own.
 */
export async function listManagedFlags(): Promise<string[]> {
  const seen = new Set<string>();
  const charm = charmThatLooks((flag) => seen.add(flag));
  let state: UnitState = freshUnit('wordpress/0', {
    isLeader: true,
    leaderData: { token: 'secret' },
    relations: { 'db:0': relationState('mysql', { units: { 'mysql/0': { host: 'a' } } }) },
    storage: { 'data/0': { kind: 'filesystem', location: '/srv' } },
    secrets: { 'secret:9m4e2mr0ui3e8a215n4g': secretState({ key: 'a' }, { label: 'password' }) },
  });
  for (const [hook, options] of LIFE) {
    ({ state } = await runHook(charm, hook, state, options));
  }
  const families = new Map<string, string>(
    Object.entries(FAMILIES).map(([family, flag]) => [flag, family]),
  );
  return [...seen].map((flag) => families.get(flag) ?? flag).sort();
}

/** The endpoint of an interface that can read nothing. */
class Unreadable extends Endpoint {
  override get problems(): readonly Malformed[] {
    return this.units.map(({ name, relationId }) => ({
      unit: name,
      relationId,
      key: 'host',
      reason: 'expected nothing',
    }));
  }
}

function charmThatLooks(look: (flag: string) => void): CharmDefinition {
  const db = { name: 'db', role: 'requires', interface: 'mysql' } as const;
  return {
    name: 'wordpress',
    metadata: {
      name: 'wordpress',
      summary: 'A blog.',
      description: 'A blog.',
      subordinate: false,
      endpoints: { db: { ...db, scope: 'global', optional: false } },
      storage: { data: { type: 'filesystem' } },
      resources: {},
      containers: [],
    },
    options: { port: { type: 'int', default: 80, description: 'Port.' } },
    actions: {},
    layers: [
      defineLayer('wordpress', (layer) => {
        layer.always().handle('look', ({ flags }) => flags.list().forEach(look));
      }),
    ],
    endpoints: { db: Unreadable },
  };
}
