import { Endpoint, endpointOfFlag } from '../../lib/index.ts';
import type { UnitFlags } from '../../lib/index.ts';
import { fakeEndpoint } from '@reactive-charms/testing';

const db = fakeEndpoint(Endpoint, {
  'db:2': {
    units: { 'mysql/10': { foo: 'no' }, 'mysql/2': { foo: 'yes' } },
    departed: { 'mysql/1': { foo: 'was' } },
  },
  'db:10': { units: { 'maria/0': { bar: '[1, 2]', foo: 'never' } } },
  'db:11': { application: 'mysql' },
});
const none = fakeEndpoint(Endpoint, {});

describe('the collections of an endpoint', () => {
  it('R95 are relations, joined units, departed units and applications, in natural order', () => {
    expect(db.relations.map(({ id }) => id)).toEqual(['db:2', 'db:10', 'db:11']);
    expect(db.units.map(({ name }) => name)).toEqual(['mysql/2', 'mysql/10', 'maria/0']);
    expect(db.departed.map(({ name }) => name)).toEqual(['mysql/1']);
    expect(db.applications).toEqual(['mysql', 'maria']);
    expect([db.isJoined, none.isJoined]).toEqual([true, false]);
  });

  it('R95 find a relation by its ID and a unit by its name', () => {
    expect(db.relation('db:10').application).toBe('maria');
    expect(db.unit('mysql/10').received).toEqual({ foo: 'no' });
    expect(db.tryRelation('db:3')).toBeUndefined();
    expect(db.tryUnit('mysql/3')).toBeUndefined();
  });

  it('R95 of a unit in two relations the first is found', () => {
    const twice = fakeEndpoint(Endpoint, {
      'db:0': { units: { 'mysql/0': { host: 'a' } } },
      'db:1': { units: { 'mysql/0': { host: 'b' } } },
    });
    expect(twice.units.map(({ relationId }) => relationId)).toEqual(['db:0', 'db:1']);
    expect(twice.unit('mysql/0').relationId).toBe('db:0');
  });

  it('R95 say what there is when something else is asked for', () => {
    expect(() => db.relation('db:3')).toThrow(
      'endpoint db has no relation db:3: it has db:2, db:10, db:11 [NOT_RELATED]',
    );
    expect(() => db.unit('mysql/3')).toThrow(
      'endpoint db has no joined unit mysql/3: it has mysql/2, mysql/10, maria/0',
    );
    expect(() => none.unit('mysql/3')).toThrow('no joined unit mysql/3: it has none');
  });

  it('R88 a departed unit has its last data, as text and as JSON', () => {
    expect(db.departed[0]?.received).toEqual({ foo: 'was' });
    expect(db.departed[0]?.receivedJson).toEqual({ foo: 'was' });
  });
});

describe('the data of all units', () => {
  it('R96 has each key from the lowest unit: u/2 before u/10, relation 2 before relation 10', () => {
    expect(db.received).toEqual({ foo: 'yes', bar: '[1, 2]' });
    expect(db.receivedJson).toEqual({ foo: 'yes', bar: [1, 2] });
  });

  it('R97 R98 is a view like that of one unit', () => {
    expect(db.received['missing']).toBeUndefined();
    expect(() => Reflect.set(db.receivedJson, 'foo', 'x')).toThrow(
      'key "foo" of the units of endpoint db cannot be written or deleted',
    );
  });
});

describe('the flags of an endpoint', () => {
  it.each([
    ['foo', 'endpoint.db.foo'],
    ['{endpoint_name}.bar', 'db.bar'],
    ['a.{x}', 'endpoint.db.a.{x}'],
  ])('R104 %j is %j', (flag, name) => {
    expect(db.expandName(flag)).toBe(name);
  });

  it('R104 those that an interface declares are known to the compiler', () => {
    class Server extends Endpoint<'ready' | 'full'> {}
    expect(fakeEndpoint(Server, { 'db:0': {} }).flag('ready')).toBe('endpoint.db.ready');
  });
});

describe('endpointOfFlag', () => {
  const set = new Set(['endpoint.db.joined', 'db.ready', 'db', 'cache.ready', 'toString.x']);
  const flags: Pick<UnitFlags, 'isSet'> = { isSet: (flag) => set.has(flag) };
  const context = { flags: { ...unusableFlags(), ...flags }, endpoints: { db } };

  it.each(['endpoint.db.joined', 'db.ready'])('R105 finds the endpoint of %j', (flag) => {
    expect(endpointOfFlag(context, flag)).toBe(db);
  });

  it.each(['endpoint.db.changed', 'db', 'cache.ready', 'toString.x'])(
    'R105 finds none for %j: not set, no dot, or no endpoint',
    (flag) => {
      expect(endpointOfFlag(context, flag)).toBeUndefined();
    },
  );
});

function unusableFlags(): UnitFlags {
  const unusable = (): never => {
    throw new Error('not needed here');
  };
  return {
    isSet: unusable,
    set: unusable,
    clear: unusable,
    toggle: unusable,
    valueOf: unusable,
    list: unusable,
    areAllSet: unusable,
    isAnySet: unusable,
    listUnset: unusable,
  };
}
