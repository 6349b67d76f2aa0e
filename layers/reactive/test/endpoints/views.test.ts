import * as fc from 'fast-check';
import { encodeJsonChanges, mergeBags, viewBag, viewJson } from '../../lib/endpoints/views.ts';

/** What a careless author may do to an object, whatever the compiler says. */
function write(target: object, key: string, value: unknown): void {
  Reflect.set(target, key, value);
}

describe('a view of received data', () => {
  const bag = viewBag({ host: 'a' }, 'of mysql/0 in relation db:1');
  const json = viewJson({ ports: '[80]' }, 'of mysql/0 in relation db:1');

  it.each([
    ['raw', bag, 'host'],
    ['JSON', json, 'ports'],
  ])('R98 is not written to (%s): neither known keys nor others', (_, view, key) => {
    const refusal = `key "${key}" of mysql/0 in relation db:1 cannot be written or deleted`;
    expect(() => write(view, key, 'b')).toThrow(refusal);
    expect(() => write(view, 'other', 'b')).toThrow('key "other" of mysql/0');
    expect(() => Object.defineProperty(view, key, { value: 'b' })).toThrow(refusal);
    expect(Object.isFrozen(view)).toBe(true);
  });

  it.each([
    ['raw', bag, 'host'],
    ['JSON', json, 'ports'],
  ])('R98 is not deleted from (%s), which the reference lets happen', (_, view, key) => {
    expect(() => Reflect.deleteProperty(view, key)).toThrow('cannot be written or deleted');
    expect(Object.keys(view)).toEqual([key]);
  });

  it('R98 says what to do instead', () => {
    expect(() => write(bag, 'host', 'b')).toThrow(/\[DATA_READ_ONLY\][^]*publishJson/);
  });

  it('R98 is frozen in its depth', () => {
    const { deep } = viewJson({ deep: '{"list": [1, {"a": 2}]}' }, 'of mysql/0');
    expect(() => write(Object(deep), 'list', [])).not.toThrow();
    expect(deep).toEqual({ list: [1, { a: 2 }] });
  });

  it('R97 has undefined for a key that is not there, whatever its name', () => {
    for (const key of ['missing', 'constructor', 'toString', '__proto__']) {
      expect([bag[key], json[key]]).toEqual([undefined, undefined]);
    }
    expect(viewBag({ ['__proto__']: 'x' }, '')['__proto__']).toBe('x');
  });

  it('shows the same as the databag', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string()), (entries) => {
        expect(Object.entries(viewBag(entries, ''))).toEqual(Object.entries(entries));
        expect({ ...viewBag(entries, '') }).toEqual({ ...entries });
        expect(JSON.stringify(viewBag(entries, ''))).toBe(JSON.stringify(entries));
      }),
    );
  });
});

describe('a view in JSON', () => {
  it.each([
    ['[1, 2]', [1, 2]],
    ['"text"', 'text'],
    ['1.10', 1.1],
    ['true', true],
    ['null', null],
    ['', ''],
    ['plain text', 'plain text'],
    ['{broken', '{broken'],
    ['NaN', 'NaN'],
    ['12345678901234567890', '12345678901234567890'],
  ])('R96 reads %j as %j', (wire, value) => {
    expect(viewJson({ key: wire }, '')).toEqual({ key: value });
  });

  it('R96 leaves alone what is nested too deep for a reader', () => {
    const wire = '['.repeat(200_000);
    expect(viewJson({ key: wire }, '')['key']).toBe(wire);
  });

  it('reads a value when it is asked for, and once', () => {
    const parse = jest.spyOn(JSON, 'parse');
    const view = viewJson({ a: '[1]', b: '[2]' }, '');
    expect(parse).not.toHaveBeenCalled();
    expect(view['a']).toBe(view['a']);
    expect(parse).toHaveBeenCalledTimes(1);
    parse.mockRestore();
  });
});

describe('values published as JSON', () => {
  it('R100 have their members sorted at every depth', () => {
    const value = { b: [{ d: 1, c: 'é' }], a: null };
    expect(encodeJsonChanges({ key: value })).toEqual({
      key: String.raw`{"a": null, "b": [{"c": "\u00e9", "d": 1}]}`,
    });
  });

  it('R102 are withdrawn by undefined', () => {
    expect(encodeJsonChanges({ gone: undefined, kept: '' })).toEqual({ gone: null, kept: '""' });
  });

  it('R103 (different on purpose) are never JSON null, which reads like a withdrawal', () => {
    const changes = { key: JSON.parse('null') };
    expect(() => encodeJsonChanges(changes)).toThrow(
      /key "key" cannot be published as JSON null \[JSON_VALUE\]\n.*undefined to withdraw/,
    );
  });

  it.each([
    ['key', Number.NaN],
    ['key.1', [1, Number.POSITIVE_INFINITY]],
    ['key.a.0', { a: [Symbol('x')] }],
    ['key.a', { a: undefined }],
  ])('are such as JSON has: %s is named', (path, value) => {
    const changes = { key: Object(value) };
    if (typeof value === 'number') Object.assign(changes, { key: value });
    expect(() => encodeJsonChanges(changes)).toThrow(`${path} is not a value that JSON has`);
  });

  it('are read back as they were', () => {
    const values = fc.dictionary(
      fc.string(),
      fc.jsonValue().filter((value) => value !== null),
    );
    fc.assert(
      fc.property(values, (value) => {
        // JSON has no negative zero.
        const plain = JSON.parse(JSON.stringify(value));
        const wire = Object.fromEntries(
          Object.entries(encodeJsonChanges(plain)).map(([key, text]) => [key, text ?? '']),
        );
        expect({ ...viewJson(wire, '') }).toEqual({ ...plain });
      }),
    );
  });
});

describe('merged databags', () => {
  it('R96 have each key from the first that has it', () => {
    expect(mergeBags([{ foo: 'yes' }, { bar: '[1, 2]' }, { foo: 'no' }])).toEqual({
      foo: 'yes',
      bar: '[1, 2]',
    });
  });
});
