import { freshUnit, relationState, runHook } from '@reactive-charms/testing';
import type { HookOutcome, UnitState } from '@reactive-charms/testing';
import type { CharmDefinition } from '../../lib/index.ts';
import { charmOf } from '../support/charms.ts';

const DB = relationState('mysql', { units: { 'mysql/0': { host: 'a' } } });

function unit(more: Partial<UnitState> = {}): UnitState {
  return freshUnit('wordpress/0', { relations: { 'db:1': DB, 'db:2': DB }, ...more });
}

function effectsOf({ calls }: HookOutcome): readonly string[] {
  return calls.filter((call) => /-set\b/.test(call));
}

/** A charm that publishes a name in every database relation. */
function publisher(name: string | null): CharmDefinition {
  return charmOf((layer) => {
    layer.always().handle('publish', ({ endpoints }) => {
      endpoints['db']?.relations.forEach((relation) => relation.publish({ name }));
    });
  });
}

describe('databags of the unit', () => {
  it('R99 are sent once, and not again while they stay the same', async () => {
    const first = await runHook(publisher('blog'), 'install', unit());
    expect(effectsOf(first)).toEqual(['relation-set db:1', 'relation-set db:2']);
    const second = await runHook(publisher('blog'), 'update-status', first.state);
    expect(effectsOf(second)).toEqual([]);
    const third = await runHook(publisher('blog'), 'update-status', second.state);
    expect(third.calls).toEqual(['is-leader']);
  });

  it('are read back once, in the hook after the one that sent them', async () => {
    const first = await runHook(publisher('blog'), 'install', unit());
    const second = await runHook(publisher('blog'), 'update-status', first.state);
    expect(second.calls).toEqual(['is-leader', 'relation-get db:1', 'relation-get db:2']);
  });

  it('are read back after config-changed too, because Juju then writes addresses into them', async () => {
    const charm = charmOf((layer) => {
      layer.always().handle('publish', ({ endpoints }) => {
        endpoints['db']?.relations.forEach((each) => each.publish({ 'ingress-address': 'mine' }));
      });
    });
    const first = await runHook(charm, 'install', unit());
    const second = await runHook(charm, 'config-changed', first.state);
    const overwritten = relationState('mysql', { published: { 'ingress-address': '192.0.2.7' } });
    const third = await runHook(charm, 'update-status', {
      ...second.state,
      relations: { 'db:1': overwritten, 'db:2': overwritten },
    });
    expect(third.state.relations['db:1']?.published).toEqual({ 'ingress-address': 'mine' });
    const fourth = await runHook(charm, 'update-status', third.state);
    expect(effectsOf(fourth)).toEqual([]);
  });

  it('R103 C29 a withdrawn key is removed', async () => {
    const first = await runHook(publisher('blog'), 'install', unit());
    const second = await runHook(publisher(null), 'update-status', first.state);
    expect(second.state.relations['db:1']?.published).toEqual({});
  });

  it('C28 are sent again when Juju has not taken them, even if no handler says so any more', async () => {
    const once = charmOf((layer) => {
      layer.hook('install').handle('publish', ({ endpoints }) => {
        endpoints['db']?.relations.forEach((relation) => relation.publish({ name: 'blog' }));
      });
    });
    const sent = await runHook(once, 'install', unit());
    const refused = { ...sent.state, relations: unit().relations };
    const later = await runHook(once, 'update-status', refused);
    expect(later.state.relations['db:1']?.published).toEqual({ name: 'blog' });
    const settled = await runHook(once, 'update-status', later.state);
    expect(effectsOf(settled)).toEqual([]);
  });

  it('a newer declaration wins over one that Juju has not taken', async () => {
    const sent = await runHook(publisher('old'), 'install', unit());
    const refused = { ...sent.state, relations: unit().relations };
    const later = await runHook(publisher('new'), 'update-status', refused);
    expect(later.state.relations['db:1']?.published).toEqual({ name: 'new' });
  });

  it('are sent anew to a unit that comes from another charm, only where they differ', async () => {
    const relations = {
      'db:1': { ...DB, published: { name: 'blog', legacy: 'x' } },
      'db:2': { ...DB, published: { name: 'site' } },
    };
    const outcome = await runHook(publisher('blog'), 'upgrade-charm', unit({ relations }));
    expect(effectsOf(outcome)).toEqual(['relation-set db:2']);
    expect(outcome.state.relations['db:1']?.published).toEqual({ name: 'blog', legacy: 'x' });
  });
});

