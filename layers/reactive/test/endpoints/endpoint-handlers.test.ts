import { sealCharm } from '../../lib/charm/seal-charm.ts';
import { defineEndpoint, Endpoint } from '../../lib/index.ts';
import type { CharmDefinition, EndpointBuilder, EndpointHandlers } from '../../lib/index.ts';
import { freshUnit, relationState, runHook } from '@reactive-charms/testing';
import type { HookOutcome, UnitState } from '@reactive-charms/testing';
import { Requires } from '../support/mysql-interface.ts';
import type { TwoDatabases } from '../support/mysql-interface.ts';
import { relatedCharm } from '../support/related-charm.ts';
import type { EndpointUnderTest } from '../support/related-charm.ts';

const MYSQL = { role: 'requires', interface: 'mysql', class: Requires } as const;
const DATABASES = { db: MYSQL, archive: MYSQL };

/** A class whose handlers a test defines. */
function classWith(define: (on: EndpointBuilder<Endpoint>) => void): typeof Endpoint {
  class Plain extends Endpoint {
    static readonly handlers: EndpointHandlers = defineEndpoint(() => Plain, define);
  }
  return Plain;
}

function charmWith(
  define: (on: EndpointBuilder<Endpoint>) => void,
  names: readonly string[] = ['db', 'archive'],
): CharmDefinition {
  const found = { ...MYSQL, class: classWith(define) };
  const endpoints: Record<string, EndpointUnderTest> = {};
  for (const name of names) endpoints[name] = found;
  return relatedCharm(endpoints);
}

const DB = {
  'db:1': relationState('mysql', { units: { 'mysql/0': { host: 'a', password: 'x' } } }),
};

const JOINED: UnitState = freshUnit('wordpress/0', {
  relations: {
    ...DB,
    'archive:2': relationState('maria', { units: { 'maria/0': { host: 'b' } } }),
  },
});

function notesIn({ state }: HookOutcome): unknown {
  return state.memory?.data['notes'];
}

