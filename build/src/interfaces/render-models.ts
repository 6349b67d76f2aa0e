import { HELPERS, type HelperName } from './render-helpers.ts';
import { className, docstring, fieldName, pythonPattern, pythonValue } from './render-python.ts';
import type { Schema } from './schema-model.ts';

/** A class for an object: what it is called and described by. */
interface ModelNotes {
  /** The words that its name is made of. */
  readonly words: readonly string[];
  readonly about: string;
  /** Values of some of its keys, to be shown as examples. */
  readonly example?: Readonly<Record<string, string>>;
}

/** A key that its class describes. */
interface Member {
  readonly key: string;
  readonly schema: Schema;
  readonly isRequired: boolean;
  readonly example: string | undefined;
}

/** Modules of Python itself that models use. */
const OWN_MODULES: readonly string[] = ['re', 'typing'];

/** Writes pydantic models of databags and of what they hold, each behind those that it is made of. */
export class ModelWriter {
  readonly #names = new Set<string>();
  readonly #definitions: string[] = [];
  readonly #imports = new Map<string, Set<string>>();
  readonly #helpers = new Set<HelperName>();

  /** Adds the model of an object. @returns the name of its class. */
  addModel(schema: Schema, { words, about, example = {} }: ModelNotes): string {
    const name = className(words, this.#names);
    this.#names.add(name);
    const members = Object.entries(schema.properties ?? {}).map(([key, found]) => ({
      key,
      schema: found,
      isRequired: schema.required?.includes(key) ?? false,
      example: Object.hasOwn(example, key) ? example[key] : undefined,
    }));
    const fields = this.#fieldsOf(members, words);
    const patterns = this.#patternsOf(schema, words);
    this.import('pydantic', 'BaseModel', 'ConfigDict');
    const lines = [
      `class ${name}(BaseModel):`,
      `    ${docstring(about)}`,
      '',
      ...this.#openness(schema, words),
      ...fields,
      ...(patterns.length === 0 ? [] : this.#patternCheck(patterns)),
    ];
    this.#definitions.push(`${lines.join('\n')}\n`);
    return name;
  }

  /** Adds an import: names of a module, or the module itself. */
  import(module: string, ...names: readonly string[]): void {
    const known = this.#imports.get(module) ?? new Set();
    for (const name of names) known.add(name);
    this.#imports.set(module, known);
  }

  /** What was added, as the text of a module without its head. */
  get definitions(): string {
    const helpers = [...this.#helpers].sort().map((name) => HELPERS[name].code);
    return [...helpers, ...this.#definitions].map((text) => `\n\n${text}`).join('');
  }

  /** The imports that the definitions need: Python's own modules first, then others. */
  get imports(): string {
    const inOrder = [...this.#imports].sort(([a], [b]) => (a < b ? -1 : 1));
    const modules = inOrder.toSorted(([, a], [, b]) => Math.sign(a.size) - Math.sign(b.size));
    const groups = [true, false].map((isOwn) =>
      modules
        .filter(([module]) => OWN_MODULES.includes(module) === isOwn)
        .map(([module, names]) =>
          names.size === 0
            ? `import ${module}\n`
            : `from ${module} import ${[...names].sort().join(', ')}\n`,
        )
        .join(''),
    );
    return groups.filter((group) => group !== '').join('\n');
  }

  /** Says what is allowed beside the keys that the class describes. */
  #openness({ additionalProperties = true }: Schema, words: readonly string[]): string[] {
    const extra = additionalProperties === false ? 'forbid' : 'allow';
    const config = `    model_config = ConfigDict(extra="${extra}")`;
    if (typeof additionalProperties === 'boolean') return [config];
    const type = this.#typeOf(additionalProperties, [...words, 'other']);
    this.import('pydantic', 'Field');
    return [config, `    __pydantic_extra__: dict[str, ${type}] = Field(init=False)`];
  }

  #fieldsOf(members: readonly Member[], words: readonly string[]): string[] {
    const taken = new Set<string>();
    return members.flatMap((member) => {
      const { key, schema, isRequired, example } = member;
      const name = fieldName(key, taken);
      taken.add(name);
      const type = this.#typeOf(schema, [...words, key]);
      const notes = [
        ...(isRequired ? [] : ['default=None']),
        ...(name === key ? [] : [`alias=${pythonValue(key)}`]),
        ...(schema.description === undefined
          ? []
          : [`description=${pythonValue(schema.description)}`]),
        ...(example === undefined ? [] : [`examples=[${pythonValue(example)}]`]),
      ];
      this.import('pydantic', 'Field');
      return [
        '',
        `    ${name}: ${isRequired ? type : this.#optional(type)} = Field(`,
        ...notes.map((note) => `        ${note},`),
        '    )',
      ];
    });
  }

  /** Lines of a mapping from the patterns of keys to the types of their values. */
  #patternsOf({ patternProperties = {} }: Schema, words: readonly string[]): string[] {
    return Object.entries(patternProperties).map(([pattern, schema], index) => {
      this.import('pydantic', 'TypeAdapter');
      const type = this.#typeOf(schema, [...words, `pattern${index + 1}`]);
      return `${pythonPattern(pattern)}: TypeAdapter(${type}),`;
    });
  }

  #patternCheck(patterns: readonly string[]): string[] {
    this.import('pydantic', 'model_validator');
    this.#help('check_patterns');
    return [
      '',
      '    @model_validator(mode="after")',
      '    def values_fit_their_keys(self):',
      '        check_patterns(',
      '            self,',
      '            {',
      ...patterns.map((line) => `                ${line}`),
      '            },',
      '        )',
      '        return self',
    ];
  }

  /** The type of the values that a schema describes. */
  #typeOf(schema: Schema, words: readonly string[]): string {
    if (schema.enum !== undefined) {
      this.import('typing', 'Literal');
      return `Literal[${schema.enum.map(pythonValue).join(', ')}]`;
    }
    if (schema.anyOf !== undefined) return this.#unionOf(schema.anyOf, words);
    if (schema.type === undefined) return this.#any();
    switch (schema.type) {
      case 'string':
        return this.#textOf(schema, words);
      case 'integer':
      case 'number':
        return this.#numberOf(schema);
      case 'boolean':
        this.import('pydantic', 'StrictBool');
        return 'StrictBool';
      case 'null':
        return 'None';
      case 'array':
        return `list[${schema.items === undefined ? this.#any() : this.#typeOf(schema.items, words)}]`;
      case 'object':
        return this.#objectOf(schema, words);
    }
  }