describe('databags of the application', () => {
  const sharing = charmOf((layer) => {
    layer.when('leadership.is_leader').handle('share', ({ endpoints }) => {
      endpoints['db']?.relations.forEach((relation) =>
        relation.publishForApplication({ name: 'blog' }),
      );
    });
  });

  it('R101 are sent by the leader and then known without asking', async () => {
    const first = await runHook(sharing, 'install', unit({ isLeader: true }));
    expect(first.state.relations['db:1']?.publishedForApplication).toEqual({ name: 'blog' });
    const second = await runHook(sharing, 'leader-settings-changed', first.state);
    expect(effectsOf(second)).toEqual([]);
    const third = await runHook(sharing, 'update-status', second.state);
    expect(third.calls).toEqual(['is-leader']);
  });

  it('are read again by a new leader, because another unit may have written them', async () => {
    const first = await runHook(sharing, 'install', unit({ isLeader: true }));
    const second = await runHook(sharing, 'update-status', first.state);
    const deposed = await runHook(sharing, 'update-status', { ...second.state, isLeader: false });
    const relations = {
      'db:1': { ...DB, publishedForApplication: { name: 'other' } },
      'db:2': { ...DB, publishedForApplication: { name: 'blog' } },
    };
    const elected = await runHook(sharing, 'leader-elected', {
      ...deposed.state,
      isLeader: true,
      relations,
    });
    expect(effectsOf(elected)).toEqual(['relation-set db:1']);
  });

  it('C28 are sent again when Juju has not taken them', async () => {
    const sent = await runHook(sharing, 'install', unit({ isLeader: true }));
    const silent = charmOf(() => undefined);
    const refused = { ...sent.state, relations: unit().relations };
    const later = await runHook(silent, 'update-status', refused);
    expect(later.state.relations['db:1']?.publishedForApplication).toEqual({ name: 'blog' });
  });

  it('are not sent by a unit that is not the leader any more', async () => {
    const sent = await runHook(sharing, 'install', unit({ isLeader: true }));
    const refused = { ...sent.state, isLeader: false, relations: unit().relations };
    const later = await runHook(sharing, 'update-status', refused);
    expect(effectsOf(later)).toEqual([]);
  });
});

describe('leader data', () => {
  it('is sent where it differs, and known afterwards', async () => {
    const sharing = charmOf((layer) => {
      layer.always().handle('share', ({ leader, unit }) => {
        if (leader.isLeader) leader.publish({ password: ' p\n', old: null });
        unit.data.set('password', leader.data['password'] ?? null);
      });
    });
    const state = unit({ isLeader: true, leaderData: { old: 'x', kept: 'y' } });
    const first = await runHook(sharing, 'install', state);
    expect(first.state.leaderData).toEqual({ password: 'p', kept: 'y' });
    expect(first.state.memory?.data['password']).toBe('p');
    const second = await runHook(sharing, 'update-status', first.state);
    expect(effectsOf(second)).toEqual([]);
  });

  it('is refused to a unit that is not the leader', async () => {
    const sharing = charmOf((layer) => {
      layer.always().handle('share', ({ leader }) => leader.publish({ a: 'b' }));
    });
    const { error } = await runHook(sharing, 'install', unit());
    expect(error?.message).toContain(
      'wordpress/0 is not the leader of wordpress [LEADER_ONLY]\n  fix: ',
    );
  });
});

describe('status and version', () => {
  const ready = charmOf((layer) => {
    layer.always().handle('version', ({ setApplicationVersion }) => setApplicationVersion('6.4'));
    layer.status(() => ({ status: 'active', message: 'Ready' }));
  });

  it('are sent when they change, the status last', async () => {
    const first = await runHook(ready, 'install', unit());
    expect(effectsOf(first)).toEqual(['application-version-set', 'status-set']);
    const second = await runHook(ready, 'update-status', first.state);
    expect(effectsOf(second)).toEqual([]);
  });

  it('are sent again in doubt, because Juju may show something else', async () => {
    const first = await runHook(ready, 'install', unit());
    const second = await runHook(ready, 'upgrade-charm', first.state);
    expect(effectsOf(second)).toEqual(['application-version-set', 'status-set']);
  });

  it('a status shown during long work gives way to the deciders', async () => {
    const busy = charmOf((layer) => {
      layer
        .always()
        .handle('work', async ({ status }) =>
          status.show({ status: 'maintenance', message: 'Working' }),
        );
      layer.status(() => ({ status: 'active', message: 'Ready' }));
    });
    const first = await runHook(busy, 'install', unit());
    expect(first.statusHistory.map(({ message }) => message)).toEqual(['Working', 'Ready']);
    const second = await runHook(busy, 'update-status', first.state);
    expect(second.statusHistory.map(({ message }) => message)).toEqual(['Working', 'Ready']);
  });

  it('stay alone when nobody has an opinion', async () => {
    const outcome = await runHook(
      charmOf(() => undefined),
      'install',
      unit(),
    );
    expect(effectsOf(outcome)).toEqual([]);
  });
});

