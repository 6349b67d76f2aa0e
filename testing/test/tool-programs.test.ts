import { freshUnit, runHook } from '@reactive-charms/testing';
import type { UnitState } from '@reactive-charms/testing';
import { charmOf } from './support/charms.ts';
import { WHOLE } from './support/whole.ts';

/** Runs hook tools as programs, and tells what they print. */
async function printed(
  state: UnitState,
  ...calls: readonly (readonly [string, ...string[]])[]
): Promise<string[]> {
  const told: string[] = [];
  const charm = charmOf((layer) => {
    layer.always().handle('call', async ({ host }) => {
      for (const [tool, ...args] of calls) {
        const { stdout, stderr } = await host.run(tool, args);
        told.push(`${stdout}${stderr}`);
      }
    });
  });
  const { error } = await runHook(charm, 'update-status', state);
  if (error) throw error;
  return told;
}

describe('hook tools that a charm runs as programs', () => {
  it('answer as Juju does', async () => {
    expect(
      await printed(
        WHOLE,
        ['config-get', 'title'],
        ['relation-get', '-r', 'db:1', 'host', 'mysql/1'],
        ['relation-list', '-r', 'logs:4'],
        ['unit-get', 'private-address'],
        ['leader-get', 'schema'],
        ['state-get', 'key'],
        ['status-get'],
        ['storage-list'],
        ['is-leader'],
      ),
    ).toEqual([
      'Blog\n',
      'b\n',
      'helper/3\n',
      '192.0.2.1\n',
      '7\n',
      'value\n',
      'waiting\n',
      'data/0\n',
      'True\n',
    ]);
  });

  it('tell of networks, resources and planned units, which have no word of their own', async () => {
    const [address, elsewhere, path, goals] = await printed(
      WHOLE,
      ['network-get', 'admin', '--ingress-address'],
      ['network-get', 'db', '--ingress-address'],
      ['resource-get', 'theme'],
      ['goal-state', '--format=json'],
    );
    expect([address, elsewhere]).toEqual(['10.9.0.1\n', '192.0.2.1\n']);
    expect(path).toMatch(/resources\/theme\/theme\.zip$/);
    expect(Object.keys(JSON.parse(goals ?? '').units)).toEqual([
      'wordpress/0',
      'wordpress/1',
      'wordpress/2',
    ]);
  });

  it('count a unit of any number among those that are planned', async () => {
    const [goals] = await printed(freshUnit('wordpress/5', { plannedUnits: 2 }), [
      'goal-state',
      '--format=json',
    ]);
    expect(Object.keys(JSON.parse(goals ?? '').units)).toEqual(['wordpress/0', 'wordpress/5']);
  });

  it('open ports to single endpoints, and find them open in the next run', async () => {
    const charm = charmOf((layer) => {
      layer.always().handle('open', async ({ host }) => {
        await host.run('open-port', ['--endpoints', 'website', '443']);
      });
    });
    const after = await runHook(
      charm,
      'start',
      freshUnit('wordpress/0', { openPorts: ['80/tcp'] }),
    );
    expect(after.openPorts).toEqual(['80/tcp', '443/tcp (website)']);
    expect(await printed(after, ['opened-ports', '--endpoints'])).toEqual([
      '80/tcp (*)\n443/tcp (website)\n',
    ]);
  });

  it('are not there where this Juju has none', async () => {
    const old = { ...freshUnit('wordpress/0'), agentVersion: '2.9.50' };
    expect(await printed(old, ['secret-ids'])).toEqual(['secret-ids: not found']);
  });

  it('give way to a program of the test', async () => {
    const charm = charmOf((layer) => {
      layer.always().handle('ask', async ({ host, log }) => {
        log.info((await host.run('is-leader', [])).stdout);
      });
    });
    const programs = { 'is-leader': () => ({ code: 0, stdout: 'perhaps', stderr: '' }) };
    const after = await runHook(charm, 'start', freshUnit('wordpress/0'), { programs });
    expect(after.logLines).toEqual([{ level: 'INFO', message: 'perhaps' }]);
  });
});
