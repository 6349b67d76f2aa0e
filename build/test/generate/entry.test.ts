import { Findings } from '../../src/findings.ts';
import { build, buildFiles } from '../support/build.ts';
import { FLAG_CHARM } from '../support/flag-charm.ts';
import { makeWorkspace, type Files, type Workspace } from '../support/workspace.ts';
import { describeCharm } from '../../src/describe/describe-charm.ts';

let workspace: Workspace;

beforeEach(() => {
  workspace = makeWorkspace(FLAG_CHARM);
});

afterEach(() => workspace.remove());

/** What the built charm hands to the engine. */
async function definitionOf(
  files: Files,
  more: { readonly force?: true } = {},
): Promise<Record<string, unknown>> {
  workspace.write({
    ...files,
    'layers/base/lib/main.ts':
      'export const main = (definition: object): void => void process.stdout.write(JSON.stringify({ handlers: [{ id: JSON.stringify(definition) }] }));',
  });
  const built = await buildFiles(workspace, more);
  const described = await describeCharm(
    Buffer.from(
      `${built.get('charm-code.js')?.text}(exports, require, module, __filename, __dirname)`,
    ),
  );
  return Object(JSON.parse(described?.handlers[0]?.id ?? '{}'));
}

const PROGRAM = { text: '#!/bin/sh\nexit 0\n', mode: 0o755 };

describe('handlers in other languages', () => {
  it('are the programs in reactive/ of all layers, in the order of their paths', async () => {
    const files = {
      'layers/wordpress/reactive/restore': PROGRAM,
      'layers/wordpress/reactive/night/back-up.sh': PROGRAM,
      'layers/base/reactive/audit': PROGRAM,
      'layers/wordpress/reactive/helpers.py': PROGRAM,
      'layers/wordpress/reactive/notes.txt': 'notes',
      'layers/wordpress/files/program': PROGRAM,
    };
    const definition = await definitionOf(files);
    expect(definition['executables']).toEqual([
      'reactive/audit',
      'reactive/night/back-up.sh',
      'reactive/restore',
    ]);
    const built = await buildFiles(workspace);
    expect([...built.keys()].filter((path) => path.startsWith('reactive/'))).toEqual([
      'reactive/audit',
      'reactive/helpers.py',
      'reactive/night/back-up.sh',
      'reactive/notes.txt',
      'reactive/restore',
    ]);
    expect(built.get('reactive/restore')).toEqual(PROGRAM);
  });

  it('are none in a charm without any', async () => {
    expect(await definitionOf({})).not.toHaveProperty('executables');
  });

  it('get a warning when their mode does not let them run', async () => {
    workspace.write({ 'layers/wordpress/reactive/restore': { ...PROGRAM, mode: 0o644 } });
    const findings = new Findings();
    await build(workspace, {}, findings);
    expect(findings.all.filter(({ code }) => code === 'EXECUTABLE_MODE')).toMatchObject([
      { severity: 'warning', place: { file: 'layers/wordpress/reactive/restore' } },
    ]);
  });
});

describe('the place of the memory', () => {
  const BASE = `entry: lib/main.ts
bases: [ubuntu@22.04]
defines:
  state: {type: string, enum: [unit, controller], default: unit}
`;

  it.each([
    ['the default of the base layer', '', 'unit'],
    ['what a layer above says', 'options: {base: {state: controller}}\n', 'controller'],
  ])('is %s', async (_, options, expected) => {
    const definition = await definitionOf({
      'layers/base/layer.yaml': BASE,
      'layers/wordpress/layer.yaml': `includes: [layer:base, interface:mysql]\n${options}`,
    });
    expect(definition['state']).toBe(expected);
  });

  it('is not named where the base layer has no such option', async () => {
    expect(await definitionOf({})).not.toHaveProperty('state');
  });
});

describe('the checks of a charm', () => {
  it('are left to the builder, unless it was told to build in spite of mistakes', async () => {
    expect(await definitionOf({})).toMatchObject({ checked: true });
    expect(await definitionOf({}, { force: true })).not.toHaveProperty('checked');
  });
});
