import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defineLayer } from '../../lib/index.ts';
import { composeCharm } from '../support/charms.ts';
import { CommandUnit } from '../support/command-unit.ts';
import { commandCharm, COMMAND_MEMORY } from '../support/command-charm.ts';

let unit: CommandUnit;

beforeEach(async () => {
  unit = await CommandUnit.create(commandCharm('/no/such/file'));
  await unit.remember(COMMAND_MEMORY);
});

afterEach(async () => unit.remove());

describe('reactive run --dry-run', () => {
  it('tells which handlers a hook would run, and why, and changes nothing', async () => {
    const before = await unit.memory();
    expect((await unit.run('run', '--dry-run', 'install')).stdout).toBe(
      [
        'hook install would run:',
        '  before the hook',
        '    blog/prepare  beforeHook()',
        '  hook phase',
        '    database/install  hook(install)',
        '    blog/install      hook(install)',
        '  round 0',
        '    blog/version  every hook',
        '  asked in each round',
        '    executable/reactive/report  its own --test',
        '  after the hook',
        '    blog/clean-up  afterHook()',
        'left out: 5 handlers whose conditions do not hold; `reactive why HANDLER` tells more',
        'not known yet: flags that tell of a change, such as config.changed; the hook itself sets them',
        '',
      ].join('\n'),
    );
    expect(await unit.memory()).toEqual(before);
  });

  it('is about the hook of the window, else about update-status', async () => {
    expect((await unit.run('run', '--dry-run')).stdout).toMatch(/^hook update-status would run:/);
    const window = { JUJU_DISPATCH_PATH: 'hooks/stop' };
    expect((await unit.runIn(window, 'run', '--dry-run')).stdout).toMatch(/^hook stop would run:/);
  });

  it('knows of restricted hooks that nothing else runs there', async () => {
    expect((await unit.run('run', '--dry-run', 'collect-metrics')).stdout).toBe(
      'hook collect-metrics would run:\n  hook phase\n    blog/count  collectMetrics()\n',
    );
    expect((await unit.run('run', '--dry-run', 'meter-status-changed')).stdout).toBe(
      'hook meter-status-changed would run no handler\n',
    );
  });

  it('knows the flags that follow from the hook alone', async () => {
    const layer = defineLayer('blog', (layer) => {
      layer.when('upgrade.charm').handle('migrate', () => undefined);
      layer.whenNot('upgrade.series.in-progress').handle('serve', () => undefined);
    });
    const other = await CommandUnit.create(composeCharm(layer));
    const runs = async (hook: string) => (await other.run('run', '--dry-run', hook)).stdout;
    expect(await runs('upgrade-charm')).toContain('blog/migrate');
    expect(await runs('config-changed')).not.toContain('blog/migrate');
    expect(await runs('pre-series-upgrade')).not.toContain('blog/serve');
    await other.remember({ flags: { 'upgrade.series.in-progress': null } });
    expect(await runs('config-changed')).not.toContain('blog/serve');
    expect(await runs('post-series-upgrade')).toContain('blog/serve');
    await other.remove();
  });

  it('names a hook that the charm never gets', async () => {
    expect(await unit.run('run', '--dry-run', 'instal')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'reactive: this charm never gets hook instal\n  fix: did you mean install?\n',
    });
  });
});

describe('reactive run', () => {
  const inHook = { JUJU_CONTEXT_ID: 'wordpress/0-start-1', JUJU_HOOK_NAME: 'start' };

  it.each([0, 7])(
    'runs dispatch in the window of a hook, and ends as it does: %d',
    async (code) => {
      const dispatch = join(unit.charmDirectory, 'dispatch');
      await writeFile(dispatch, `#!/bin/sh\necho "$JUJU_HOOK_NAME $PWD" > ran\nexit ${code}\n`);
      await chmod(dispatch, 0o755);
      expect((await unit.runIn(inHook, 'run')).code).toBe(code);
      const { readFile } = await import('node:fs/promises');
      expect(await readFile(join(unit.charmDirectory, 'ran'), 'utf8')).toMatch(
        /^start \S+\/charm\n$/,
      );
    },
  );

  it('says when dispatch cannot be started', async () => {
    const { code, stderr } = await unit.runIn(inHook, 'run');
    expect([code, stderr]).toEqual([1, expect.stringContaining('dispatch cannot be started')]);
  });

  it.each([{}, { JUJU_CONTEXT_ID: 'x' }, { JUJU_HOOK_NAME: 'start' }])(
    'is refused where there is no hook to run: %j',
    async (environment) => {
      const { code, stderr } = await unit.runIn(environment, 'run');
      expect([code, stderr]).toEqual([1, expect.stringContaining('juju debug-hooks UNIT')]);
    },
  );

  it('knows no other option', async () => {
    expect(await unit.run('run', 'start')).toMatchObject({
      code: 2,
      stderr: 'Usage: reactive run [--dry-run [HOOK]]\n',
    });
  });
});
