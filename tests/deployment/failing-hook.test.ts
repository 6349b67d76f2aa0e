import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localModel } from '../support/local-model.ts';
import type { LocalModel } from '../support/local-model.ts';
import { packShellCharm } from './support/shell-charm.ts';

/** A charm that fails, beside one that does not. Each test goes on where the one before it ended. */

const TINY = {
  name: 'tiny',
  metadata: 'provides:\n  site:\n    interface: site\n',
  config: 'options:\n  greeting:\n    type: string\n    default: hello\n',
};
const READER = {
  name: 'reader',
  metadata: 'requires:\n  site:\n    interface: site\n',
  config: 'options:\n  colour:\n    type: string\n    default: blue\n',
  script: 'status-set active "$(config-get colour)"\n',
};
const PUBLISH = `
for id in $(relation-ids site); do
  relation-set -r "$id" greeting="$(config-get greeting)" last="$hook"
done
status-set active "$hook"
`;
const FAULT = 'if [ "$hook" = config-changed ]; then echo "cannot do it" >&2; exit 3; fi\n';
const BUNDLE = `applications:
  tiny: {charm: ./tiny-1.charm, num_units: 2}
  reader: {charm: ./reader.charm, num_units: 1}
relations:
  - [tiny:site, reader:site]
`;

jest.setTimeout(120_000);

let folder = '';
let model: LocalModel;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'failing-'));
  model = localModel(join(folder, 'model'), { cwd: folder });
  await packShellCharm(join(folder, 'tiny-1.charm'), { ...TINY, script: `${PUBLISH}${FAULT}` });
  await packShellCharm(join(folder, 'tiny-2.charm'), { ...TINY, script: PUBLISH });
  await packShellCharm(join(folder, 'reader.charm'), READER);
  await writeFile(join(folder, 'bundle.yaml'), BUNDLE);
  // The clock must not add runs of the failed hook between two tests.
  await model.run('add-model', '--config', 'automatically-retry-hooks=false');
});

afterAll(async () => {
  await model.run('destroy-model', '--no-prompt');
  await rm(folder, { recursive: true, force: true });
});

describe('a hook that fails', () => {
  it('ends the command with exit code 1, the end of its log, and what to do', async () => {
    const { code, stderr } = await model.run('deploy', './bundle.yaml');
    expect(code).toBe(1);
    expect(stderr).toContain(
      'unit tiny/0 is in error: hook config-changed failed with exit code 3',
    );
    expect(stderr).toContain('cannot do it');
    expect(stderr).toMatch(/fix: correct the charm, .*"juju-local resolved tiny\/0"/);
    expect(stderr).not.toMatch(/^ {4}at /m);
  });

  it('C109 puts its unit in error, as status shows it', async () => {
    const units = await model.units();
    const failed = { workload: 'error', message: 'hook failed: "config-changed"', agent: 'idle' };
    expect(units).toMatchObject({ 'tiny/0': failed, 'tiny/1': failed });
    const table = await model.juju('status');
    expect(table).toMatch(/^tiny\/0\*\s+error\s+idle\s+.*hook failed: "config-changed"$/m);
    expect(await hooksOf('tiny/0')).toEqual([
      'install',
      'site-relation-created',
      'leader-elected',
      'config-changed',
    ]);
  });

  it('commits nothing of what it wrote', async () => {
    const { site = [] } = await model.relations('tiny/0');
    expect(site[0]?.local).toEqual({ greeting: 'hello', last: 'leader-elected' });
  });

  it('does not stop the units of others', async () => {
    expect(await model.units()).toMatchObject({
      'reader/0': { workload: 'active', message: 'blue' },
    });
    const { code, stderr } = await model.run('config', 'reader', 'colour=red');
    expect(await model.units()).toMatchObject({ 'reader/0': { message: 'red' } });
    expect(code).toBe(1);
    expect(stderr).toContain('unit tiny/0 is in error: hook config-changed failed earlier');
    expect(await hooksOf('tiny/0')).toHaveLength(4);
  });

  it('C110 counts as done when resolved without retry; the unit goes on', async () => {
    await model.run('resolved', '--no-retry', 'tiny/1');
    const { 'tiny/1': unit } = await model.units();
    expect(unit).toMatchObject({ workload: 'active', agent: 'idle' });
    expect((await hooksOf('tiny/1')).filter((hook) => hook === 'config-changed')).toHaveLength(1);
    expect(await hooksOf('tiny/1')).toContain('start');
  });

  it('C110 runs again when resolved, and goes on once the charm is mended', async () => {
    const again = await model.run('resolved', 'tiny/0');
    expect(again.stderr).toContain('hook config-changed failed with exit code 3');
    await model.run('refresh', 'tiny', '--path', './tiny-2.charm');
    expect(await model.units()).toMatchObject({ 'tiny/0': { workload: 'error' } });
    expect((await model.run('resolved', 'tiny/0')).code).toBe(0);
    expect(await model.units()).toMatchObject({
      'tiny/0': { workload: 'active', agent: 'idle' },
      'tiny/1': { workload: 'active', agent: 'idle' },
    });
    expect((await hooksOf('tiny/0')).slice(3)).toEqual([
      'config-changed',
      'config-changed',
      'config-changed',
      'start',
      'site-relation-joined',
      'site-relation-changed',
    ]);
  });

  it('is resolved only where there is one', async () => {
    const { code, stderr } = await model.run('resolved', 'reader/0');
    expect(code).toBe(1);
    expect(stderr).toContain('unit "reader/0" is not in an error state');
  });
});

describe('exec', () => {
  it('C118 reports the exit code of a script that fails, and keeps what it wrote', async () => {
    const [relation] = (await model.relations('tiny/0'))['site'] ?? [];
    const script = `relation-set -r ${relation?.id} greeting=bye; echo done; exit 5`;
    const { code, stdout, stderr } = await model.run('exec', '--unit', 'tiny/0', '--', script);
    expect({ code, stdout }).toEqual({ code: 5, stdout: 'done\n' });
    expect(stderr).toContain('failed on tiny/0 with exit code 5');
    const { site = [] } = await model.relations('reader/0');
    expect(site[0]?.remote['tiny/0']).toMatchObject({ greeting: 'bye' });
    expect(await model.units()).toMatchObject({ 'tiny/0': { workload: 'active', agent: 'idle' } });
  });
});

async function hooksOf(unit: string): Promise<string[]> {
  const { [unit]: status } = await model.units();
  const agent = `/var/lib/juju/agents/unit-${unit.replace('/', '-')}`;
  const log = await readFile(model.path(status?.machine ?? '', `${agent}/hooks.log`), 'utf8');
  return log.trimEnd().split('\n');
}
