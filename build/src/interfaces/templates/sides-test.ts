/** The wire, properties, each side, flags, documents. */
export const TEST: string = `import { join } from 'node:path';
import { endpointFlags } from '{{engine}}';
import type { Databag, UnitName } from '{{engine}}';
import {
  charmWithEndpoint,
  fakeEndpoint,
  findInterfaceFaults,
  freshUnit,
  relationState,
  runHook,
} from '{{kit}}';
import * as fc from 'fast-check';
import {
  clientSchema,
  definition,
  Provides,
  providesFlags,
  Requires,
  requiresFlags,
  serverSchema,
} from '../index.ts';
import type { Client, Server } from '../index.ts';

const SERVER: Server = { address: '10.0.12.20', port: 5432, tls: true, password: 'not-a-password' };
const CLIENT: Client = { user: 'wordpress', databases: ['posts', 'media'] };

/** What a server has in its databag when it has declared these, one after the other. */
function serverBag(...declared: readonly Server[]): Databag {
  const provides = fakeEndpoint(Provides, { 'clients:0': {} }, 'provides');
  for (const server of declared) provides.publish(server);
  return { ...provides.relations[0]?.published };
}

/** What a client has in its databag when it has declared these, one after the other. */
function clientBag(...declared: readonly Client[]): Databag {
  const requires = fakeEndpoint(Requires, { 'database:0': {} });
  for (const client of declared) requires.publish(client);
  return { ...requires.relations[0]?.published };
}

describe('the wire', () => {
  it('of a server has a text for each value', () => {
    expect(serverBag(SERVER)).toEqual({
      address: '10.0.12.20',
      port: '5432',
      tls: 'True',
      password: 'not-a-password',
    });
  });

  it('of a client has a JSON list', () => {
    expect(clientBag(CLIENT)).toEqual({ user: 'wordpress', databases: '["posts", "media"]' });
  });

  it('loses a key whose value is withdrawn', () => {
    expect(serverBag(SERVER, { address: '10.0.12.20' })).toEqual({ address: '10.0.12.20' });
    expect(clientBag(CLIENT, {})).toEqual({});
  });

  it('is in every relation', () => {
    const provides = fakeEndpoint(Provides, { 'clients:0': {}, 'clients:1': {} }, 'provides');
    provides.publish({ port: 5432 });
    expect(provides.relations.map(({ published }) => published)).toEqual([
      { port: '5432' },
      { port: '5432' },
    ]);
  });

  it('of a server is read as it was written', () => {
    const name = fc.string({ minLength: 1 });
    const server = fc.record(
      {
        address: name,
        port: fc.integer({ min: 1, max: 65535 }),
        tls: fc.boolean(),
        password: name,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(server, (values) => {
        expect(serverSchema.decode(serverBag(values))).toEqual({ values, faults: [] });
      }),
    );
  });

  it('of a client is read as it was written', () => {
    const name = fc.string({ minLength: 1 });
    const client = fc.record({ user: name, databases: fc.array(name) }, { requiredKeys: [] });
    fc.assert(
      fc.property(client, (values) => {
        expect(clientSchema.decode(clientBag(values))).toEqual({ values, faults: [] });
      }),
    );
  });

  it('never makes a reader throw', () => {
    const key = fc.oneof(fc.constantFrom(...serverSchema.keys, ...clientSchema.keys), fc.string());
    fc.assert(
      fc.property(fc.array(fc.dictionary(key, fc.string())), (bags) => {
        const units = Object.fromEntries(bags.map((bag, number) => [\`other/\${number}\`, bag]));
        const provides = fakeEndpoint(Provides, { 'clients:0': { units } }, 'provides');
        const requires = fakeEndpoint(Requires, { 'database:0': { units } });
        for (const { port } of requires.servers) expect(port).toBeGreaterThan(0);
        expect(provides.users).not.toContain('');
        expect(provides.databases).not.toContain('');
        const problems = [...provides.problems, ...requires.problems];
        expect(problems.every(({ reason }) => reason !== '')).toBe(true);
      }),
    );
  });
});

describe('Requires', () => {
  it('knows no server before one is joined and has published where it is', () => {
    expect(fakeEndpoint(Requires, {}).servers).toEqual([]);
    const units = { 'server/0': {}, 'server/1': serverBag({ port: 5432 }) };
    expect(fakeEndpoint(Requires, { 'database:0': { units } }).servers).toEqual([]);
  });

  it('knows all servers of all relations, in the order of their names', () => {
    const requires = fakeEndpoint(Requires, {
      'database:10': { units: { 'other/0': serverBag({ address: 'd', port: 1, tls: false }) } },
      'database:9': {
        units: {
          'server/10': serverBag({ ...SERVER, address: 'c', password: 'third' }),
          'server/0': serverBag({ address: 'a', port: 5432 }),
          'server/2': serverBag({ ...SERVER, address: 'b', password: 'second' }),
        },
      },
    });
    expect(requires.servers).toEqual([
      { address: 'a', port: 5432, tls: false },
      { address: 'b', port: 5432, tls: true },
      { address: 'c', port: 5432, tls: true },
      { address: 'd', port: 1, tls: false },
    ]);
    expect(requires.password).toBe('second');
  });

  it('passes over a key that cannot be read, and names its unit', () => {
    const units = {
      'server/0': { ...serverBag(SERVER), tls: 'perhaps' },
      'server/1': { ...serverBag(SERVER), port: 'http' },
    };
    const requires = fakeEndpoint(Requires, { 'database:0': { units } });
    expect(requires.servers).toEqual([{ address: '10.0.12.20', port: 5432, tls: false }]);
    expect(requires.problems).toEqual([
      {
        unit: 'server/0',
        relationId: 'database:0',
        key: 'tls',
        reason: 'expected True or False',
      },
      {
        unit: 'server/1',
        relationId: 'database:0',
        key: 'port',
        reason: 'expected a whole number from 1 to 65535',
      },
    ]);
  });
});

describe('Provides', () => {
  it('collects what three clients want, each once', () => {
    const provides = fakeEndpoint(
      Provides,
      {
        'clients:1': {
          units: {
            'blog/0': clientBag({ user: 'blog', databases: ['posts10', 'posts9'] }),
            'blog/1': clientBag({ user: 'blog', databases: ['posts9'] }),
          },
        },
        'clients:2': { units: { 'wiki/0': clientBag({ user: 'anna', databases: ['pages'] }) } },
      },
      'provides',
    );
    expect(provides.users).toEqual(['anna', 'blog']);
    expect(provides.databases).toEqual(['pages', 'posts9', 'posts10']);
  });

  it('names a client whose list cannot be read', () => {
    const units = { 'blog/0': { user: 'blog', databases: "['posts']" } };
    const provides = fakeEndpoint(Provides, { 'clients:0': { units } }, 'provides');
    expect(provides.users).toEqual(['blog']);
    expect(provides.problems).toEqual([
      { unit: 'blog/0', relationId: 'clients:0', key: 'databases', reason: 'expected JSON' },
    ]);
  });
});

describe('the flag available', () => {
  it.each([
    ['requires', Requires, serverBag(SERVER), endpointFlags('link', requiresFlags).available],
    ['provides', Provides, clientBag(CLIENT), endpointFlags('link', providesFlags).available],
  ] as const)('of %s comes and goes with what units tell', async (role, type, bag, flag) => {
    let state = freshUnit('charm/0');
    const flagsAfter = async (
      hook: string,
      units: Readonly<Record<UnitName, Databag>>,
    ): Promise<readonly string[]> => {
      const relations = { 'link:0': relationState('other', { units }) };
      const about = { remoteUnit: 'other/2' } as const;
      const charm = charmWithEndpoint('link', role, type);
      const outcome = await runHook(charm, hook, { ...state, relations }, about);
      state = outcome.state;
      return outcome.flags;
    };
    const three = { 'other/0': {}, 'other/1': {}, 'other/2': {} };
    expect(await flagsAfter('link-relation-joined', three)).not.toContain(flag);
    const told = { ...three, 'other/2': bag };
    expect(await flagsAfter('link-relation-changed', told)).toContain(flag);
    const left = { 'other/0': {}, 'other/1': {} };
    expect(await flagsAfter('link-relation-departed', left)).not.toContain(flag);
  });
});

it('is documented as it is, and reads whatever comes', async () => {
  expect(await findInterfaceFaults({ directory: join(__dirname, '..'), definition })).toEqual([]);
});
`;