describe('handlers of an interface', () => {
  it('R66 are there once for each endpoint of the class, under the name of the endpoint', () => {
    expect(sealCharm(relatedCharm(DATABASES)).handlers.map(({ id }) => id)).toEqual([
      'mysql.requires/ask:db',
      'mysql.requires/read:db',
      'mysql.requires/ask:archive',
      'mysql.requires/read:archive',
    ]);
  });

  it('R66 get the endpoint that they are bound to, and flags of that endpoint alone', async () => {
    const { state, flags } = await runHook(relatedCharm(DATABASES), 'install', JOINED);
    expect(flags).toContain('endpoint.db.ready');
    expect(flags).not.toContain('endpoint.archive.ready');
    expect(state.relations['db:1']?.published).toMatchObject({ database: 'wordpress/0' });
    expect(state.relations['archive:2']?.published).toMatchObject({ database: 'wordpress/0' });
  });

  it('R66 are not there for another role, another interface or a plain endpoint', () => {
    const charm = relatedCharm({
      website: { role: 'provides', interface: 'http' },
      backup: { role: 'requires', interface: 'mysql' },
    });
    expect(sealCharm(charm).handlers).toEqual([]);
  });

  it('R67 get their endpoint once, however many conditions they have', async () => {
    const seen: unknown[][] = [];
    const charm = charmWith((on) => {
      on.when('endpoint.{endpoint_name}.joined')
        .whenNot('{endpoint_name}.paused')
        .onlyOnce()
        .handle('look', (...args) => {
          seen.push(args.map(({ endpoint }) => endpoint.name));
        });
    });
    await runHook(charm, 'install', JOINED);
    expect(seen).toEqual([['db'], ['archive']]);
  });

  it('R66 every condition is of one endpoint: flags, hooks, files and onlyOnce', async () => {
    const charm = charmWith((on) => {
      const note =
        (what: string) =>
        ({ endpoint, unit }: { endpoint: Endpoint; unit: { data: NotesOf } }): void => {
          const notes = unit.data.get('notes');
          const before = Array.isArray(notes) ? notes : [];
          unit.data.set('notes', [...before, `${what} ${endpoint.name}`]);
        };
      on.hook('{endpoint_name}-relation-changed').handle('hooked', note('hook'));
      on.whenFileChanged('/etc/{endpoint_name}.conf').handle('filed', note('file'));
      on.onlyOnce().when('{endpoint_name}.open').handle('once', note('once'));
    });
    const files = { '/etc/archive.conf': { content: 'x', mode: 0o600 } };
    const first = await runHook(
      charm,
      'db-relation-changed',
      { ...JOINED, files },
      { remoteUnit: 'mysql/0' },
    );
    expect(notesIn(first)).toEqual(['hook db', 'file archive']);
    const opened = withFlags(first.state, ['archive.open']);
    const second = await runHook(charm, 'update-status', opened);
    const third = await runHook(
      charm,
      'update-status',
      withFlags(second.state, ['archive.open', 'db.open']),
    );
    expect(notesIn(second)).toEqual(['hook db', 'file archive', 'once archive']);
    expect(notesIn(third)).toEqual(['hook db', 'file archive', 'once archive', 'once db']);
  });

  it('R66 triggers are of one endpoint too', async () => {
    const charm = relatedCharm(DATABASES);
    const before = await runHook(charm, 'install', JOINED);
    expect(before.flags).toContain('endpoint.db.ready');
    const state = withFlags(before.state, ['endpoint.archive.ready']);
    const { flags } = await runHook(
      charm,
      'db-relation-departed',
      { ...state, relations: { ...state.relations, 'db:1': relationState('mysql') } },
      { remoteUnit: 'mysql/0' },
    );
    expect(flags).toContain('endpoint.archive.ready');
    expect(flags).not.toContain('endpoint.db.ready');
  });

  it('run before and after the handlers of the charm', async () => {
    const ran: string[] = [];
    const watched = classWith((on) => {
      on.beforeHook('open', ({ endpoint }) => {
        ran.push(`before ${endpoint.name}`);
      });
      on.afterHook('close', ({ endpoint }) => {
        ran.push(`after ${endpoint.name}`);
        endpoint.relations.forEach((relation) => relation.publish({ closed: 'yes' }));
      });
    });
    const charm = relatedCharm({ db: { ...MYSQL, class: watched } }, (layer) => {
      layer.always().handle('work', () => {
        ran.push('work');
      });
    });
    const { state } = await runHook(charm, 'install', { ...JOINED, relations: DB });
    expect(ran).toEqual(['before db', 'work', 'after db']);
    expect(state.relations['db:1']?.published).toMatchObject({ closed: 'yes' });
  });

  it('come with a class that extends theirs, below its own', () => {
    class Base extends Endpoint {
      static readonly handlers: EndpointHandlers = defineEndpoint(
        () => Base,
        (on) => on.onlyOnce().handle('base', () => undefined),
      );
    }
    class Inheriting extends Base {}
    class Adding extends Base {
      static override readonly handlers: EndpointHandlers = defineEndpoint(
        () => Adding,
        (on) => on.onlyOnce().handle('own', () => undefined),
      );
    }
    const idsOf = (found: typeof Base): string[] =>
      sealCharm(relatedCharm({ db: { ...MYSQL, class: found } })).handlers.map(({ id }) => id);
    expect(idsOf(Inheriting)).toEqual(['mysql.requires/base:db']);
    expect(idsOf(Adding)).toEqual(['mysql.requires/base:db', 'mysql.requires/own:db']);
  });

  it('may be awaited for by the charm, flag by flag', async () => {
    const charm = relatedCharm<TwoDatabases>(DATABASES, (layer) => {
      layer.when('endpoint.db.ready').handle('connect', ({ endpoints, unit }) => {
        unit.data.set('host', endpoints.db.server?.host ?? '');
      });
      layer.when('endpoint.archive.ready').handle('archive', () => undefined);
    });
    const { state, handlers } = await runHook(charm, 'install', JOINED);
    expect(state.memory?.data).toEqual({ host: 'a' });
    expect(handlers).not.toContain('blog/archive');
  });
});

