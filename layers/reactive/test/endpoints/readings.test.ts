import { databagSchema, field, text, wholeNumber } from '../../lib/endpoints/codec.ts';
import { Endpoint } from '../../lib/endpoints/endpoint.ts';
import {
  compareNaturally,
  describeMalformed,
  Readings,
  sortAddresses,
} from '../../lib/endpoints/readings.ts';
import { fakeEndpoint } from '@reactive-charms/testing';

interface Server {
  readonly host: string;
  readonly port: number;
}

const schema = databagSchema<Server>({
  host: field('host', text),
  port: field('port', wholeNumber(1, 65535)),
});

function read(relations: Parameters<typeof fakeEndpoint>[1]): Readings<Server> {
  return new Readings(fakeEndpoint(Endpoint, relations).units, schema);
}

describe('Readings', () => {
  it('orders units by relation, then by number, whatever the order of events', () => {
    const readings = read({
      'db:10': { units: { 'mysql/0': { host: 'd' } } },
      'db:2': {
        units: { 'mysql/10': { host: 'c' }, 'mysql/2': { host: 'b' }, 'maria/7': { host: 'a' } },
      },
    });
    expect(readings.all('host')).toEqual(['a', 'b', 'c', 'd']);
  });

  it('takes each member from the lowest unit that has it readable', () => {
    const readings = read({
      'db:0': {
        units: {
          'mysql/0': { port: 'x' },
          'mysql/1': { port: '2' },
          'mysql/2': { port: '3', host: 'c' },
        },
      },
    });
    expect(readings.merged).toEqual({ port: 2, host: 'c' });
    expect(readings.first('port')).toBe(2);
    expect(readings.first('port', (port) => port > 2)).toBe(3);
    expect(readings.first('port', (port) => port > 9)).toBe(2);
    expect(read({}).first('port')).toBeUndefined();
  });

  it('tells every malformed key with its unit and relation', () => {
    const { problems } = read({ 'db:3': { units: { 'mysql/1': { port: 'x' } } } });
    expect(problems).toEqual([
      {
        unit: 'mysql/1',
        relationId: 'db:3',
        key: 'port',
        reason: 'expected a whole number from 1 to 65535',
      },
    ]);
    expect(problems.map(describeMalformed)).toEqual([
      'mysql/1 publishes a malformed port in relation db:3: expected a whole number from 1 to 65535',
    ]);
  });
});

describe('describeMalformed', () => {
  const PROBLEM = { unit: 'mysql/1', relationId: 'db:3', key: 'port', reason: 'no' } as const;

  it.each([
    ['a line\nbreak', 'a line?break'],
    ['\u001b[31mred', '?[31mred'],
    ['right\u202eleft', 'right?left'],
    ['page\u2028break', 'page?break'],
    ['half \ud83d', 'half ?'],
    ['größe ★', 'größe ★'],
    ['k'.repeat(5000), `${'k'.repeat(80)}…`],
  ])('makes a line that people can read of the key %j', (key, told) => {
    expect(describeMalformed({ ...PROBLEM, key })).toBe(
      `mysql/1 publishes a malformed ${told} in relation db:3: no`,
    );
  });

  it('cuts a reason that names what a remote unit made up', () => {
    const reason = `member ${'m'.repeat(5000)}\n: expected a text`;
    expect(describeMalformed({ ...PROBLEM, reason })).toMatch(/: member m{193}…$/);
  });
});

describe('sortAddresses', () => {
  it('drops gaps and repetitions and sorts by number', () => {
    expect(sortAddresses(['10.0.0.10', undefined, '10.0.0.9', '', ' 10.0.0.10 ', 'db1'])).toEqual([
      '10.0.0.9',
      '10.0.0.10',
      'db1',
    ]);
  });
});

describe('compareNaturally', () => {
  it('counts runs of digits as numbers and is a total order', () => {
    expect(['u10', 'u2', 'u', 'u02', 'u2a'].sort(compareNaturally)).toEqual([
      'u',
      'u02',
      'u2',
      'u2a',
      'u10',
    ]);
    expect(compareNaturally('a', 'a')).toBe(0);
  });
});
