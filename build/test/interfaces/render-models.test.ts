import { ModelWriter } from '../../src/interfaces/render-models.ts';
import type { Schema } from '../../src/interfaces/schema-model.ts';

/** The class of a databag with one key, and the module around it. */
function modelOf(schema: Schema): { readonly line: string; readonly module: string } {
  const writer = new ModelWriter();
  const databag: Schema = { type: 'object', properties: { key: schema } };
  expect(writer.addModel(databag, { words: ['Bag'], about: 'A databag.' })).toBe('Bag');
  const module = `${writer.imports}${writer.definitions}`;
  return { line: /^ {4}key: (.+) = Field\($/m.exec(module)?.[1] ?? '', module };
}

describe('the type of a value', () => {
  const numbers: Schema = { type: 'array', items: { type: 'number' } };

  it.each<[Schema, string]>([
    [{ type: 'string' }, 'str'],
    [{ type: 'string', enum: ['True', 'False'] }, 'Literal["True", "False"]'],
    [{ enum: [1, true, null, 'a"\\b'] }, 'Literal[1, True, None, "a\\"\\\\b"]'],
    [
      { type: 'string', pattern: '^[a-z]\\d+$', minLength: 2 },
      'Annotated[str, StringConstraints(pattern=r"^[a-z]\\d+$", min_length=2)]',
    ],
    [{ type: 'string', pattern: '"\\d' }, 'Annotated[str, StringConstraints(pattern="\\"\\\\d")]'],
    [{ type: 'string', contentMediaType: 'application/x-pem-file' }, 'str'],
    [{ type: 'string', contentMediaType: 'application/json' }, 'Json[Any]'],
    [
      { type: 'string', contentMediaType: 'application/json', contentSchema: numbers },
      'Json[list[StrictFloat]]',
    ],
    [
      { type: 'string', contentMediaType: 'application/yaml', contentSchema: numbers },
      'Annotated[list[StrictFloat], BeforeValidator(read_yaml)]',
    ],
    [{ type: 'string', contentMediaType: 'application/yaml' }, 'str'],
    [{ type: 'integer', minimum: 0, maximum: 6 }, 'Annotated[StrictInt, Field(ge=0, le=6)]'],
    [{ type: 'boolean' }, 'StrictBool'],
    [{ type: 'array' }, 'list[Any]'],
    [{ type: 'object' }, 'dict[str, Any]'],
    [{ type: 'object', additionalProperties: { type: 'string' } }, 'dict[str, str]'],
    [{ type: 'object', properties: {} }, 'BagKey'],
    [{ anyOf: [{ type: 'string' }, { type: 'integer' }] }, 'Union[str, StrictInt]'],
    [{}, 'Any'],
  ])('%j is %s', (schema, type) => {
    expect(modelOf(schema).line).toBe(`Optional[${type}]`);
  });

  it('may be null, and is no more optional for it', () => {
    expect(modelOf({ anyOf: [{ type: 'string' }, { type: 'null' }] }).line).toBe('Optional[str]');
    expect(modelOf({ type: 'null' }).line).toBe('None');
  });

  it("imports what it needs, Python's own modules first", () => {
    const { module } = modelOf({ type: 'string', enum: ['a'] });
    expect(module).toMatch(
      /^from typing import Literal, Optional\n\nfrom pydantic import BaseModel, ConfigDict, Field\n\n\nclass Bag/,
    );
    expect(
      modelOf({ type: 'string', contentMediaType: 'application/yaml', contentSchema: {} }).module,
    ).toMatch(/^import yaml\nfrom /m);
  });
});

describe('the model of an object', () => {
  it('names its fields after the keys, in a way that Python and pydantic take', () => {
    const keys = [
      'plain',
      'with-dash',
      'with_dash',
      'from',
      'json',
      'model_x',
      '_x',
      '1x',
      'a.b',
      'é',
    ];
    const writer = new ModelWriter();
    const properties = Object.fromEntries(keys.map((key) => [key, { type: 'string' } as const]));
    writer.addModel({ type: 'object', properties }, { words: ['Bag'], about: 'A databag.' });
    const found = [
      ...writer.definitions.matchAll(/^ {4}(\w+): .*\n {8}default=None,\n(?: {8}alias=(".*"),)?/gm),
    ].map(([, name, alias]) => [name, alias === undefined ? name : JSON.parse(alias)]);
    expect(found).toEqual([
      ['plain', 'plain'],
      ['with_dash', 'with-dash'],
      ['with_dash_2', 'with_dash'],
      ['key_from', 'from'],
      ['key_json', 'json'],
      ['key_model_x', 'model_x'],
      ['key_x', '_x'],
      ['key_1x', '1x'],
      ['a_b', 'a.b'],
      ['key_', 'é'],
    ]);
  });

  it('stands behind those that it is made of, each with a name of its own', () => {
    const writer = new ModelWriter();
    const inner: Schema = {
      type: 'object',
      properties: { b: { type: 'string' } },
      required: ['b'],
    };
    writer.addModel(
      { type: 'object', properties: { 'a-a': inner, a_a: inner } },
      { words: ['Bag'], about: 'A databag.' },
    );
    expect([...writer.definitions.matchAll(/^class (\w+)/gm)].map(([, name]) => name)).toEqual([
      'BagAA',
      'BagAA_2',
      'Bag',
    ]);
    expect(writer.definitions).toContain('    b: str = Field(\n    )');
  });

  it('is as open as its schema', () => {
    const writer = new ModelWriter();
    writer.addModel(
      {
        type: 'object',
        properties: {
          open: { type: 'object', properties: {} },
          closed: { type: 'object', properties: {}, additionalProperties: false },
          typed: { type: 'object', properties: {}, additionalProperties: { type: 'integer' } },
        },
      },
      { words: ['Bag'], about: 'A databag.' },
    );
    const bodies = writer.definitions.split('\n\n\n').map((text) => text.trim().split('\n'));
    const bodyOf = (name: string): string =>
      bodies.find(([first]) => first === `class ${name}(BaseModel):`)?.join('\n') ?? '';
    expect(bodyOf('BagOpen')).toContain('extra="allow"');
    expect(bodyOf('BagOpen')).not.toContain('__pydantic_extra__');
    expect(bodyOf('BagClosed')).toContain('extra="forbid"');
    expect(bodyOf('BagTyped')).toContain('__pydantic_extra__: dict[str, StrictInt]');
    expect(bodyOf('Bag')).toContain('extra="allow"');
  });

  it('checks keys that are known by a pattern only', () => {
    const writer = new ModelWriter();
    writer.addModel(
      { type: 'object', patternProperties: { '^.+\\.token$': { type: 'string', minLength: 8 } } },
      { words: ['Bag'], about: 'A """databag""" of \\ "one"' },
    );
    expect(writer.definitions).toContain(
      'r"^.+\\.token$": TypeAdapter(Annotated[str, StringConstraints(min_length=8)]),',
    );
    expect(writer.definitions).toContain('def check_patterns(');
    expect(writer.imports).toContain('import re\n');
    expect(writer.definitions).toContain(`"""A '''databag''' of \\\\ "one'"""`);
  });
});
