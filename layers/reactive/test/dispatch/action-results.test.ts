import { flattenResults } from '../../lib/dispatch/action-results.ts';

describe('results of an action', () => {
  it('C71 are sent with dotted keys, as texts', () => {
    const returned = { size: 12, dump: { file: 'a.sql', done: true, took: { seconds: 1.5 } } };
    expect(flattenResults([returned])).toEqual({
      results: {
        size: '12',
        'dump.file': 'a.sql',
        'dump.done': 'true',
        'dump.took.seconds': '1.5',
      },
    });
  });

  it('may have keys that are dotted already', () => {
    expect(flattenResults([{ 'dump.file': 'a' }])).toEqual({ results: { 'dump.file': 'a' } });
  });

  it('leave out what is undefined, and are empty when nothing is returned', () => {
    expect(flattenResults([{ a: undefined, b: '' }])).toEqual({ results: { b: '' } });
    expect(flattenResults([undefined, {}])).toEqual({ results: {} });
  });

  it('of several handlers are laid over each other, the later wins', () => {
    expect(flattenResults([{ a: 1, b: { c: 2 } }, undefined, { b: { c: 3, d: 4 } }])).toEqual({
      results: { a: '1', 'b.c': '3', 'b.d': '4' },
    });
  });

  it.each(['Foo', 'a b', 'a_b', '-a', 'a-', 'ä', 'a..b', '.a'])(
    'C70 are refused under the name %j, which Juju would not take',
    (name) => {
      expect(flattenResults([{ [name]: 1 }])).toEqual({
        faults: [`result ${name} is no name that Juju takes`],
      });
    },
  );

  it.each(['stdout', 'stderr', 'stdout-encoding', 'my-encoding'])(
    'C69 are refused under the name %s, which Juju keeps for itself',
    (name) => {
      expect(flattenResults([{ dump: { [name]: 1 } }])).toEqual({
        faults: [`result dump.${name} uses the name ${name}, which Juju keeps for itself`],
      });
    },
  );

  it('are refused where one name is both a value and a map', () => {
    expect(flattenResults([{ a: 1 }, { a: { b: 2 } }])).toEqual({
      faults: ['result a is a value, but a.b makes it a map'],
    });
  });

  it('are refused where Juju has no text for them, without the value, which may be a secret', () => {
    expect(flattenResults([{ a: null, b: ['hunter2'], c: new Date(0), d: new Map() }])).toEqual({
      faults: [
        'result a is null, which Juju does not show',
        'result b is a list, which Juju does not show',
        'result c is a Date, which Juju does not show',
        'result d is a Map, which Juju does not show',
      ],
    });
    expect(flattenResults(['hunter2'])).toEqual({
      faults: ['the results are a single value: give it a name'],
    });
  });
});
