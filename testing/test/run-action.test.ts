import { defineCapability } from '@reactive-charms/reactive';
import type { CharmDefinition } from '@reactive-charms/reactive';
import { fake, freshUnit, runAction } from '@reactive-charms/testing';
import { charmOf } from './support/charms.ts';

const state = freshUnit('wordpress/0');
const cache = defineCapability('cache', () => ({ name: 'real' }));

const charm: CharmDefinition = {
  ...charmOf((layer) => {
    layer.onAction('backup').handle('dump', async ({ action, host, use, flags, log }) => {
      await host.declareFile({ path: '/a.sql', content: 'a', mode: 0o600 });
      await action.log(`with ${use(cache).name}`);
      log.warning('slow');
      flags.set('backup.done');
      if (Object.hasOwn(action.parameters, 'broken')) throw new Error('no room');
      const { stdout } = await host.run('date', ['-u']);
      return { at: stdout };
    });
  }),
  actions: { backup: { description: '', params: { broken: {} }, required: [] } },
};

const options = {
  instruments: [fake(cache, { name: 'fake' })],
  programs: { date: () => ({ code: 0, stdout: 'noon', stderr: '' }) },
};

describe('runAction', () => {
  it('takes a state and gives the next, with results and messages', async () => {
    const outcome = await runAction(charm, 'backup', state, options);
    expect(outcome).toMatchObject({
      results: { at: 'noon' },
      messages: ['with fake'],
      flags: ['backup.done'],
      handlers: ['blog/dump'],
      programs: [['date', '-u']],
      logLines: [{ level: 'WARNING', message: 'slow' }],
      state: { files: { '/a.sql': { content: 'a', mode: 0o600 } } },
    });
    expect(outcome.failure).toBeUndefined();
    expect(outcome.error).toBeUndefined();
  });

  it('keeps of an action that threw what Juju and the machine keep', async () => {
    const outcome = await runAction(charm, 'backup', state, {
      ...options,
      parameters: { broken: true },
    });
    expect(outcome).toMatchObject({
      failure: 'HANDLER_FAILED: no room',
      results: {},
      flags: [],
      state: { files: { '/a.sql': { content: 'a' } }, interrupted: true },
    });
    expect(outcome.error?.message).toBe('no room');
  });

  it('throws when the charm cannot be composed', async () => {
    const broken = { ...charm, actions: {} };
    await expect(
      runAction(broken, 'backup', state, { ...options, unchecked: true }),
    ).rejects.toThrow('[ACTION_UNDECLARED]');
  });
});
