import * as fc from 'fast-check';
import {
  databagSchema,
  field,
  pythonBoolean,
  text,
  wholeNumber,
} from '../../lib/endpoints/codec.ts';
import { json, jsonList, jsonText } from '../../lib/endpoints/json-codec.ts';

describe('scalars', () => {
  it('writes booleans as Python prints them and reads every spelling', () => {
    expect([true, false].map(pythonBoolean.encode)).toEqual(['True', 'False']);
    for (const wire of ['True', 'true', 'TRUE', 'yes', 'on']) {
      expect(pythonBoolean.decode(wire)).toEqual({ ok: true, value: true });
    }
    for (const wire of ['False', 'false', 'no', 'off']) {
      expect(pythonBoolean.decode(wire)).toEqual({ ok: true, value: false });
    }
    for (const wire of ['', 'null', 'None']) {
      expect(pythonBoolean.decode(wire)).toEqual({ ok: true, value: undefined });
    }
    expect(pythonBoolean.decode('maybe').ok).toBe(false);
  });

  it('reads whole numbers within their bounds only', () => {
    const port = wholeNumber(1, 65535);
    expect(port.decode('6443')).toEqual({ ok: true, value: 6443 });
    expect(port.decode('')).toEqual({ ok: true, value: undefined });
    for (const wire of ['0', '65536', '6443.5', '0x10', '1e3', 'https', '9'.repeat(400)]) {
      expect(port.decode(wire)).toEqual({
        ok: false,
        reason: 'expected a whole number from 1 to 65535',
      });
    }
  });
});

it('writes whole numbers within their bounds only', () => {
  const port = wholeNumber(1, 65535);
  expect(port.encode(6443)).toBe('6443');
  expect(wholeNumber(-1, 1).encode(-1)).toBe('-1');
  for (const value of [0, 65536, 80.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    const words = `${value} cannot be published: expected a whole number from 1 to 65535`;
    expect(() => port.encode(value)).toThrow(words);
  }
});

describe('databagSchema', () => {
  interface Server {
    readonly host: string;
    readonly isPrimary: boolean;
    readonly port: number;
    readonly names: readonly string[];
  }
  const schema = databagSchema<Server>({
    host: field('host', text),
    isPrimary: field('is-primary', pythonBoolean),
    port: field('port', wholeNumber(1, 65535)),
    names: field('names', json(jsonList(jsonText))),
  });

  it('withdraws every key without a value', () => {
    expect(schema.encode({ host: 'a', port: undefined })).toEqual({
      host: 'a',
      'is-primary': null,
      port: null,
      names: null,
    });
    expect(schema.keys).toEqual(['host', 'is-primary', 'port', 'names']);
  });

  it('reads what it wrote', () => {
    const values = fc.record(
      {
        host: fc.string({ minLength: 1 }),
        isPrimary: fc.boolean(),
        port: fc.integer({ min: 1, max: 65535 }),
        names: fc.array(fc.string({ minLength: 1 })),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(values, (value) => {
        const bag = Object.fromEntries(
          Object.entries(schema.encode(value)).flatMap(([key, wire]) =>
            wire === null ? [] : [[key, wire]],
          ),
        );
        expect(schema.decode(bag)).toEqual({ values: value, faults: [] });
      }),
    );
  });

  it('reads the other keys when one is malformed, and names that one', () => {
    expect(schema.decode({ host: 'a', port: 'x', names: '{', extra: '1' })).toEqual({
      values: { host: 'a' },
      faults: [
        { key: 'port', reason: 'expected a whole number from 1 to 65535' },
        { key: 'names', reason: 'expected JSON' },
      ],
    });
  });

  it('does not take members of every object for keys of the databag', () => {
    const odd = databagSchema<{ odd: string }>({ odd: field('constructor', text) });
    expect(odd.decode({})).toEqual({ values: {}, faults: [] });
  });
});
