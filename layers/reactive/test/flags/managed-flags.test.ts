import type { CharmDefinition } from '../../lib/index.ts';
import {
  freshUnit,
  on,
  relationState,
  runAction,
  runHook,
  secretState,
} from '@reactive-charms/testing';
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
    const failed = await runHook(failing, 'config-changed', changed);
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
    const first = await runHook(watching, 'install', fresh);
    const second = await runHook(watching, 'update-status', first.state);
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

  it('tell a leader of what it shares at once, for Juju sends it no hook for that', async () => {
    const sharing = charmOf((layer) => {
      layer.hook('install').handle('share', ({ leader }) => leader.publish({ password: 'p' }));
      layer.when('leadership.set.password').handle('use', () => undefined);
      layer.when('leadership.changed.password').handle('changed', () => undefined);
    });
    const state = freshUnit('wordpress/0', { isLeader: true });
    const first = await runHook(sharing, 'install', state);
    expect(first.handlers).toEqual(['blog/share', 'blog/use', 'blog/changed']);
    expect(first.flags).toEqual(['leadership.is_leader', 'leadership.set.password']);
    const second = await runHook(sharing, 'update-status', first.state);
    expect(second.handlers).toEqual(['blog/use']);
  });

  it('tell a leader of what it shares from the next round on, and of nothing that stays', async () => {
    const sharing = charmOf((layer) => {
      layer.always().handle('share', ({ leader, flags, unit }) => {
        leader.publish({ password: 'p', user: null });
        leader.publish({ password: 'p' });
        unit.data.set('seen', flags.list());
      });
      layer.whenNot('leadership.set.user').handle('without-user', () => undefined);
    });
    const leaderData = { user: 'u' };
    const elsewhere = await runHook(
      charmOf(() => undefined),
      'install',
      freshUnit('wordpress/0', { isLeader: true, leaderData }),
    );
    const outcome = await runHook(sharing, 'update-status', elsewhere.state);
    expect(outcome.handlers).toEqual(['blog/share', 'blog/without-user']);
    expect(seenIn(outcome, 'leadership')).toEqual([
      'leadership.changed',
      'leadership.changed.password',
      'leadership.changed.user',
      'leadership.is_leader',
      'leadership.set.password',
    ]);
    const again = await runHook(sharing, 'update-status', outcome.state);
    expect(seenIn(again, 'leadership')).toEqual([
      'leadership.is_leader',
      'leadership.set.password',
    ]);
  });

  it('do not tell a leader later of what it shared itself, not even after a crash', async () => {
    const sharing = charmOf((layer) => {
      layer.always().handle('share', ({ leader }) => leader.publish({ password: 'p' }));
      layer.when('leadership.changed').handle('changed', () => undefined);
    });
    const state = freshUnit('wordpress/0', { isLeader: true });
    const first = await runHook(sharing, 'install', state);
    expect(first.handlers).toEqual(['blog/share', 'blog/changed']);
    const shared = { ...first.state, leaderData: { password: 'p', user: 'u' } };
    const second = await runHook(sharing, 'update-status', shared, { interrupted: true });
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

  it('R120 a series upgrade is in progress from its first hook to the start of its second', async () => {
    const settled = await after(freshUnit('wordpress/0'), 'install');
    const pre = await after(settled.state, 'pre-series-upgrade');
    expect(seenIn(pre, 'upgrade')).toEqual(['upgrade.series.in-progress']);
    const between = await after(pre.state, 'update-status');
    expect(seenIn(between, 'upgrade')).toEqual(['upgrade.series.in-progress']);
    const rebooted = await after(between.state, 'start');
    expect(seenIn(rebooted, 'upgrade')).toEqual(['upgrade.series.in-progress']);
    const post = await after(rebooted.state, 'post-series-upgrade');
    expect(seenIn(post, 'upgrade')).toEqual([]);
    expect(post.flags).not.toContain('upgrade.series.in-progress');
  });

  it('R120 a handler that waits for the end of a series upgrade runs when it is over', async () => {
    const waiting = charmOf((layer) => {
      layer.trigger({ whenNot: 'upgrade.series.in-progress', set: 'resumed' });
      layer.when('resumed').handle('resume', ({ flags }) => flags.clear('resumed'));
    });
    const pre = await runHook(waiting, 'pre-series-upgrade', freshUnit('wordpress/0'));
    expect(pre.handlers).toEqual([]);
    const post = await runHook(waiting, 'post-series-upgrade', pre.state);
    expect(post.handlers).toEqual(['blog/resume']);
  });
});