  #unionOf(branches: readonly Schema[], words: readonly string[]): string {
    const types = branches
      .filter(({ type }) => type !== 'null')
      .map((branch) => this.#typeOf(branch, words));
    if (types.length === 0) return 'None';
    if (types.length > 1) this.import('typing', 'Union');
    const type = types.length === 1 ? types.join('') : `Union[${types.join(', ')}]`;
    return types.length === branches.length ? type : this.#optional(type);
  }

  #textOf(schema: Schema, words: readonly string[]): string {
    const { contentMediaType, contentSchema, pattern, minLength } = schema;
    if (contentMediaType === 'application/json') {
      this.import('pydantic', 'Json');
      return `Json[${contentSchema === undefined ? this.#any() : this.#typeOf(contentSchema, words)}]`;
    }
    if (contentMediaType === 'application/yaml' && contentSchema !== undefined) {
      this.import('typing', 'Annotated');
      this.import('pydantic', 'BeforeValidator');
      this.#help('read_yaml');
      return `Annotated[${this.#typeOf(contentSchema, words)}, BeforeValidator(read_yaml)]`;
    }
    if (pattern === undefined && minLength === undefined) return 'str';
    this.import('typing', 'Annotated');
    this.import('pydantic', 'StringConstraints');
    const rules = [
      ...(pattern === undefined ? [] : [`pattern=${pythonPattern(pattern)}`]),
      ...(minLength === undefined ? [] : [`min_length=${minLength}`]),
    ];
    return `Annotated[str, StringConstraints(${rules.join(', ')})]`;
  }

  #numberOf({ type, minimum, maximum }: Schema): string {
    const name = type === 'integer' ? 'StrictInt' : 'StrictFloat';
    this.import('pydantic', name);
    if (minimum === undefined && maximum === undefined) return name;
    this.import('typing', 'Annotated');
    this.import('pydantic', 'Field');
    const rules = [
      ...(minimum === undefined ? [] : [`ge=${minimum}`]),
      ...(maximum === undefined ? [] : [`le=${maximum}`]),
    ];
    return `Annotated[${name}, Field(${rules.join(', ')})]`;
  }

  #objectOf(schema: Schema, words: readonly string[]): string {
    const { properties, patternProperties, additionalProperties } = schema;
    if (properties === undefined && patternProperties === undefined) {
      if (typeof additionalProperties !== 'object') return `dict[str, ${this.#any()}]`;
      return `dict[str, ${this.#typeOf(additionalProperties, words)}]`;
    }
    const about = schema.title ?? `The value of ${words.at(-1) ?? 'a key'}.`;
    return this.addModel(schema, { words, about });
  }

  #optional(type: string): string {
    if (type.startsWith('Optional[') || type === 'None') return type;
    this.import('typing', 'Optional');
    return `Optional[${type}]`;
  }

  #any(): string {
    this.import('typing', 'Any');
    return 'Any';
  }

  #help(name: HelperName): void {
    this.#helpers.add(name);
    for (const [module, names] of HELPERS[name].imports) this.import(module, ...names);
  }
}
