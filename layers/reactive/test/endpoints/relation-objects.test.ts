import { freshUnit, relationState, runHook } from '@reactive-charms/testing';
import type { HookOutcome, RelationState, UnitState } from '@reactive-charms/testing';
import { Requires } from '../support/mysql-interface.ts';
import type { TwoDatabases } from '../support/mysql-interface.ts';
import { relatedCharm } from '../support/related-charm.ts';

// What charms.reactive does with relation objects that it hands to handlers, and with conversations
// and their scopes, is done here with the endpoints of the context. Each test shows one of the ways.

const MYSQL = { role: 'requires', interface: 'mysql', class: Requires } as const;
const ENDPOINTS = { db: MYSQL, archive: MYSQL };

const RELATIONS = {
  'db:1': relationState('mysql', {
    units: { 'mysql/0': { host: 'a' }, 'mysql/1': { host: 'b' } },
    applicationBag: { version: '8' },
  }),
  'db:2': relationState('maria', { units: { 'maria/0': { host: 'c' } } }),
};

function unit(more: Partial<UnitState> = {}): UnitState {
  return freshUnit('wordpress/0', { relations: RELATIONS, isLeader: true, ...more });
}

function relationIn({ state }: HookOutcome, id: 'db:1' | 'db:2'): RelationState | undefined {
  return state.relations[id];
}

describe('what a handler gets', () => {
  it('R60 R61 is the context alone; the relation of the hook is found in it', async () => {
    const charm = relatedCharm<TwoDatabases>(ENDPOINTS, (layer) => {
      layer.hook('db-relation-changed').handle('look', ({ hook, endpoints, unit }) => {
        if (hook.run.kind !== 'relation') return;
        const { id, unit: remote } = hook.run.relation;
        const { application } = endpoints.db.relation(id);
        unit.data.set('found', [application, remote ? endpoints.db.unit(remote).received : {}]);
      });
      layer.hook('db-relation-changed').handle('no-parameter', () => undefined);
    });
    const { state, error } = await runHook(charm, 'db-relation-changed', unit(), {
      relationId: 'db:2',
      remoteUnit: 'maria/0',
    });
    expect(error).toBeUndefined();
    expect(state.memory?.data).toEqual({ found: ['maria', { host: 'c' }] });
  });

  it('R62 R63 R64 is the same whatever the conditions are; endpoints are asked for by name', async () => {
    const seen: number[] = [];
    const charm = relatedCharm<TwoDatabases>(ENDPOINTS, (layer) => {
      const look = (...all: unknown[]): void => {
        seen.push(all.length);
      };
      layer.when('endpoint.db.joined', 'foo').handle('when', look);
      layer.whenAny('endpoint.db.joined', 'bar').handle('when-any', look);
      layer.whenNot('endpoint.archive.joined').handle('when-not', look);
      layer.hook('install').handle('set', ({ flags }) => flags.set('foo'));
    });
    await runHook(charm, 'install', unit());
    expect(seen).toEqual([1, 1, 1]);
  });
});

describe('the endpoints of a hook', () => {
  it('R95 have their relations in the order of the numbers: db:9 before db:10', async () => {
    const charm = relatedCharm<TwoDatabases>(ENDPOINTS, (layer) => {
      layer.hook('install').handle('look', ({ endpoints, unit }) => {
        unit.data.set(
          'ids',
          endpoints.db.relations.map(({ id }) => id),
        );
      });
    });
    const relations = { 'db:10': relationState('mysql'), 'db:9': relationState('maria') };
    const { state } = await runHook(charm, 'install', unit({ relations }));
    expect(state.memory?.data).toEqual({ ids: ['db:9', 'db:10'] });
  });
});

