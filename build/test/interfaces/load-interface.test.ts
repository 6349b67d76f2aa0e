import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DiagnosticsError } from '@reactive-charms/juju';
import { loadInterface } from '../../src/interfaces/load-interface.ts';
import { makeWorkspace, type Files, type Workspace } from '../support/workspace.ts';
import { BLOG, BLOG_SIDES, codeOf } from './support/blog-interface.ts';

let workspace: Workspace;

beforeEach(() => {
  workspace = makeWorkspace(BLOG);
});

afterEach(() => workspace.remove());

const load = (): ReturnType<typeof loadInterface> =>
  loadInterface({ directory: 'interfaces/blog', cwd: workspace.root });

/** The mistakes that are reported of the package with other files. */
async function mistakesWith(files: Files): Promise<DiagnosticsError['diagnostics']> {
  workspace.write(files);
  const error: unknown = await load().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof DiagnosticsError) return error.diagnostics;
  throw new Error(`expected a user's mistake, got ${String(error)}`);
}

describe('an interface package', () => {
  it('is its interface.yaml and what its code exports as definition, without the classes', async () => {
    const { provides } = BLOG_SIDES;
    expect(await load()).toEqual({
      name: 'blog-posts',
      version: 2,
      summary: 'Posts of a blog.',
      maintainer: undefined,
      directory: join(workspace.root, 'interfaces/blog'),
      label: 'interfaces/blog',
      sides: [
        { role: 'provides', unit: provides.unit, application: provides.application },
        { role: 'requires', unit: undefined, application: undefined },
      ],
    });
  });

  it('may be of JavaScript, import other packages, and talk when it is imported', async () => {
    workspace.write({
      'interfaces/plain/interface.yaml': 'name: plain\nversion: 0\nsummary: Plain.\n',
      'interfaces/plain/index.js': `import { definition as found } from 'sides';
console.log('hello');
process.stdout.write('{"definition": 1');
export const definition = found;
`,
      'node_modules/sides/index.js': 'exports.definition = { peers: {} };\n',
    });
    const found = await loadInterface({ directory: 'interfaces/plain', cwd: workspace.root });
    expect(found).toMatchObject({ version: 0, sides: [{ role: 'peers', unit: undefined }] });
  });

  it('need not have a definition', async () => {
    workspace.write({ 'interfaces/blog/index.ts': 'export class Provides {}\n' });
    expect(await load()).toBeUndefined();
  });
});

describe('interface.yaml', () => {
  it.each([
    ['version: 1\nsummary: s\n', "'name' must be a text, found nothing", undefined],
    ['name: [x]\nversion: 1\nsummary: s\n', "'name' must be a text, found a list", 1],
    ['name: ../x\nversion: 1\nsummary: s\n', "'../x' is no name of an interface", 1],
    ['name: x\nsummary: s\n', "'version' must be a whole number from 0, found nothing", undefined],
    ['name: x\nversion: -1\nsummary: s\n', "'version' must be a whole number from 0, found -1", 2],
    ['name: x\nversion: 1.5\nsummary: s\n', 'a whole number from 0, found 1.5', 2],
    ['name: x\nversion: "1"\nsummary: s\n', 'a whole number from 0, found text', 2],
    ['name: x\nversion: 1\n', "'summary' must be a text, found nothing", undefined],
    ['name: x\nversion: 1\nsummary: {}\n', "'summary' must be a text, found a mapping", 3],
    ['name: x\nversion: 1\nsummary: s\nmaintainer: 5\n', "'maintainer' must be a text, found 5", 4],
  ])('is refused as %j', async (text, message, line) => {
    const found = await mistakesWith({ 'interfaces/blog/interface.yaml': text });
    expect(found).toHaveLength(1);
    expect(found[0]?.text).toContain(message);
    expect(found[0]?.place).toMatchObject({
      file: 'interfaces/blog/interface.yaml',
      ...(line === undefined ? {} : { line }),
    });
    expect(found[0]?.fix).toBeDefined();
  });

  it('must be there', async () => {
    const found = loadInterface({ directory: 'interfaces', cwd: workspace.root });
    await expect(found).rejects.toThrow('interfaces is no interface: it has no interface.yaml');
    const gone = loadInterface({ directory: 'gone', cwd: workspace.root });
    await expect(gone).rejects.toThrow('there is no folder gone');
  });
});

describe('broken code', () => {
  it.each([
    ['is no TypeScript', 'export const definition = ;\n', 'Unexpected ";"', 1],
    ['imports what is not there', "import './gone.ts';\n", 'Could not resolve "./gone.ts"', 1],
    [
      'throws',
      "\nconst tell = (): never => {\n  throw new TypeError('oh dear');\n};\ntell();\n",
      'importing the interface fails: oh dear',
      3,
    ],
    ['throws no error', '\n\nthrow null;\n', 'importing the interface fails: null', undefined],
    [
      'throws later',
      "export const definition = { get provides(): never { throw new Error('late'); } };\n",
      'importing the interface fails: late',
      1,
    ],
    [
      'ends the program',
      'process.exit(0);\n',
      'importing the interface fails: it ends the program',
      undefined,
    ],
    [
      'holds itself',
      'export const definition: Record<string, unknown> = {};\ndefinition.peers = definition;\n',
      'importing the interface fails: Converting circular structure to JSON',
      undefined,
    ],
  ])('that %s is told with its place and without a stack', async (_, code, message, line) => {
    const [found, ...more] = await mistakesWith({ 'interfaces/blog/index.ts': code });
    expect(more).toEqual([]);
    expect(found?.text).toContain(message);
    expect(found?.text).not.toContain('\n');
    expect(found?.place).toMatchObject({
      file: 'interfaces/blog/index.ts',
      ...(line === undefined ? {} : { line, source: code.split('\n')[line - 1] }),
    });
  });
});

