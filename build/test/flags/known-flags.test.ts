import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DiagnosticsError } from '@reactive-charms/juju';
import type { Findings } from '../../src/findings.ts';
import { writeTypes } from '../../src/write-types.ts';
import { BASE_CODE, FLAG_CHARM, handlersOf } from '../support/flag-charm.ts';
import { makeWorkspace, type Files, type Workspace } from '../support/workspace.ts';

let workspace: Workspace;

beforeEach(() => {
  workspace = makeWorkspace(FLAG_CHARM);
});

afterEach(() => workspace.remove());

/** The flags in the generated types of wordpress, and what the builder says about the code. */
async function types(files: Files = {}): Promise<{ flags: string; found: Findings['all'] }> {
  workspace.write(files);
  const options = { directory: 'layers/wordpress', cwd: workspace.root, environment: {} };
  const { findings } = await writeTypes(options);
  const text = readFileSync(join(workspace.root, 'layers/wordpress/generated/charm.ts'), 'utf8');
  const flags = /readonly flags:([^;]*);/.exec(text)?.[1] ?? '';
  const found = findings.all.filter(({ code }) => code !== 'INTERFACE_NO_CLASS');
  return { flags: flags.trim().replaceAll(/\s+/g, ' '), found };
}

const SETS_OWN = "layer.handle('own', ({ flags }: any) => flags.set('own'));";

describe('flags in the generated types', () => {
  it('are those that the code of the layer sets, wherever it lies', async () => {
    const { flags, found } = await types({
      'layers/wordpress/lib/steps.ts': `
        export const THEME = 'theme';
        export const unused = ({ flags }: any): void => flags.set('unused');
        export const paint = ({ flags }: any, name: string): void => flags.set(\`\${THEME}.\${name}\`);`,
      'layers/wordpress/reactive/wordpress.ts': `import { paint } from '../lib/steps.ts';\n${handlersOf(
        "layer.handle('a', (context: any) => paint(context, 'dark'));",
        "layer.handle('b', (context: any) => paint(context, context.config.theme));",
        "layer.trigger({ when: 'blog.ready', set: 'blog.seen' });",
      )}`,
    });
    expect(flags).toBe("'blog.seen' | `theme.${string}` | 'theme.dark'");
    expect(found).toEqual([]);
  });

  it('are those of the layers below, too, and not those of other charms', async () => {
    const { flags } = await types({
      'layers/base/reactive/base.ts': `
        import { defineLayer, type Layer } from '../lib/index.ts';
        export const layer: Layer = defineLayer('base', (layer: any) => {
          layer.handle('below', ({ flags }: any) => flags.set('base.done'));
        });`,
      'layers/other/reactive/other.ts': handlersOf(SETS_OWN),
    });
    expect(flags).toBe("'base.done' | 'blog.ready'");
  });

  it('are not those of the engine', async () => {
    const { flags, found } = await types({
      'layers/base/reactive/base.ts': `
        import { defineLayer, work, type Layer } from '../lib/index.ts';
        export const layer: Layer = defineLayer('base', (layer: any) => layer.handle('x', work));`,
      'layers/base/lib/index.ts': `${BASE_CODE}
        export const work = ({ flags }: any): void => { flags.set('engine'); flags.set(process.title); };`,
    });
    expect(flags).toBe("'blog.ready'");
    expect(found).toEqual([]);
  });

  it('are those of interfaces, one for each endpoint of the interface and role', async () => {
    const { flags } = await types({
      'interfaces/mysql/index.ts':
        "export * from './requires.ts';\nexport * from './provides.ts';\n",
      'interfaces/mysql/requires.ts': `
        import { Endpoint } from '@fixture/base';
        import { mark } from './mark.ts';
        export class Requires extends Endpoint {
          static readonly handlers = define((on: any) => on.trigger({ when: 'a', set: '{endpoint_name}.up' }));
          use(flags: any): void { mark(this, flags); }
        }
        function define(handlers: unknown): unknown { return handlers; }`,
      'interfaces/mysql/provides.ts': `
        import { Endpoint } from '@fixture/base';
        export class Provides extends Endpoint {
          static readonly handlers = [({ flags }: any) => flags.set('endpoint.{endpoint_name}.served')];
        }`,
      'interfaces/mysql/mark.ts': `
        export const mark = (endpoint: any, flags: any): void => flags.set(endpoint.expandName('ready'));`,
      'layers/wordpress/metadata.yaml': {
        name: 'wordpress',
        summary: 's',
        description: 'd',
        requires: { db: { interface: 'mysql' }, cache: { interface: 'mysql' } },
      },
    });
    expect(flags).toBe(
      "| 'blog.ready' | 'cache.up' | 'db.up' | 'endpoint.cache.ready' | 'endpoint.db.ready'",
    );
  });

  it('are those that layers and interfaces declare', async () => {
    const { flags, found } = await types({
      'layers/wordpress/layer.yaml':
        'includes: [layer:base, interface:mysql]\nflags:\n  operator.pause: Set by hand.\n  backup.*:\n',
      'layers/base/layer.yaml': 'entry: lib/main.ts\nbases: [ubuntu@22.04]\nflags: [base.x]\n',
      'interfaces/mysql/interface.yaml': "name: mysql\nflags: ['endpoint.{endpoint_name}.odd']\n",
    });
    expect(flags).toBe(
      "| `backup.${string}` | 'base.x' | 'blog.ready' | 'endpoint.db.odd' | 'operator.pause'",
    );
    expect(found).toEqual([]);
  });

  it('are none where nothing sets any, and there is no code yet', async () => {
    workspace.remove();
    const { 'layers/wordpress/reactive/wordpress.ts': _, ...files } = FLAG_CHARM;
    workspace = makeWorkspace(files);
    expect((await types()).flags).toBe('never');
  });
});

