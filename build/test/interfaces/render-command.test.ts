import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeWorkspace, type Workspace } from '../support/workspace.ts';
import { BLOG, codeOf } from './support/blog-interface.ts';
import { runCharm, type Outcome } from '../support/run-charm.ts';

let workspace: Workspace;

beforeEach(() => {
  workspace = makeWorkspace(BLOG);
});

afterEach(() => workspace.remove());

const FOLDER = 'out/interfaces/blog_posts/v2';

const render = (...directories: readonly string[]): Promise<Outcome> =>
  runCharm(workspace.root, 'render', 'interface', ...directories, '--output-dir', 'out');

const read = (path: string): string => readFileSync(join(workspace.root, path), 'utf8');

describe('charm render interface', () => {
  it('writes the layout of the catalogue, and finds nothing to do then', async () => {
    const paths = [
      `${FOLDER}/README.md`,
      `${FOLDER}/interface.yaml`,
      `${FOLDER}/interface_tests/test_provider.py`,
      `${FOLDER}/interface_tests/test_requirer.py`,
      `${FOLDER}/schema.py`,
      'out/docs/json_schemas/blog_posts/v2/provider.json',
      'out/docs/json_schemas/blog_posts/v2/requirer.json',
    ];
    const first = await render('interfaces/blog');
    expect(first).toEqual({
      code: 0,
      output: paths.map((path) => `${path}  written\n`).join(''),
      problems: '',
    });
    expect((await render()).output).toBe(first.output.replaceAll('written', 'unchanged'));
    await runCharm(workspace.root, 'schema');
    for (const name of ['provider', 'requirer']) {
      expect(read(`out/docs/json_schemas/blog_posts/v2/${name}.json`)).toBe(
        read(`interfaces/blog/schemas/${name}.json`),
      );
    }
  });

  it('names the interface as the catalogue does, and keeps what people wrote there', async () => {
    await render();
    expect(read(`${FOLDER}/interface.yaml`)).toBe(
      'name: blog_posts\nversion: 2\nstatus: draft\nproviders: []\nrequirers: []\n',
    );
    workspace.write({ [`${FOLDER}/interface.yaml`]: 'name: blog_posts\nstatus: published\n' });
    expect((await render()).output).toContain(`${FOLDER}/interface.yaml  kept\n`);
    expect(read(`${FOLDER}/interface.yaml`)).toContain('published');
  });

  it('tells of a folder that cannot be written, without a stack', async () => {
    workspace.write({ out: 'a file' });
    expect(await render()).toEqual({
      code: 1,
      output: '',
      problems:
        'error: out/interfaces/blog_posts/v2 cannot be used: a part of the path is a file, not a folder [FILE_REFUSED]\n' +
        '  fix: give this user the right to it, or name another folder\n',
    });
  });

  it('tells the protocol in the sections of the catalogue, without flags and code', async () => {
    await render();
    expect(read(`${FOLDER}/README.md`)).toBe(`# \`blog-posts/v2\`

## Usage

Posts of a blog. See the rules and [Juju](https://juju.is).

A second paragraph.

Charms name the interface \`blog-posts\` in their metadata.

## Direction

The interface \`blog-posts\` has a provider and a requirer; only the provider publishes data.

\`\`\`mermaid
flowchart TD
    Provider -- "base-url, public, posts, theme" --> Requirer
\`\`\`

## Behavior

Both sides must keep to this to be compatible with the interface.

A key without a value is withdrawn.

Posts are for everybody.

Posts of units that leave are gone with them.

### Provider

- Every unit publishes:
  - \`base-url\`: where the blog is
  - \`<unit>.token\`: for one reader: \`a|b\`
- The leader publishes:
  - \`theme\`: YAML
- What the blog does:
  - Readers and reader names: of the lowest unit.

### Requirer

- Nobody publishes:
  - \`base-url\`: of the provider alone
- Nothing is published; Juju fills the key:
  - \`ingress-address\`: address of the reader
- What a reader does, in any order:
  - Latest posts: the posts of all units, the newest first. Equal ones count once. Posts of is a part of them.
  - Authors: each once.

## Relation Data

[\\[Pydantic Schema\\]](./schema.py)

[\\[JSON Schema of the provider\\]](../../../docs/json_schemas/blog_posts/v2/provider.json)

[\\[JSON Schema of the requirer\\]](../../../docs/json_schemas/blog_posts/v2/requirer.json)

#### Example

\`\`\`yaml
provider:
  app:
    theme: |
      colour: blue
  unit:
    base-url: https://blog.example
    public: "True"
    posts: '[{"title": "On \\"flags\\"", "likes": 3, "tags": "[\\"a\\"]"}]'
    reader_0.token: not-a-secret
requirer:
  app: {}
  unit: {}
\`\`\`
`);
  });

  it('makes pydantic models of both sides, also of one that writes nothing', async () => {
    await render();
    const module = read(`${FOLDER}/schema.py`);
    expect(module).toContain('from interface_tester.schema_base import DataBagSchema\n');
    expect(module).toContain(`class ProviderSchema(DataBagSchema):
    """What a provider of blog-posts writes into its databags."""

    unit: ProviderUnitData
    app: ProviderAppData


class RequirerSchema(DataBagSchema):
    """What a requirer of blog-posts writes: nothing."""
`);
    expect(module)
      .toContain(`    base_url: Optional[Annotated[str, StringConstraints(pattern=r"^https?://")]] = Field(
        default=None,
        alias="base-url",
        description="where the blog is",
        examples=["https://blog.example"],
    )
`);
  });

  it('makes tests that give each side what the other writes', async () => {
    await render();
    const requirer = read(`${FOLDER}/interface_tests/test_requirer.py`);
    expect(requirer.match(/^def test_\w+/gm)).toEqual([
      'def test_writes_valid_data_when_created',
      'def test_takes_what_a_provider_writes',
    ]);
    expect(requirer).toContain('            "theme": "colour: blue\\n",\n');
    expect(requirer).toContain('        remote_units_data={0: {\n            "base-url": "https:');
    const provider = read(`${FOLDER}/interface_tests/test_provider.py`);
    expect(provider).not.toContain('remote_');
  });
});

