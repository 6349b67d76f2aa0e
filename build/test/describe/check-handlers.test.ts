import { DiagnosticsError, type Diagnostic } from '@reactive-charms/juju';
import { Findings } from '../../src/findings.ts';
import { build } from '../support/build.ts';
import { FLAG_CHARM, handlersOf } from '../support/flag-charm.ts';
import { makeWorkspace, type Files, type Workspace } from '../support/workspace.ts';

let workspace: Workspace;

beforeEach(() => {
  workspace = makeWorkspace(FLAG_CHARM);
});

afterEach(() => workspace.remove());

const OWN = 'layers/wordpress/reactive/wordpress.ts';

/** What a build says about handlers. */
async function findingsOf(files: Files): Promise<readonly Diagnostic[]> {
  workspace.write(files);
  const findings = new Findings();
  await build(workspace, {}, findings).catch((error: unknown) => {
    if (!(error instanceof DiagnosticsError)) throw error;
  });
  return findings.all.filter(({ code }) => code !== 'INTERFACE_NO_CLASS');
}

/** The texts of what a build says about handlers of the charm's own layer. */
async function textsFor(...lines: readonly string[]): Promise<string[]> {
  return (await findingsOf({ [OWN]: handlersOf(...lines) })).map(({ text }) => text);
}

describe('handlers that wait for a flag', () => {
  it('are fine when something can set it', async () => {
    const found = await textsFor(
      "layer.handle('start', ({ flags }: any) => { flags.set('a'); flags.set(`many.${Math.random()}`); });",
      "layer.trigger({ when: 'a', set: 'b' });",
      "layer.when('a', 'b', 'many.x', 'endpoint.db.joined', 'config.changed.port', 'leadership.set.x').handle('one', () => 0);",
      "layer.whenNot('upgrade.charm').onlyOnce().handle('two', () => 0);",
    );
    expect(found).toEqual([]);
  });

  it('stop the build in the own layer when nothing in the charm can ever set it', async () => {
    const found = await findingsOf({
      [OWN]: handlersOf(
        "layer.handle('start', ({ flags }: any) => flags.set('blog.ready'));",
        "layer.when('blog.raedy').handle('serve', () => 0);",
      ),
    });
    expect(found).toEqual([
      {
        severity: 'error',
        code: 'FLAG_NEVER_SET',
        text: "handler 'wordpress/serve' waits for blog.raedy, which nothing in this charm can ever set: it will never run",
        place: {
          file: OWN,
          line: 4,
          column: 35,
          source: "  layer.when('blog.raedy').handle('serve', () => 0);",
        },
        fix: 'write blog.ready if that is meant; otherwise declare it under "flags:" in layers/wordpress/layer.yaml if something else sets it',
      },
    ]);
    await expect(build(workspace)).rejects.toThrow(/FLAG_NEVER_SET/);
    await build(workspace, { force: true });
  });

  it('say what follows from it', async () => {
    expect(
      await textsFor(
        "layer.whenAny('gone', 'config.changed').handle('any', () => 0);",
        "layer.whenNot('gone').handle('none', () => 0);",
        "layer.trigger({ when: 'gone', clear: 'x' });",
      ),
    ).toEqual([
      'a trigger waits for gone, which nothing in this charm can ever set: it will never act',
      expect.stringMatching(
        /^handler 'wordpress\/any' .*: that part of the condition never holds$/,
      ),
      expect.stringMatching(
        /^handler 'wordpress\/none' .*: that part of the condition always holds$/,
      ),
    ]);
  });

  it('are fine when a layer declares it', async () => {
    const found = await findingsOf({
      [OWN]: handlersOf("layer.when('operator.pause').handle('pause', () => 0);"),
      'layers/wordpress/layer.yaml':
        'includes: [layer:base, interface:mysql]\nflags: [operator.*]\n',
    });
    expect(found).toEqual([]);
  });

  it('only get a warning in a layer below, which may wait for what other charms bring', async () => {
    const found = await findingsOf({
      'layers/base/reactive/base.ts': `
        import { defineLayer, type Layer } from '../lib/index.ts';
        export const layer: Layer = defineLayer('base', (layer: any) =>
          layer.when('above').handle('wait', () => 0));`,
    });
    expect(found).toMatchObject([
      {
        severity: 'warning',
        code: 'FLAG_NEVER_SET',
        place: { file: 'layers/base/reactive/base.ts', line: 4 },
      },
    ]);
  });
});

describe('what the charm finds about itself', () => {
  it('becomes a finding of the build, at the place of the handler', async () => {
    const found = await findingsOf({
      [OWN]: `${handlersOf("layer.handle('serve', () => 0);")}
Object.assign(layer, { findings: [
  { severity: 'warning', code: 'HANDLER_NEVER', text: "handler 'wordpress/serve' can never run", fix: 'remove it' },
  { severity: 'error', code: 'CYCLE', text: 'triggers go round' },
] });`,
    });
    expect(found).toMatchObject([
      { severity: 'error', code: 'CYCLE', text: 'triggers go round' },
      {
        severity: 'warning',
        code: 'HANDLER_NEVER',
        fix: 'remove it',
        place: { file: OWN, line: 3 },
      },
    ]);
    expect(found[0]?.place).toBeUndefined();
  });

  it('is also code that fails at its start', async () => {
    workspace.write({ [OWN]: `${handlersOf()}\nthrow new Error('no ink');` });
    await expect(build(workspace)).rejects.toThrow(/fails at its start: no ink \[CHARM_FAILS\]/);
  });
});
