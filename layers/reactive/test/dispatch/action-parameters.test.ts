import { checkParameters } from '../../lib/dispatch/action-parameters.ts';
import type { ParameterMap } from '../../lib/dispatch/action-parameters.ts';

const NONE: readonly string[] = [];

function check(params: ParameterMap, given: ParameterMap, required = NONE) {
  return checkParameters({ params, required }, given);
}

function faultsOf(schema: ParameterMap, value: unknown): readonly string[] {
  return check({ it: schema }, { it: value }).faults ?? [];
}

describe('defaults of actions.yaml', () => {
  const PARAMS = {
    outfile: { type: 'string', default: 'dump.sql' },
    quality: { type: 'integer' },
    remote: {
      type: 'object',
      properties: { host: { type: 'string' }, port: { type: 'integer', default: 22 } },
    },
  };

  it('stand in for parameters that are not given, also inside of maps', () => {
    expect(check(PARAMS, {})).toEqual({
      parameters: { outfile: 'dump.sql', remote: { port: 22 } },
    });
    expect(check(PARAMS, { remote: { host: 'a' } })).toEqual({
      parameters: { outfile: 'dump.sql', remote: { host: 'a', port: 22 } },
    });
  });

  it('never replace what is given', () => {
    const given = { outfile: '', quality: 0, remote: { host: 'a', port: 2222 } };
    expect(check(PARAMS, given)).toEqual({ parameters: given });
  });

  it('count as given where a parameter is required', () => {
    expect(check(PARAMS, {}, ['outfile']).faults).toBeUndefined();
  });

  it('bring no map into being that would be empty', () => {
    const params = { remote: { type: 'object', properties: { host: { type: 'string' } } } };
    expect(check(params, {})).toEqual({ parameters: {} });
  });
});

describe('parameters', () => {
  it('that actions.yaml does not name are handed on', () => {
    expect(check({}, { extra: [1] })).toEqual({ parameters: { extra: [1] } });
  });

  it('that are required and missing are named, all of them', () => {
    expect(check({ a: {}, b: {}, c: {} }, { b: 1 }, ['a', 'b', 'c']).faults).toEqual([
      'parameter a is missing',
      'parameter c is missing',
    ]);
  });

  it.each([
    ['string', 'x', 1, 'a text', 'a number'],
    ['integer', 3, 3.5, 'a whole number', 'a number'],
    ['integer', 3, '3', 'a whole number', 'a text'],
    ['number', 3.5, true, 'a number', 'a boolean'],
    ['boolean', false, 'false', 'true or false', 'a text'],
    ['array', [], {}, 'a list', 'a map'],
    ['object', {}, [], 'a map', 'a list'],
    ['null', null, 'null', 'null', 'a text'],
    ['string', '', null, 'a text', 'null'],
  ])('of type %s may be %j, but not %j', (type, good, bad, wanted, found) => {
    expect(faultsOf({ type }, good)).toEqual([]);
    expect(faultsOf({ type }, bad)).toEqual([`parameter it is ${found}, expected ${wanted}`]);
  });

  it('of several types may be of each of them', () => {
    const schema = { type: ['string', 'null'] };
    expect([faultsOf(schema, null), faultsOf(schema, 'x')].flat()).toEqual([]);
    expect(faultsOf(schema, 1)).toEqual(['parameter it is a number, expected a text or null']);
  });

  it('may be any of the listed values and no other', () => {
    const schema = { enum: ['fast', 3, { deep: true }] };
    expect(faultsOf(schema, { deep: true })).toEqual([]);
    expect(faultsOf(schema, 'slow')).toEqual(['parameter it is none of "fast", 3, {"deep":true}']);
  });

  it('have limits', () => {
    const schema = { minimum: 1, maximum: 10, exclusiveMaximum: true };
    expect(faultsOf(schema, 1)).toEqual([]);
    expect(faultsOf(schema, 0)).toEqual(['parameter it is too small: the minimum is 1']);
    expect(faultsOf(schema, 10)).toEqual([
      'parameter it is too large: the maximum is 10, itself excluded',
    ]);
  });

  it('have lengths and patterns', () => {
    expect(faultsOf({ minLength: 2, maxLength: 3 }, '😀😀')).toEqual([]);
    expect(faultsOf({ maxLength: 3 }, 'four')).toEqual([
      'parameter it has length 4, expected at most 3',
    ]);
    expect(faultsOf({ minItems: 1 }, [])).toEqual([
      'parameter it has length 0, expected at least 1',
    ]);
    expect(faultsOf({ pattern: '^[a-z]+$' }, 'A')).toEqual([
      'parameter it does not match ^[a-z]+$',
    ]);
    expect(faultsOf({ pattern: '(?P<go>.)' }, 'A')).toEqual([]);
  });

  it('are checked inside of maps and lists, with the path to the fault', () => {
    const schema = {
      type: 'object',
      required: ['hosts'],
      additionalProperties: false,
      properties: { hosts: { type: 'array', items: { type: 'string' } } },
    };
    expect(faultsOf(schema, { hosts: ['a', 2] })).toEqual([
      'parameter it.hosts[1] is a number, expected a text',
    ]);
    expect(faultsOf(schema, { other: 1 })).toEqual([
      'parameter it.hosts is missing',
      'parameter it.other is not known',
    ]);
  });

  it('never stand in the text of a fault: they may be secrets', () => {
    const secret = 'hunter2';
    const schemas: ParameterMap[] = [
      { type: 'integer' },
      { enum: ['a'] },
      { maxLength: 1 },
      { pattern: '^a$' },
    ];
    const faults = schemas.flatMap((schema) => faultsOf(schema, secret));
    expect(faults).toHaveLength(4);
    expect(faults.join()).not.toContain(secret);
  });

  it('with a schema that this part does not know are Juju’s to check', () => {
    expect(faultsOf({ oneOf: [{ type: 'string' }] }, 1)).toEqual([]);
    expect(check({ it: 'no schema' }, { it: 1 })).toEqual({ parameters: { it: 1 } });
  });
});