describe('endpoint flags', () => {
  const HOST = { host: 'a' };

  it('R92 (different on purpose) of a unit that has left nothing is kept, and nobody need tidy up', async () => {
    const relations = { 'db:1': relationState('mysql', { units: { 'mysql/0': HOST } }) };
    const joined = await after(freshUnit('wordpress/0', { relations }), 'install');
    expect(JSON.stringify(joined.state.memory)).toContain('mysql/0');
    const departed = await after(joined.state, 'db-relation-departed', { remoteUnit: 'mysql/0' });
    expect(seenIn(departed, 'endpoint.db.departed')).toEqual(['endpoint.db.departed']);
    expect(JSON.stringify(departed.state.memory)).not.toContain('mysql/0');
  });

  it('joined that a handler or an operator has changed is right again in the next hook', async () => {
    const relations = { 'db:1': relationState('mysql', { units: { 'mysql/0': HOST } }) };
    const tampering = charmOf((layer) => {
      layer.always().handle('tamper', ({ flags }) => {
        flags.clear('endpoint.db.joined');
        flags.set('endpoint.website.joined');
      });
    });
    const state = freshUnit('wordpress/0', { relations });
    const tampered = await runHook(tampering, 'install', state);
    expect(tampered.flags).toEqual(['endpoint.website.joined']);
    const next = await after(tampered.state, 'update-status');
    expect(seenIn(next, 'endpoint')).toEqual(['endpoint.db.joined']);
    expect(next.calls).toEqual(['is-leader']);
  });
});

describe('secret flags', () => {
  const URI = 'secret:9m4e2mr0ui3e8a215n4g';
  const LONG_URI = 'secret://6d1e4ee2-6d35-4f5a-8b4b-0a3f2b1c9d00/c0b1a2mr0ui3e8a215n4';
  const state = freshUnit('wordpress/0', {
    isLeader: true,
    secrets: {
      [URI]: secretState({ token: 'a' }, { label: 'password' }),
      [LONG_URI]: secretState({ token: 'b' }, { owner: 'other' }),
    },
  });

  it.each([
    ['secret-changed', URI, ['secret.changed', 'secret.changed.password']],
    ['secret-changed', LONG_URI, ['secret.changed', 'secret.changed.c0b1a2mr0ui3e8a215n4']],
    ['secret-rotate', URI, ['secret.rotate', 'secret.rotate.password']],
    ['secret-expired', URI, ['secret.expired', 'secret.expired.password']],
    ['secret-remove', URI, ['secret.remove', 'secret.remove.password']],
  ])('%s of %s sets flags for one hook, by label or by ID', async (hook, secret, flags) => {
    const outcome = await after(state, hook, { secret });
    expect(seenIn(outcome, 'secret.')).toEqual(flags);
    expect(outcome.flags.filter((flag) => flag.startsWith('secret.'))).toEqual([]);
    expect(seenIn(await after(outcome.state, 'update-status'), 'secret.')).toEqual([]);
  });

  it('contents are not in the memory', async () => {
    const reading = charmOf((layer) => {
      layer.when('secret.changed.password').handle('read', async ({ secrets, log }) => {
        const { token } = await secrets.get({ label: 'password' }, 'refresh');
        log.info(`${token?.length} characters`);
      });
    });
    const secrets = { [URI]: secretState({ token: 'hunter2' }, { label: 'password' }) };
    const outcome = await runHook(
      reading,
      on.secretChanged('password'),
      freshUnit('wordpress/0', { secrets }),
    );
    expect(outcome.logLines).toContainEqual({ level: 'INFO', message: '7 characters' });
    expect(JSON.stringify(outcome.state.memory)).not.toContain('hunter2');
  });
});

describe('flags in an action', () => {
  const units = { 'mysql/0': { host: 'a' } };
  const state = freshUnit('wordpress/1', {
    config: { title: 'Blog' },
    leaderData: { password: 'p' },
    relations: { 'db:1': relationState('mysql', { units }) },
  });
  const looking: CharmDefinition = {
    ...charmOf((layer) => {
      layer.onAction('look').handle('look', ({ flags, unit }) => {
        unit.data.set('seen', flags.list());
      });
      layer.when('endpoint.db.changed.host').handle('wait', () => undefined);
    }),
    actions: { look: { description: 'Looks.', params: {}, required: [] } },
  };

  it('say how things stand, and of no change', async () => {
    const outcome = await runAction(looking, 'look', state);
    expect(outcome.failure).toBeUndefined();
    expect(seenIn(outcome)).toEqual([
      'config.default.port',
      'config.default.theme',
      'config.set.port',
      'config.set.title',
      'endpoint.db.joined',
      'leadership.set.password',
    ]);
  });

  it('leave what has changed to the next hook, even where the action had to read it', async () => {
    const settled = await after(state, 'install');
    const changed = {
      ...settled.state,
      config: { title: 'News' },
      leaderData: { password: 'q' },
      interrupted: true,
    };
    const acted = await runAction(looking, 'look', changed);
    expect(acted.calls).toContain('config-get');
    const hook = await after(acted.state, 'update-status');
    expect(seenIn(hook, 'config.changed')).toEqual(['config.changed', 'config.changed.title']);
    expect(seenIn(hook, 'leadership.changed')).toEqual([
      'leadership.changed',
      'leadership.changed.password',
    ]);
  });

  it('keep changes of endpoints for the handlers that wait for them', async () => {
    const settled = await after(state, 'install');
    expect(settled.flags).toContain('endpoint.db.changed.host');
    const acted = await runAction(looking, 'look', settled.state);
    expect(acted.flags).toContain('endpoint.db.changed.host');
    expect(acted.handlers).toEqual(['blog/look']);
  });

  it('cost one call of a hook tool to find out', async () => {
    const settled = await after(state, 'install');
    const acted = await runAction(looking, 'look', settled.state);
    expect(acted.calls).toEqual(['action-get', 'is-leader']);
  });
});