describe('a definition of handlers', () => {
  it('R68 may have no other braces in flags than {endpoint_name}, and says where it has', () => {
    const charm = charmWith(
      (on) => {
        on.when('{relation_name}.ready').handle('wait', () => undefined);
        on.trigger({ when: '{endpoint_name}.up', set: 'a.{x}' });
      },
      ['db'],
    );
    expect(() => sealCharm(charm)).toThrow(
      /'mysql.requires\/wait:db' has the flag \{relation_name\}\.ready.*\n.*\n.*trigger.* a\.\{x\}/,
    );
  });

  it('R65 in a layer, {endpoint_name} stands for nothing: the charm cannot be composed', () => {
    const charm = relatedCharm(DATABASES, (layer) => {
      layer.when('endpoint.{endpoint_name}.joined').handle('wait', () => undefined);
    });
    expect(() => sealCharm(charm)).toThrow(/no endpoint \{endpoint_name\}/);
  });

  it('lists every fault of every endpoint', () => {
    const charm = charmWith(
      (on) => {
        on.when().handle('nothing', () => undefined);
        on.onlyOnce().handle('Not Kebab', () => undefined);
        on.onlyOnce().handle('twice', () => undefined);
        on.onlyOnce().handle('twice', () => undefined);
      },
      ['db'],
    );
    expect(() => sealCharm(charm)).toThrow(
      /nothing' has a condition without flags[^]*kebab-case[^]*twice' is registered twice/,
    );
  });

  it.each(['joined', 'departed', 'changed', 'changed.host', 'malformed'])(
    "may not keep the flag %s, which is the engine's",
    (flag) => {
      class Greedy extends Endpoint<string> {
        static readonly handlers: EndpointHandlers = defineEndpoint(
          () => Greedy,
          (on) => on.sets(flag),
        );
      }
      expect(() => sealCharm(relatedCharm({ db: { ...MYSQL, class: Greedy } }))).toThrow(
        `mysql.requires keeps the flag endpoint.{endpoint_name}.${flag}, which is the engine's [INTERFACE_HANDLER]`,
      );
    },
  );

  it('refuses flags that the interface does not declare', () => {
    const charm = relatedCharm(DATABASES, (layer) => {
      // A charm without generated types, or a flag that is put together at run time.
      const flag: string = 'endpoint.db.redy';
      layer.trigger({ when: flag, set: 'x' });
    });
    expect(() => sealCharm(charm)).toThrow(/endpoint\.db\.redy/);
  });

  it('is closed when it has ended', () => {
    let late: EndpointBuilder<Endpoint> | undefined;
    sealCharm(charmWith((on) => (late = on), ['db']));
    expect(() => late?.onlyOnce().handle('late', () => undefined)).toThrow(
      'the handlers of mysql.requires are defined already',
    );
  });

  it('does nothing when it is imported', () => {
    const define = jest.fn();
    defineEndpoint(() => Endpoint, define);
    expect(define).not.toHaveBeenCalled();
  });

  it('refuses an endpoint of a class that it was not made for', async () => {
    class Other extends Endpoint {
      static readonly handlers: EndpointHandlers = Requires.handlers;
    }
    const { error } = await runHook(relatedCharm({ db: { ...MYSQL, class: Other } }), 'install', {
      ...JOINED,
      relations: DB,
    });
    expect(error?.message).toMatch('endpoint db has handlers of the class Requires, but is none');
  });
});

interface NotesOf {
  get(key: string): unknown;
  set(key: string, value: readonly string[]): void;
}

function withFlags(state: UnitState, names: readonly string[]): UnitState {
  if (state.memory === undefined) throw new Error('the unit has run no hook');
  const flags = Object.fromEntries(names.map((name) => [name, null]));
  return { ...state, memory: { ...state.memory, flags: { ...state.memory.flags, ...flags } } };
}
