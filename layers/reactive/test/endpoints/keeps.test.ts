import type { Databag, RelationId, UnitName } from '@reactive-charms/juju';
import fc from 'fast-check';
import { sealCharm } from '../../lib/charm/seal-charm.ts';
import { defineEndpoint, Endpoint } from '../../lib/index.ts';
import type { EndpointHandlers, LayerBuilder } from '../../lib/index.ts';
import { freshUnit, relationState, runHook } from '@reactive-charms/testing';
import type { HookOptions, UnitState } from '@reactive-charms/testing';
import { relatedCharm } from '../support/related-charm.ts';
import { Requires, TWO_SERVERS } from '../support/server-interface.ts';
import type { TwoServers } from '../support/server-interface.ts';

const IDS: readonly RelationId[] = ['db:1', 'db:2'];
const UNITS: readonly UnitName[] = ['mysql/0', 'mysql/2', 'mysql/10'];

/** What the servers publish, by relation. */
type World = ReadonlyMap<RelationId, Readonly<Record<UnitName, Databag>>>;

/** One thing that happens to the unit. */
interface Event {
  readonly kind: 'changed' | 'departed' | 'broken' | 'update-status' | 'upgrade-charm';
  readonly id: RelationId;
  readonly unit: UnitName;
  readonly bag: Databag;
  /** How the hook ends. */
  readonly end: 'well' | 'by a handler that throws' | 'killed';
}

const event: fc.Arbitrary<Event> = fc.record({
  kind: fc.constantFrom<Event['kind'][]>(
    'changed',
    'changed',
    'changed',
    'departed',
    'broken',
    'update-status',
    'upgrade-charm',
  ),
  id: fc.constantFrom(...IDS),
  unit: fc.constantFrom(...UNITS),
  bag: fc.constantFrom<Databag[]>({}, { port: '80' }, { port: 'x' }, { port: '0', host: 'a' }),
  end: fc.constantFrom<Event['end'][]>(
    'well',
    'well',
    'well',
    'by a handler that throws',
    'killed',
  ),
});

/** The charm, with a handler that throws if a test says so. */
function charmThat(end: Event['end']) {
  return relatedCharm<TwoServers>(TWO_SERVERS, (layer) => {
    layer.afterHook('end', () => {
      if (end === 'by a handler that throws') throw new Error('no');
    });
  });
}

/** What the model is after an event, and the hook that tells of it; undefined where it cannot happen. */
function follow(
  world: World,
  { kind, id, unit, bag }: Event,
): [World, string, HookOptions] | undefined {
  const units = world.get(id);
  const hook = `db-relation-${kind}`;
  switch (kind) {
    case 'changed':
      return [
        new Map([...world, [id, { ...units, [unit]: bag }]]),
        hook,
        { relationId: id, remoteUnit: unit },
      ];
    case 'departed': {
      if (units === undefined || !Object.hasOwn(units, unit)) return undefined;
      const others = Object.entries(units).filter(([name]) => name !== unit);
      return [
        new Map([...world, [id, Object.fromEntries(others)]]),
        hook,
        { relationId: id, remoteUnit: unit },
      ];
    }
    case 'broken':
      if (units === undefined) return undefined;
      return [new Map([...world].filter(([other]) => other !== id)), hook, { relationId: id }];
    case 'update-status':
    case 'upgrade-charm':
      return [world, kind, {}];
  }
}

function relationsIn(world: World): UnitState['relations'] {
  return Object.fromEntries(
    [...world].map(([id, units]) => [id, relationState('mysql', { units })]),
  );
}

/** A relation is there to the end of its last hook, without units. */
function breaking({ kind, id }: Event): UnitState['relations'] {
  return kind === 'broken' ? { [id]: relationState('mysql') } : {};
}

/** What the flags say of a world, by the words of the interface. */
function expectedFlags(world: World): Record<string, unknown> {
  const bags = IDS.flatMap((id) =>
    UNITS.flatMap((unit) => {
      const bag = world.get(id)?.[unit];
      return bag === undefined ? [] : [{ id, unit, port: bag['port'] }];
    }),
  );
  const malformed = bags.filter(({ port }) => port === 'x' || port === '0');
  return {
    ...(bags.length > 0 ? { 'endpoint.db.joined': null } : {}),
    ...(bags.some(({ port }) => port === '80') ? { 'endpoint.db.available': null } : {}),
    ...(bags.length > 1 ? { 'endpoint.db.crowded': null } : {}),
    ...(malformed.length > 0
      ? {
          'endpoint.db.malformed': malformed.map(
            ({ id, unit }) =>
              `${unit} publishes a malformed port in relation ${id}: expected a whole number from 1 to 65535`,
          ),
        }
      : {}),
  };
}