describe('a flag that the code does not tell', () => {
  const UNCLEAR = handlersOf(
    "layer.handle('odd', ({ flags, config }: any) => flags.set(config.flag));",
  );

  it('is a warning with its place', async () => {
    const { found } = await types({ 'layers/wordpress/reactive/wordpress.ts': UNCLEAR });
    expect(found).toEqual([
      {
        severity: 'warning',
        code: 'FLAG_UNKNOWN',
        text: 'which flag is set here can only be told at run time',
        place: {
          file: 'layers/wordpress/reactive/wordpress.ts',
          line: 3,
          column: 61,
          source: "  layer.handle('odd', ({ flags, config }: any) => flags.set(config.flag));",
        },
        fix: 'name the flag as a constant, or declare it under "flags:" in layers/wordpress/layer.yaml',
      },
    ]);
  });

  it('is fine in a layer that declares flags', async () => {
    const { found } = await types({
      'layers/wordpress/reactive/wordpress.ts': UNCLEAR,
      'layers/wordpress/layer.yaml': 'includes: [layer:base, interface:mysql]\nflags: [odd.*]\n',
    });
    expect(found).toEqual([]);
  });
});

describe('flags in layer.yaml', () => {
  it.each([
    ['text', 'flags: x', '2:8', "'flags' must be a list of names"],
    ['a number in a list', 'flags: [1]', '2:9', 'the name of a flag must be text, found a number'],
    ['a name with a space', "flags: ['a b']", '2:9', "'a b' cannot be the name of a flag"],
    ['a name that is anything', "flags: ['*']", '2:9', "'*' cannot be the name of a flag"],
    ['a placeholder', "flags: ['{name}.x']", '2:9', "'{name}.x' cannot be the name of a flag"],
    ['a description that is none', 'flags: {a: [b]}', '2:12', "the description of flag 'a' must"],
  ])('must not be %s', async (_, line, at, message) => {
    const layer = `includes: [layer:base, interface:mysql]\n${line}\n`;
    const error: unknown = await types({ 'layers/wordpress/layer.yaml': layer }).catch(
      (reason: unknown) => reason,
    );
    const diagnostic = diagnosticsOf(error).find(({ severity }) => severity === 'error');
    expect(diagnostic).toMatchObject({ code: 'FLAGS_BAD', severity: 'error' });
    expect(diagnostic?.text).toContain(message);
    expect(`${diagnostic?.place?.line}:${diagnostic?.place?.column}`).toBe(at);
  });
});

function diagnosticsOf(error: unknown): DiagnosticsError['diagnostics'] {
  return Object(error).diagnostics ?? [];
}

describe('charm types', () => {
  it('reports mistakes in the code with their places', async () => {
    const error: unknown = await types({
      'layers/wordpress/reactive/wordpress.ts': "import { x } from './gone.ts';\nx();\n",
    }).catch((reason: unknown) => reason);
    expect(diagnosticsOf(error)).toMatchObject([
      { code: 'BUNDLE_FAILED', place: { file: 'layers/wordpress/reactive/wordpress.ts', line: 1 } },
    ]);
  });
});