describe('code with effects', () => {
  it.each([
    ['writes files', "import { writeFileSync } from 'node:fs';\nwriteFileSync('FILE', 'x');\n"],
    ['reads files', "import { readFileSync } from 'node:fs';\nreadFileSync('/etc/hosts');\n"],
    [
      'starts programs',
      "import { execSync } from 'node:child_process';\nexecSync('touch FILE');\n",
    ],
  ])('that %s when it is imported is refused, and has none', async (wish, code) => {
    const file = join(workspace.root, 'effect');
    const found = await mistakesWith({
      'interfaces/blog/index.ts': code.replace('FILE', file),
    });
    expect(found).toMatchObject([
      {
        code: 'INTERFACE_SIDE_EFFECT',
        text: `importing the interface ${wish}`,
        place: { file: 'interfaces/blog/index.ts', line: 2 },
      },
    ]);
    expect(existsSync(file)).toBe(false);
  });

  it('sees nothing of the environment', async () => {
    process.env['SECRET_OF_THE_TEST'] = 'x';
    try {
      workspace.write({
        'interfaces/blog/index.ts': `export const definition = 'SECRET_OF_THE_TEST' in process.env ? 1 : { peers: {} };\n`,
      });
      expect(await load()).toMatchObject({ sides: [{ role: 'peers' }] });
    } finally {
      delete process.env['SECRET_OF_THE_TEST'];
    }
  });
});

describe('a definition', () => {
  it('is refused with everything that is wrong, each with its way and without its value', async () => {
    const bag = { schema: { type: 'object', properties: {} }, example: {} };
    const found = await mistakesWith({
      'interfaces/blog/index.ts': codeOf({
        provides: {
          unit: {
            schema: {
              type: 'object',
              properties: {
                'a-b': { type: 'strin', pattern: '(', minLength: '1' },
                c: { patern: 'x', anyOf: {}, items: 'secret' },
              },
              patternProperties: { '[': {} },
              required: [1],
              enum: [],
            },
            example: { key: 5 },
          },
          application: [],
        },
        requires: { unit: { ...bag, schema: { type: 'array' } } },
      }),
    });
    const properties = 'definition.provides.unit.schema.properties';
    expect(found.map(({ text }) => text).sort()).toEqual([
      'definition.provides.application must be an object with schema and example, found a list',
      'definition.provides.unit.example.key must be a text, found a number',
      'definition.provides.unit.schema.enum must be a list of values, found a list',
      'definition.provides.unit.schema.patternProperties["["] is no regular expression',
      `${properties}.c has the keyword 'patern', which the builder does not know`,
      `${properties}.c.anyOf must be a list, found an object`,
      `${properties}.c.items must be a JSON Schema, found a text`,
      `${properties}["a-b"].minLength must be a number, found a text`,
      `${properties}["a-b"].pattern is no regular expression`,
      `${properties}["a-b"].type must be one of string, number, integer, boolean, array, object, null, found a text`,
      'definition.provides.unit.schema.required[0] must be a text, found a number',
      "definition.requires.unit.schema.type must be 'object', because a databag is one, found a text",
    ]);
    expect(found.find(({ text }) => text.includes('patern'))?.fix).toBe("write 'pattern'");
    expect(found.every(({ place }) => place?.file === 'interfaces/blog/index.ts')).toBe(true);
  });

  it.each([
    [{}, 'found no side'],
    [{ provides: {} }, 'found provides'],
    [{ provides: {}, requires: {}, peers: {} }, 'found provides and requires and peers'],
  ])('has both sides, or peers alone: %j', async (sides, message) => {
    const [found] = await mistakesWith({ 'interfaces/blog/index.ts': codeOf(sides) });
    expect(found?.text).toContain(message);
  });

  it('has examples that its own schemas take', async () => {
    const { unit } = BLOG_SIDES.provides;
    const example = { ...unit.example, public: 'true', posts: '[{"likes": 3}]' };
    const found = await mistakesWith({
      'interfaces/blog/index.ts': codeOf({
        ...BLOG_SIDES,
        provides: { unit: { ...unit, example } },
      }),
    });
    expect(found.map(({ code, text }) => [code, text])).toEqual([
      ['INTERFACE_BAD_EXAMPLE', 'definition.provides.unit.example: public breaks the rule "enum"'],
      [
        'INTERFACE_BAD_EXAMPLE',
        'definition.provides.unit.example: posts breaks the rule "required" in what it holds, at /0',
      ],
    ]);
  });
});
