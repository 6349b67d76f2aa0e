import * as fc from 'fast-check';
import { field } from '../../lib/endpoints/codec.ts';
import {
  json,
  jsonList,
  jsonMap,
  jsonNumber,
  jsonObject,
  jsonOfTexts,
  jsonText,
  parseJson,
  pythonJson,
} from '../../lib/endpoints/json-codec.ts';

describe('pythonJson', () => {
  it('writes the spacing and the order of json.dumps', () => {
    const value = { b: ['x', 1], a: { nested: true, none: null } };
    expect(pythonJson(value)).toBe('{"b": ["x", 1], "a": {"nested": true, "none": null}}');
    expect(pythonJson([])).toBe('[]');
    expect(pythonJson({})).toBe('{}');
  });

  it('writes ASCII only, as json.dumps does', () => {
    expect(pythonJson('é€😀\u007f"\\\n')).toBe(String.raw`"\u00e9\u20ac\ud83d\ude00\u007f\"\\\n"`);
  });

  it('is read back by JSON.parse', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const written = JSON.stringify(value);
        const parsed = parseJson(written);
        const again = parsed.ok ? pythonJson(parsed.value ?? null) : '';
        expect(JSON.parse(again)).toEqual(JSON.parse(written));
      }),
    );
  });
});

describe('parseJson', () => {
  it('refuses nesting that would overflow the stack of a reader', () => {
    expect(parseJson('['.repeat(200_000)).ok).toBe(false);
    expect(parseJson(`${'['.repeat(101)}${']'.repeat(101)}`).ok).toBe(false);
    expect(parseJson(`${'['.repeat(99)}${']'.repeat(99)}`).ok).toBe(true);
    expect(parseJson(JSON.stringify(`${'['.repeat(500)}"\\`)).ok).toBe(true);
  });

  it('needs no long time for a text made up to cost it', () => {
    const started = performance.now();
    expect(parseJson('\\"'.repeat(500_000)).ok).toBe(false);
    expect(parseJson(`"${'\\'.repeat(1_000_001)}`).ok).toBe(false);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('does not quote the text, which may be a secret', () => {
    expect(parseJson('{"password": "secret')).toEqual({ ok: false, reason: 'expected JSON' });
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (wire) => typeof parseJson(wire).ok === 'boolean'));
  });
});

describe('scalars in JSON', () => {
  it('reads numbers and booleans in JSON as their text', () => {
    expect(jsonText.decode(6443)).toEqual({ ok: true, value: '6443' });
    expect(jsonText.decode(true)).toEqual({ ok: true, value: 'True' });
    expect(jsonText.decode(null)).toEqual({ ok: true, value: undefined });
    expect(jsonText.decode([])).toEqual({ ok: false, reason: 'expected a text, found a list' });
    expect(jsonNumber.decode('3')).toEqual({ ok: true, value: 3 });
    expect(jsonNumber.decode('three').ok).toBe(false);
  });
});

describe('lists, maps and objects in JSON', () => {
  const list = json(jsonList(jsonText));

  it('leaves out items that are null or empty', () => {
    expect(list.decode('["a", null, "", "b"]')).toEqual({ ok: true, value: ['a', 'b'] });
  });

  it('counts null and the empty text as absent', () => {
    expect(list.decode('null')).toEqual({ ok: true, value: undefined });
    expect(list.decode('  ')).toEqual({ ok: true, value: undefined });
  });

  it('says which item or member is wrong, not what it holds', () => {
    expect(list.decode('["a", {"secret": 1}]')).toEqual({
      ok: false,
      reason: 'item 2: expected a text, found an object',
    });
    expect(json(jsonMap(jsonText)).decode('{"a": ["secret"]}')).toEqual({
      ok: false,
      reason: 'member a: expected a text, found a list',
    });
    const object = json(jsonObject<{ port: number }>({ port: field('port', jsonNumber) }));
    expect(object.decode('{"port": [7]}')).toEqual({
      ok: false,
      reason: 'member port: expected a number, found a list',
    });
    expect(object.decode('[]').ok).toBe(false);
  });

  it('keeps a member named __proto__ as data', () => {
    const decoded = json(jsonMap(jsonText)).decode('{"__proto__": "x"}');
    expect(decoded.ok && Object.entries(decoded.value ?? {})).toEqual([['__proto__', 'x']]);
  });

  it('writes what a field says for an absent value, else nothing', () => {
    const object = jsonObject<{ a: string; b: string }>({
      a: field('a', jsonText),
      b: field('b', jsonText, { absent: null }),
    });
    expect(pythonJson(object.encode({}))).toBe('{"b": null}');
    expect(pythonJson(object.encode({ a: '', b: 'x' }))).toBe('{"b": "x"}');
  });
});

describe('JSON of texts', () => {
  const texts = jsonOfTexts(jsonMap(jsonText));

  // As Python 3.11 prints what json.loads reads.
  it.each([
    ['12345678901234567890', '12345678901234567890'],
    ['-0', '0'],
    ['0', '0'],
    ['2.0', '2.0'],
    ['1.10', '1.1'],
    ['1e3', '1000.0'],
    ['-0.0', '-0.0'],
    ['1E+15', '1000000000000000.0'],
    ['1e16', '1e+16'],
    ['123456789012345678.5', '1.2345678901234568e+17'],
    ['0.0001', '0.0001'],
    ['0.00001234', '1.234e-05'],
    ['1e400', 'inf'],
    ['-1e400', '-inf'],
  ])('reads the number %s as %s', (wire, value) => {
    expect(texts.decode(`{"a": ${wire}, "b": [1]}`)).toMatchObject({ ok: false });
    expect(texts.decode(`{"a":${wire},"b 1": "2.0 \\" 3"}`)).toEqual({
      ok: true,
      value: { a: value, 'b 1': '2.0 " 3' },
    });
  });

  it.each(['{"a": 01}', '{"a": 1-2}', '{"a": 1 2}', '{"a": "1}', '-'])(
    'refuses %j, which is no JSON',
    (wire) => {
      expect(texts.decode(wire)).toEqual({ ok: false, reason: 'expected JSON' });
    },
  );

  it('reads everything but numbers as before', () => {
    const values = fc.dictionary(fc.string(), fc.oneof(fc.string({ minLength: 1 }), fc.boolean()));
    fc.assert(
      fc.property(values, (map) => {
        const wire = JSON.stringify(map);
        expect(texts.decode(wire)).toEqual(json(jsonMap(jsonText)).decode(wire));
      }),
    );
  });
});
