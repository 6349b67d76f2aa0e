import { freshUnit, runHook } from '@reactive-charms/testing';
import { charmOf } from '../support/charms.ts';

it('R21 a trigger is code: a revision of the charm that has it no more does not find it in the memory', async () => {
  const before = charmOf((layer) => {
    layer.trigger({ when: 'upgraded', set: 'old' });
    layer.hook('install').handle('install', ({ flags }) => flags.set('installed'));
  });
  const { state } = await runHook(before, 'install', freshUnit('wordpress/0'));
  const after = charmOf((layer) => {
    layer.trigger({ when: 'upgraded', set: 'new' });
    layer.hook('upgrade-charm').handle('upgrade', ({ flags }) => flags.set('upgraded'));
  });
  const { flags } = await runHook(after, 'upgrade-charm', state);
  expect(flags).toEqual(expect.arrayContaining(['installed', 'new', 'upgraded']));
  expect(flags).not.toContain('old');
});
