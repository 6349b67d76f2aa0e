import fc from 'fast-check';
import {
  applicationOf,
  compareUnits,
  endpointOf,
  isApplicationName,
  isRelationId,
  isUnitName,
  numberOf,
  parseUnitName,
  unitTag,
} from '../src/names.ts';
import type { UnitName } from '../src/names.ts';

describe('unit names', () => {
  it.each(['mysql/0', 'word-press/12', 'a1/7', 'remote-0a1b2c3d4e5f/0'])('take %j', (name) => {
    expect(isUnitName(name)).toBe(true);
    expect(parseUnitName(name)).toBe(name);
  });

  it.each([
    '',
    'mysql',
    'mysql/',
    'mysql/-1',
    'mysql/01',
    '/0',
    'Mysql/0',
    'my--sql/0',
    'a-1/0',
    'a//0',
    'mysql/0\n',
  ])('C22 refuse %j', (name) => {
    expect(isUnitName(name)).toBe(false);
    expect(() => parseUnitName(name)).toThrow('is not a unit name such as "mysql/0"');
  });

  it('fall into application and number, and make a tag', () => {
    expect(applicationOf('word-press/12')).toBe('word-press');
    expect(numberOf('word-press/12')).toBe(12);
    expect(unitTag('word-press/12')).toBe('unit-word-press-12');
  });

  it('are ordered by application, then by number, the same in every language', () => {
    const names: UnitName[] = ['b/2', 'b/10', 'a-b/0', 'ab/0', 'b/1'];
    expect([...names].sort(compareUnits)).toEqual(['a-b/0', 'ab/0', 'b/1', 'b/2', 'b/10']);
  });

  it('are ordered without contradiction', () => {
    const unit = fc
      .tuple(fc.constantFrom('a', 'ab', 'a-b'), fc.nat(20))
      .map(([application, number]): UnitName => `${application}/${number}`);
    fc.assert(
      fc.property(unit, unit, (a, b) => {
        expect(Math.sign(compareUnits(a, b)) + Math.sign(compareUnits(b, a))).toBe(0);
        expect(compareUnits(a, b) === 0).toBe(a === b);
      }),
    );
  });
});

describe('application names', () => {
  it.each(['mysql', 'word-press', 'a1b', 'k8s'])('take %j', (name) => {
    expect(isApplicationName(name)).toBe(true);
  });
  it.each(['', '1a', 'Mysql', 'mysql-', 'mysql-1', 'my_sql'])('refuse %j', (name) => {
    expect(isApplicationName(name)).toBe(false);
  });
});

describe('relation IDs', () => {
  it.each(['db:7', 'my-db:0', 'db_x:10'])('take %j', (id) => {
    expect(isRelationId(id)).toBe(true);
  });
  it.each(['', 'db', 'db:', ':1', 'db:01', 'db:1:2', 'd b:1', 'db:x'])('C13 refuse %j', (id) => {
    expect(isRelationId(id)).toBe(false);
  });
  it('tell their endpoint', () => {
    expect(endpointOf('my-db:12')).toBe('my-db');
  });
});