/** Flags of the endpoint but those that tell of a change. */
function standingFlags({ memory }: UnitState): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(memory?.flags ?? {}).filter(
      ([flag]) => flag.startsWith('endpoint.db.') && !/\.(?:changed|departed)/.test(flag),
    ),
  );
}

describe('flags that an interface keeps', () => {
  it('equal their conditions after any sequence of hooks, and so does malformed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 12 }), async (events) => {
        let world: World = new Map();
        let state = (await runHook(charmThat('well'), 'install', freshUnit('blog/0'))).state;
        for (const each of events) {
          const [after, hook, options] = follow(world, each) ?? [];
          if (after === undefined || hook === undefined) continue;
          world = after;
          const relations = { ...breaking(each), ...relationsIn(world) };
          const outcome = await runHook(
            charmThat(each.end),
            hook,
            { ...state, relations },
            options,
          );
          // A hook that was killed has done nothing that the next one could rely upon.
          state = each.end === 'killed' ? { ...state, interrupted: true } : outcome.state;
          if (each.end === 'well') expect(standingFlags(state)).toEqual(expectedFlags(world));
        }
      }),
      { numRuns: 80 },
    );
  });

  it('are asked only in hooks in which Juju tells of something new at the endpoint', async () => {
    const asked = jest.spyOn(Requires.prototype, 'ports', 'get');
    const charm = charmThat('well');
    const relations = {
      'db:1': relationState('mysql', { units: { 'mysql/0': { port: '80' } } }),
      'web:2': relationState('squid', { units: { 'squid/0': {} } }),
    };
    const { state } = await runHook(charm, 'install', freshUnit('blog/0', { relations }));
    expect(asked).toHaveBeenCalledTimes(2);
    asked.mockClear();
    await runHook(charm, 'config-changed', state);
    await runHook(charm, 'web-relation-changed', state);
    expect(asked).not.toHaveBeenCalled();
    await runHook(charm, 'db-relation-changed', state);
    expect(asked).toHaveBeenCalledTimes(1);
    asked.mockRestore();
  });

  it('are kept before the first handler of the charm', async () => {
    const seen: boolean[] = [];
    const look = (layer: LayerBuilder<TwoServers>): void =>
      layer.beforeHook('look', ({ flags }) => void seen.push(flags.isSet('endpoint.db.available')));
    const relations = { 'db:1': relationState('mysql', { units: { 'mysql/0': { port: '80' } } }) };
    await runHook(
      relatedCharm<TwoServers>(TWO_SERVERS, look),
      'install',
      freshUnit('blog/0', { relations }),
    );
    expect(seen).toEqual([true]);
  });

  it('may follow from what the model is going to have', async () => {
    class Patient extends Endpoint<'complete'> {
      static readonly handlers: EndpointHandlers = defineEndpoint(
        () => Patient,
        (on) =>
          on.keeps({
            complete: async ({ name, units }, { goalState }) => {
              const goals = (await goalState()).relations[name];
              return Object.keys(goals?.units ?? {}).length === units.length;
            },
          }),
      );
    }
    const db = { role: 'requires', interface: 'server', class: Patient } as const;
    const relations = { 'db:1': relationState('mysql', { units: { 'mysql/0': {} } }) };
    const active = { status: 'active' };
    const state = freshUnit('blog/0', { relations });
    const goals = { 'mysql/0': active, 'mysql/1': active };
    const goalState = { units: {}, relations: { db: { applications: {}, units: goals } } };
    const early = await runHook(relatedCharm({ db }), 'install', { ...state, goalState });
    expect(early.flags).not.toContain('endpoint.db.complete');
    const later = await runHook(relatedCharm({ db }), 'install', state);
    expect(later.flags).toContain('endpoint.db.complete');
  });

  it('can be waited for by the charm', () => {
    const charm = relatedCharm<TwoServers>(TWO_SERVERS, (layer) => {
      layer.when('endpoint.db.available', 'endpoint.cache.crowded').handle('work', () => undefined);
    });
    expect(sealCharm(charm).interfaceFlags).toEqual([
      'endpoint.db.available',
      'endpoint.db.crowded',
      'endpoint.cache.available',
      'endpoint.cache.crowded',
    ]);
  });
});
