import { createMemoryHost } from '@reactive-charms/testing';
import type { MemoryHost } from '@reactive-charms/testing';
import { settleLayer } from '../support/settle-layer.ts';

const nothing = (): void => undefined;

function machine(): MemoryHost {
  return createMemoryHost({ '/etc/blog.conf': { content: 'port=80', mode: 0o644 } });
}

async function write(host: MemoryHost, content: string): Promise<void> {
  await host.declareFile({ path: '/etc/blog.conf', content, mode: 0o644 });
}

describe('handlers that wait for changes of files', () => {
  it('R48 (different on purpose) all run that wait for one file, once', async () => {
    const host = machine();
    const define = (layer: Parameters<Parameters<typeof settleLayer>[0]>[0]): void => {
      layer.whenFileChanged('/etc/blog.conf').handle('restart', nothing);
      layer.whenFileChanged('/etc/blog.conf').handle('publish', nothing);
    };
    const first = await settleLayer(define, { host });
    const second = await settleLayer(define, { host, files: first.files });
    expect([first.ran, second.ran]).toEqual([['restart', 'publish'], []]);
  });

  it.each(['flags first', 'file first'])(
    'R49 (different on purpose) may wait for flags, too, in any order of words: %s',
    async (order) => {
      const host = machine();
      const { ran, files } = await settleLayer(
        (layer, flags) => {
          const sentence =
            order === 'flags first'
              ? layer.whenNot('held').whenFileChanged('/etc/blog.conf')
              : layer.whenFileChanged('/etc/blog.conf').whenNot('held');
          sentence.handle('restart', nothing);
          layer.hook('start').handle('release', () => flags.clear('held'));
        },
        { host, hook: 'start', set: ['held'] },
      );
      expect(ran).toEqual(['release', 'restart']);
      expect(Object.keys(files)).toEqual(['blog/restart']);
    },
  );

  it('R49 keep the change for later while their flags do not hold', async () => {
    const host = machine();
    const define = (layer: Parameters<Parameters<typeof settleLayer>[0]>[0]): void =>
      layer.when('ready').whenFileChanged('/etc/blog.conf').handle('restart', nothing);
    const first = await settleLayer(define, { host });
    const second = await settleLayer(define, { host, files: first.files, set: ['ready'] });
    expect([first.ran, second.ran]).toEqual([[], ['restart']]);
  });

  it('R50 (different on purpose) lose nothing to flags that change', async () => {
    const host = machine();
    const first = await settleLayer(
      (layer) => layer.whenFileChanged('/etc/blog.conf').handle('restart', nothing),
      { host },
    );
    const { ran } = await settleLayer(
      (layer, flags) => {
        layer.hook('start').handle('write', async () => {
          await write(host, 'port=81');
          flags.set('written');
        });
        layer.whenFileChanged('/etc/blog.conf').handle('restart', nothing);
      },
      { host, hook: 'start', files: first.files },
    );
    expect(ran).toEqual(['write', 'restart']);
  });

  it('see in the next round what a handler wrote, although no flag has changed', async () => {
    const host = machine();
    const files = {
      'blog/restart': { '/etc/blog.conf': (await host.fingerprint('/etc/blog.conf')) ?? '' },
    };
    const { rounds } = await settleLayer(
      (layer) => {
        layer.always().handle('write', async () => write(host, 'port=81'));
        layer.whenFileChanged('/etc/blog.conf').handle('restart', nothing);
      },
      { host, files },
    );
    expect(rounds.map(({ name, runs }) => [name, runs.map(({ id }) => id)])).toEqual([
      ['0', ['blog/write']],
      ['1', ['blog/restart']],
    ]);
  });

  it('do not lose a change to a clear that drops them', async () => {
    const host = machine();
    const { ran, rounds } = await settleLayer(
      (layer, flags) => {
        layer
          .when('calm')
          .whenNot('tried')
          .handle('upset', () => {
            flags.set('tried');
            flags.clear('calm');
          });
        layer.when('calm').whenFileChanged('/etc/blog.conf').handle('restart', nothing);
        layer.whenNot('calm').handle('calm-down', () => flags.set('calm'));
      },
      { host, set: ['calm'] },
    );
    expect(rounds[0]?.dropped).toEqual(['blog/restart']);
    expect(ran).toEqual(['upset', 'calm-down', 'restart']);
  });

  it('stand in sentences with hooks, actions, restricted hooks and onlyOnce', async () => {
    const define = (layer: Parameters<Parameters<typeof settleLayer>[0]>[0]): void => {
      layer.hook('start').whenFileChanged('/etc/blog.conf').handle('hook', nothing);
      layer.onAction('backup').whenFileChanged('/etc/blog.conf').handle('action', nothing);
      layer.collectMetrics().whenFileChanged('/etc/blog.conf').handle('restricted', nothing);
      layer.onlyOnce().whenFileChanged('/etc/blog.conf').handle('once', nothing);
    };
    const host = machine();
    const hook = await settleLayer(define, { host, hook: 'start' });
    const { files, invoked } = hook;
    await write(host, 'port=81');
    const later = await settleLayer(define, { host, hook: 'config-changed', files, invoked });
    const action = await settleLayer(define, { host, phase: { kind: 'action', action: 'backup' } });
    const restricted = await settleLayer(define, {
      host,
      phase: { kind: 'restricted', hook: 'collect-metrics' },
    });
    expect([hook, later, action, restricted].map(({ ran }) => ran)).toEqual([
      ['hook', 'once'],
      [],
      ['action'],
      ['restricted'],
    ]);
  });

  it('are looked at in an action only if it changed a flag that they wait for', async () => {
    const host = machine();
    const looked: string[] = [];
    const spying = {
      ...host,
      fingerprint: async (path: string) => {
        looked.push(path);
        return host.fingerprint(path);
      },
    };
    const { ran } = await settleLayer(
      (layer, flags) => {
        layer.onAction('backup').handle('backup', () => flags.set('x'));
        layer.whenFileChanged('/etc/other').handle('not-woken', nothing);
        layer.when('x').whenFileChanged('/etc/blog.conf').handle('woken', nothing);
      },
      { host: spying, phase: { kind: 'action', action: 'backup' } },
    );
    expect(ran).toEqual(['backup', 'woken']);
    expect(new Set(looked)).toEqual(new Set(['/etc/blog.conf']));
  });
});
