import { freshUnit, runHook } from '../../testing/index.ts';
import { charmOf } from '../support/charms.ts';
import { after, seenIn } from '../support/flag-charm.ts';

describe('config flags', () => {
  const fresh = freshUnit('wordpress/0', { config: { title: 'Blog' } });

  it('R115 in the first hook every option is changed; set says that it is not empty', async () => {
    const unset = { ...fresh, config: { title: 'Blog', port: 0 } };
    expect(seenIn(await after(unset, 'install'), 'config')).toEqual([
      'config.changed',
      'config.changed.port',
      'config.changed.theme',
      'config.changed.title',
      'config.default.theme',
      'config.set.title',
    ]);
    expect(seenIn(await after(fresh, 'install'), 'config')).toEqual([
      'config.changed',
      'config.changed.port',
      'config.changed.theme',
      'config.changed.title',
      'config.default.port',
      'config.default.theme',
      'config.set.port',
      'config.set.title',
    ]);
  });

  it('R116 a successful hook leaves no config flag', async () => {
    const { flags } = await after(fresh, 'install');
    expect(flags.filter((flag) => flag.startsWith('config.'))).toEqual([]);
  });

  it('R117 a failed hook leaves the change to the next one', async () => {
    const failing = charmOf((layer) => {
      layer.when('config.changed.title').handle('fail', () => {
        throw new Error('no');
      });
    });
    const settled = await after(fresh, 'install');
    const changed = { ...settled.state, config: { title: 'News' } };
    const failed = await runHook(failing, 'config-changed', { state: changed });
    expect(failed.error?.message).toBe('no');
    const retried = await after(failed.state, 'config-changed');
    expect(seenIn(retried, 'config.changed')).toEqual(['config.changed', 'config.changed.title']);
    expect(seenIn(await after(retried.state, 'update-status'), 'config.changed')).toEqual([]);
  });

  it('R118 (different on purpose) a change is seen in config-changed, which Juju always sends', async () => {
    const settled = await after(fresh, 'install');
    const changed = { ...settled.state, config: { title: 'News' } };
    const early = await after(changed, 'update-status');
    expect(seenIn(early, 'config.changed')).toEqual([]);
    const announced = await after(early.state, 'config-changed');
    expect(seenIn(announced, 'config.changed')).toEqual(['config.changed', 'config.changed.title']);
  });

  it('an option that lost its value is changed and default', async () => {
    const settled = await after({ ...fresh, config: { theme: 'dark' } }, 'install');
    const outcome = await after({ ...settled.state, config: {} }, 'config-changed');
    expect(seenIn(outcome, 'config').filter((flag) => flag.endsWith('theme'))).toEqual([
      'config.changed.theme',
      'config.default.theme',
    ]);
  });

  it('flags that are set anew in every hook fire their triggers in every hook', async () => {
    const watching = charmOf((layer) => {
      layer.trigger({ when: 'config.set.title', set: 'titled' });
      layer.when('titled').handle('use', ({ flags }) => flags.clear('titled'));
    });
    const first = await runHook(watching, 'install', { state: fresh });
    const second = await runHook(watching, 'update-status', { state: first.state });
    expect([first.handlers, second.handlers]).toEqual([['blog/use'], ['blog/use']]);
  });
});

describe('leadership flags', () => {
  const follower = freshUnit('wordpress/1', { leaderData: { password: 'p' } });

  it('follow the leadership', async () => {
    const first = await after(follower, 'install');
    expect(seenIn(first)).not.toContain('leadership.is_leader');
    const elected = await after({ ...first.state, isLeader: true }, 'leader-elected');
    expect(seenIn(elected)).toContain('leadership.is_leader');
    const deposed = await after({ ...elected.state, isLeader: false }, 'update-status');
    expect(deposed.flags).not.toContain('leadership.is_leader');
  });

  it('tell of leader data that changed, for one hook', async () => {
    const first = await after(follower, 'install');
    expect(seenIn(first, 'leadership')).toEqual([
      'leadership.changed',
      'leadership.changed.password',
      'leadership.set.password',
    ]);
    const second = await after(first.state, 'update-status');
    expect(seenIn(second, 'leadership')).toEqual(['leadership.set.password']);
    const third = await after(
      { ...second.state, leaderData: { user: 'u' } },
      'leader-settings-changed',
    );
    expect(seenIn(third, 'leadership')).toEqual([
      'leadership.changed',
      'leadership.changed.password',
      'leadership.changed.user',
      'leadership.set.user',
    ]);
  });

  it('do not tell a leader of what it shared itself, not even after a crash', async () => {
    const sharing = charmOf((layer) => {
      layer.always().handle('share', ({ leader }) => leader.publish({ password: 'p' }));
      layer.when('leadership.changed').handle('changed', () => undefined);
    });
    const state = freshUnit('wordpress/0', { isLeader: true });
    const first = await runHook(sharing, 'install', { state });
    const shared = { ...first.state, leaderData: { password: 'p', user: 'u' } };
    const second = await runHook(sharing, 'update-status', { state: shared, interrupted: true });
    expect(second.handlers).toEqual(['blog/share']);
  });
});

describe('upgrade flags', () => {
  it('upgrade.charm is set in upgrade-charm and in no other hook', async () => {
    const upgraded = await after(freshUnit('wordpress/0'), 'upgrade-charm');
    expect(seenIn(upgraded)).toContain('upgrade.charm');
    expect(upgraded.flags).not.toContain('upgrade.charm');
    expect(seenIn(await after(upgraded.state, 'config-changed'))).not.toContain('upgrade.charm');
  });
});