describe('what was a conversation', () => {
  it('R108 of a unit: its databag, and unit data under its name', async () => {
    const charm = relatedCharm<TwoDatabases>(ENDPOINTS, (layer) => {
      layer.when('endpoint.db.joined').handle('note', ({ endpoints, unit }) => {
        for (const { name, relationId, received } of endpoints.db.units) {
          unit.data.set(`${relationId} ${name}`, received['host'] ?? null);
        }
      });
    });
    const { state } = await runHook(charm, 'install', unit());
    expect(state.memory?.data).toEqual({
      'db:1 mysql/0': 'a',
      'db:1 mysql/1': 'b',
      'db:2 maria/0': 'c',
    });
  });

  it('R108 of a service: the relation with its application, one for each relation ID', async () => {
    const charm = relatedCharm<TwoDatabases>(ENDPOINTS, (layer) => {
      layer.when('endpoint.db.joined').handle('publish', ({ endpoints }) => {
        for (const relation of endpoints.db.relations) {
          relation.publish({ seen: relation.application });
          relation.publishForApplication({
            version: relation.receivedFromApplication['version'] ?? '',
          });
        }
      });
    });
    const outcome = await runHook(charm, 'install', unit());
    expect(relationIn(outcome, 'db:1')?.published).toMatchObject({ seen: 'mysql' });
    expect(relationIn(outcome, 'db:1')?.publishedForApplication).toEqual({ version: '8' });
    expect(relationIn(outcome, 'db:2')?.published).toMatchObject({ seen: 'maria' });
  });

  it('R108 global: the endpoint, over all its relations', async () => {
    const charm = relatedCharm<TwoDatabases>(ENDPOINTS, (layer) => {
      layer.when('endpoint.db.joined').handle('merge', ({ endpoints, unit }) => {
        unit.data.set(
          'hosts',
          endpoints.db.units.map(({ received }) => received['host'] ?? ''),
        );
        unit.data.set('merged', endpoints.db.receivedJson);
      });
    });
    const { state } = await runHook(charm, 'install', unit());
    expect(state.memory?.data).toEqual({ hosts: ['a', 'b', 'c'], merged: { host: 'a' } });
  });

  it('R109 ends by itself: a unit that departs is gone, and with the last one the flag', async () => {
    const charm = relatedCharm<TwoDatabases>(ENDPOINTS);
    const before = await runHook(charm, 'install', unit());
    const without = { ...RELATIONS, 'db:2': relationState('maria') };
    const after = await runHook(
      charm,
      'db-relation-departed',
      { ...before.state, relations: without },
      { relationId: 'db:2', remoteUnit: 'maria/0' },
    );
    expect(after.state.memory?.relations['db:2']?.units).toEqual({});
    expect(after.flags).toContain('endpoint.db.joined');
  });

  it('R110 R111 has no flag of its own: a flag is set from what is there, and so cleared', async () => {
    const charm = relatedCharm<TwoDatabases>(ENDPOINTS, (layer) => {
      layer.always().handle('follow', ({ endpoints, flags }) => {
        const complete = endpoints.db.units.some(({ received }) => received['password']);
        flags.toggle('db.available', complete);
      });
    });
    const { flags } = await runHook(charm, 'install', unit());
    expect(flags).not.toContain('db.available');
    const relations = {
      'db:1': relationState('mysql', { units: { 'mysql/0': { password: 'x' } } }),
    };
    const complete = await runHook(charm, 'install', unit({ relations }));
    expect(complete.flags).toContain('db.available');
  });

  it('R112 publishes with the hook, to every relation that it is told to, and nothing for nothing', async () => {
    const charm = relatedCharm<TwoDatabases>(ENDPOINTS, (layer) => {
      layer.hook('install').handle('publish', ({ endpoints }) => {
        endpoints.db.relations.forEach((relation) => relation.publish({ database: 'blog' }));
        endpoints.db.relations.forEach((relation) => relation.publish({}));
      });
    });
    // Without the handlers of the interface, which publish too.
    const plain = { ...charm, endpoints: {} };
    const { calls } = await runHook(plain, 'install', unit());
    expect(calls.filter((call) => call.startsWith('relation-set'))).toEqual([
      'relation-set db:1',
      'relation-set db:2',
    ]);
  });

  it('R113 reads the first unit that has a value, the departing one included', async () => {
    const charm = relatedCharm<TwoDatabases>(ENDPOINTS, (layer) => {
      layer.hook('db-relation-departed').handle('look', ({ endpoints, unit }) => {
        const { received, departed } = endpoints.db;
        unit.data.set('host', received['host'] ?? departed[0]?.received['host'] ?? 'none');
      });
    });
    const relations = { 'db:1': relationState('mysql', { units: { 'mysql/0': { host: 'a' } } }) };
    const before = await runHook(charm, 'install', unit({ relations }));
    const { state } = await runHook(
      charm,
      'db-relation-departed',
      { ...before.state, relations: { 'db:1': relationState('mysql') } },
      { remoteUnit: 'mysql/0' },
    );
    expect(state.memory?.data).toEqual({ host: 'a' });
  });
});
