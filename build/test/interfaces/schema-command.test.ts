import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeWorkspace, type Workspace } from '../support/workspace.ts';
import { BLOG, BLOG_SIDES, codeOf } from './support/blog-interface.ts';
import { runCharm } from '../support/run-charm.ts';

let workspace: Workspace;

beforeEach(() => {
  workspace = makeWorkspace(BLOG);
});

afterEach(() => workspace.remove());

const FOLDER = 'interfaces/blog/schemas';

function read(name: string): unknown {
  return JSON.parse(readFileSync(join(workspace.root, FOLDER, name), 'utf8'));
}

describe('charm schema', () => {
  it('writes what each side writes as JSON Schema, open for other keys, with an example', async () => {
    expect(await runCharm(workspace.root, 'schema', 'interfaces/blog')).toEqual({
      code: 0,
      output: `${FOLDER}/provider.json  written\n${FOLDER}/requirer.json  written\n`,
      problems: '',
    });
    const { unit, application } = BLOG_SIDES.provides;
    expect(read('provider.json')).toEqual({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: 'ProviderSchema',
      description: 'What a provider of blog-posts writes into its databags.',
      type: 'object',
      properties: {
        unit: {
          description: 'The databag of each unit.',
          ...unit.schema,
          additionalProperties: true,
          examples: [unit.example],
        },
        app: {
          description: 'The databag of the application, written by its leader.',
          ...application.schema,
          additionalProperties: true,
          examples: [application.example],
        },
      },
    });
    expect(read('requirer.json')).toEqual({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: 'RequirerSchema',
      description: 'What a requirer of blog-posts writes: nothing.',
      type: 'object',
      properties: {},
    });
  });

  it('leaves databags open that their definition closes', async () => {
    const schema = { type: 'object', properties: {}, additionalProperties: false };
    workspace.write({
      'interfaces/blog/index.ts': codeOf({ peers: { unit: { schema, example: {} } } }),
    });
    await runCharm(workspace.root, 'schema');
    expect(read('peer.json')).toMatchObject({
      properties: { unit: { additionalProperties: true } },
    });
  });

  it('finds nothing to do, then notices what is stale', async () => {
    expect((await runCharm(workspace.root, 'schema', '--check')).code).toBe(1);
    expect(existsSync(join(workspace.root, FOLDER))).toBe(false);
    await runCharm(workspace.root, 'schema');
    expect((await runCharm(workspace.root, 'schema')).output).toContain(
      'provider.json  unchanged\n',
    );
    expect(await runCharm(workspace.root, 'schema', '--check', '--quiet')).toEqual({
      code: 0,
      output: '',
      problems: '',
    });
    workspace.write({ 'interfaces/blog/index.ts': codeOf({ peers: {} }) });
    const stale = await runCharm(workspace.root, 'schema', '--check');
    expect(stale.code).toBe(1);
    for (const name of ['provider', 'requirer', 'peer']) {
      expect(stale.problems).toContain(`${FOLDER}/${name}.json: error: the file does not fit`);
    }
    expect(stale.problems).toContain('fix: run "npx charm schema" and commit the result');
  });

  it('removes the files of sides that are gone', async () => {
    await runCharm(workspace.root, 'schema');
    workspace.write({ 'interfaces/blog/index.ts': codeOf({ peers: {} }) });
    expect((await runCharm(workspace.root, 'schema')).output).toBe(
      `${FOLDER}/provider.json  removed\n${FOLDER}/requirer.json  removed\n${FOLDER}/peer.json  written\n`,
    );
    expect(read('peer.json')).toMatchObject({ title: 'PeerSchema', properties: {} });
  });

  it('is about the interface here, or all of the workspace, seen from where it runs', async () => {
    workspace.write({
      'interfaces/wiki/interface.yaml': 'name: wiki\nversion: 0\nsummary: Wiki.\n',
      'interfaces/wiki/index.ts': codeOf({ peers: {} }),
      'interfaces/README.md': 'no interface',
    });
    const here = { ...workspace, root: join(workspace.root, 'interfaces/wiki') };
    expect((await runCharm(here.root, 'schema')).output).toBe('schemas/peer.json  written\n');
    const below = { ...workspace, root: join(workspace.root, 'interfaces') };
    expect((await runCharm(below.root, 'schema')).output).toBe(
      'blog/schemas/provider.json  written\nblog/schemas/requirer.json  written\nwiki/schemas/peer.json  unchanged\n',
    );
  });

  it('passes over what has no definition with a warning, but refuses it where it is named', async () => {
    workspace.write({
      'interfaces/wiki/interface.yaml': 'name: wiki\nversion: 0\nsummary: Wiki.\n',
    });
    const all = await runCharm(workspace.root, 'schema');
    expect(all.code).toBe(0);
    expect(all.output).toContain('provider.json  written');
    expect(all.problems).toContain('interfaces/wiki: warning: the interface exports no definition');
    const named = await runCharm(workspace.root, 'schema', 'interfaces/wiki');
    expect(named.code).toBe(1);
    expect(named.problems).toContain('interfaces/wiki: error: the interface exports no definition');
  });

  it('tells the mistakes of all packages, and writes nothing then', async () => {
    workspace.write({
      'interfaces/wiki/interface.yaml': 'version: x\n',
      'interfaces/wiki/index.ts': "throw new Error('oh dear');\n",
      'interfaces/forum/interface.yaml': 'name: [\n',
    });
    const { code, output, problems } = await runCharm(workspace.root, 'schema');
    expect(code).toBe(1);
    expect(output).toBe('');
    expect(problems).toContain(
      'interfaces/wiki/index.ts:1:7: error: importing the interface fails',
    );
    expect(problems).toContain("interfaces/wiki/interface.yaml: error: 'name' must be a text");
    expect(problems).toContain('interfaces/forum/interface.yaml:1:8: error: broken YAML');
    expect(problems).not.toMatch(/^ +at /m);
    expect(existsSync(join(workspace.root, FOLDER))).toBe(false);
  });

  it('needs an interface', async () => {
    const { code, problems } = await runCharm('/', 'schema');
    expect(code).toBe(1);
    expect(problems).toContain('there is no interface here');
  });
});