describe('ports', () => {
  const declaring = (...ports: string[]): CharmDefinition =>
    charmOf((layer) => layer.always().handle('listen', ({ unit }) => unit.declarePorts(ports)));

  function portCallsOf({ calls }: HookOutcome): readonly string[] {
    return calls.filter((call) => /-port/.test(call));
  }

  it('are opened and closed where they differ from what is open', async () => {
    const outcome = await runHook(
      declaring('443', '80/TCP'),
      'install',
      unit({ openPorts: ['22/tcp', '80/tcp'] }),
    );
    expect(portCallsOf(outcome)).toEqual([
      'opened-ports',
      'close-port 22/tcp',
      'open-port 443/tcp',
    ]);
    expect(outcome.state.openPorts).toEqual(['80/tcp', '443/tcp']);
  });

  it('are read back once, and not asked for again while they stay the same', async () => {
    const first = await runHook(declaring('80'), 'install', unit());
    const second = await runHook(declaring('80'), 'update-status', first.state);
    expect(portCallsOf(second)).toEqual(['opened-ports']);
    const third = await runHook(declaring('80'), 'update-status', second.state);
    expect(portCallsOf(third)).toEqual([]);
    const fourth = await runHook(declaring('81'), 'update-status', third.state);
    expect(portCallsOf(fourth)).toEqual(['close-port 80/tcp', 'open-port 81/tcp']);
  });

  it('C28 are sent again when Juju has not taken them, even if no handler says so any more', async () => {
    const once = charmOf((layer) => {
      layer.hook('install').handle('listen', ({ unit }) => unit.declarePorts(['80/tcp']));
    });
    const sent = await runHook(once, 'install', unit());
    const refused = { ...sent.state, openPorts: [] };
    const later = await runHook(once, 'update-status', refused);
    expect(later.state.openPorts).toEqual(['80/tcp']);
    const back = await runHook(once, 'update-status', later.state);
    expect(portCallsOf(back)).toEqual(['opened-ports']);
    const settled = await runHook(once, 'update-status', back.state);
    expect(portCallsOf(settled)).toEqual([]);
  });

  it('stay as they are where no handler says anything', async () => {
    const first = await runHook(declaring('80'), 'install', unit());
    const second = await runHook(declaring('80'), 'update-status', first.state);
    const silent = charmOf(() => undefined);
    const third = await runHook(silent, 'upgrade-charm', second.state);
    expect(third.state.openPorts).toEqual(['80/tcp']);
    expect(portCallsOf(third)).toEqual([]);
    const fourth = await runHook(declaring('80'), 'update-status', third.state);
    expect(portCallsOf(fourth)).toEqual([]);
  });

  it('are all closed where a handler declares none', async () => {
    const first = await runHook(declaring('80', 'icmp'), 'install', unit());
    const second = await runHook(declaring(), 'update-status', first.state);
    expect(second.state.openPorts).toEqual([]);
  });

  it('are read anew in doubt', async () => {
    const first = await runHook(declaring('80'), 'install', unit());
    const second = await runHook(declaring('80'), 'update-status', first.state);
    const third = await runHook(declaring('80'), 'start', second.state);
    expect(portCallsOf(third)).toEqual(['opened-ports']);
  });

  it('that are none end the hook with the code of the error', async () => {
    const { error } = await runHook(declaring('http'), 'install', unit());
    expect(error?.message).toMatch(/^error: "http" is no port \[PORT_MALFORMED\]\n {2}fix: /);
  });
});

describe('the status of the application', () => {
  const charm = charmOf((layer) => {
    layer.status(() => ({ status: 'waiting', message: 'for others' }));
    layer.applicationStatus(({ config }) => ({
      status: 'active',
      message: String(config['title']),
    }));
    layer.applicationStatus(() => undefined);
  });

  it('is set by the leader, where it differs', async () => {
    const state = unit({ isLeader: true, config: { title: 'Blog' } });
    const first = await runHook(charm, 'install', state);
    expect(first.applicationStatusHistory).toEqual([{ status: 'active', message: 'Blog' }]);
    expect(first.calls.slice(-2)).toEqual(['status-set --application', 'status-set']);
    expect(first.opinions).toEqual([
      { layer: 'blog', about: 'unit', status: 'waiting', message: 'for others' },
      { layer: 'blog', about: 'application', status: 'active', message: 'Blog' },
    ]);
    const second = await runHook(charm, 'update-status', first.state);
    expect(second.applicationStatusHistory).toEqual([]);
    const third = await runHook(charm, 'config-changed', {
      ...second.state,
      config: { title: 'News' },
    });
    expect(third.applicationStatusHistory).toEqual([{ status: 'active', message: 'News' }]);
  });

  it('is not even asked for on other units', async () => {
    const outcome = await runHook(charm, 'install', unit());
    expect(outcome.applicationStatusHistory).toEqual([]);
    expect(outcome.opinions.map(({ about }) => about)).toEqual(['unit']);
  });

  it('is set again by a unit that leads anew, as another may have shown something else', async () => {
    const first = await runHook(charm, 'install', unit({ isLeader: true }));
    const follower = { ...first.state, isLeader: false };
    const deposed = await runHook(charm, 'update-status', follower);
    const leader = { ...deposed.state, isLeader: true };
    const elected = await runHook(charm, 'update-status', leader);
    expect(elected.applicationStatusHistory).toHaveLength(1);
    const again = await runHook(charm, 'leader-elected', elected.state);
    expect(again.applicationStatusHistory).toHaveLength(1);
  });

  it('is set again in doubt', async () => {
    const first = await runHook(charm, 'install', unit({ isLeader: true }));
    const second = await runHook(charm, 'start', first.state);
    expect(second.applicationStatusHistory).toHaveLength(1);
  });
});