describe('interfaces that the catalogue has no form for', () => {
  beforeEach(() => {
    workspace.write({
      'interfaces/wiki/interface.yaml': 'name: wiki\nversion: 0\nsummary: Wiki.\n',
      'interfaces/wiki/index.ts': codeOf({ peers: {} }),
    });
  });

  it('are passed over with a warning, or refused where they are named; the others are written', async () => {
    const all = await render();
    expect(all.code).toBe(0);
    expect(all.problems).toContain('interfaces/wiki: warning: wiki is an interface of peers');
    const named = await render('interfaces/wiki', 'interfaces/blog');
    expect(named.code).toBe(1);
    expect(named.problems).toContain('interfaces/wiki: error: wiki is an interface of peers');
    expect(named.output).toContain(`${FOLDER}/README.md  unchanged\n`);
    expect(readdirSync(join(workspace.root, 'out/interfaces'))).toEqual(['blog_posts']);
  });

  it('are those without a README, and those that have the name of another there', async () => {
    workspace.write({
      'interfaces/wiki/index.ts': codeOf({ provides: {}, requires: {} }),
      'interfaces/copy/interface.yaml': 'name: blog_posts\nversion: 2\nsummary: Blog.\n',
      'interfaces/copy/index.ts': codeOf({ provides: {}, requires: {} }),
      'interfaces/copy/README.md': '# blog_posts\n',
    });
    const { code, problems } = await render();
    expect(code).toBe(1);
    expect(problems).toContain('interfaces/wiki: error: the interface has no README.md to render');
    expect(problems).toContain(
      "interfaces/copy: error: another interface has the name 'blog_posts' in the catalogue too",
    );
    expect(read(`${FOLDER}/README.md`)).toContain('Posts of a blog.');
  });
});

describe('the command line of charm render', () => {
  it.each([
    [['render'], 'charm render can render an interface, not nothing'],
    [['render', 'interfaces', '--output-dir', 'out'], "an interface, not 'interfaces'"],
    [['render', 'interface'], '--output-dir is missing'],
    [['render', 'interface', 'gone', '--output-dir', 'out'], 'there is no folder gone'],
  ])('%j is refused', async (argv, message) => {
    const { code, output, problems } = await runCharm(workspace.root, ...argv);
    expect([code, output]).toEqual([1, '']);
    expect(problems).toContain(message);
    expect(existsSync(join(workspace.root, 'out'))).toBe(false);
  });
});
