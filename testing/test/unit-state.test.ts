import { defineLayer } from '@reactive-charms/reactive';
import type { CharmDefinition } from '@reactive-charms/reactive';
import {
  freshUnit,
  modelOf,
  on,
  relationState,
  runAction,
  runHook,
  stateOf,
} from '@reactive-charms/testing';
import { BLOG, charmOf, HELPER } from './support/charms.ts';
import { URI, WHOLE } from './support/whole.ts';

function deepFreeze<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  Object.values(value).forEach(deepFreeze);
  return Object.freeze(value);
}

const silent: CharmDefinition = charmOf(() => undefined);

describe('a state and its model', () => {
  it('a model that nothing has happened to is the state that it was made from', () => {
    const model = modelOf(BLOG, WHOLE);
    expect(stateOf(model, { state: WHOLE, model })).toBe(WHOLE);
    const copy = structuredClone(model);
    expect(stateOf(copy, { state: WHOLE, model })).toEqual(WHOLE);
  });

  it('no run changes anything that it was given', async () => {
    const charm = charmOf((layer) => {
      layer.always().handle('work', async ({ flags, endpoints, leader, secrets, host, unit }) => {
        flags.set('done');
        unit.data.set('a', { b: 1 });
        leader.publish({ schema: '8' });
        endpoints['db']?.relations.forEach((relation) => relation.publish({ name: 'x' }));
        await secrets.set(URI, { token: 'new' });
        await host.declareFile({ path: '/etc/blog.conf', content: 'b', mode: 0o600 });
        await host.run('open-port', ['443']);
      });
    });
    const given = deepFreeze(structuredClone(WHOLE));
    const first = await runHook(charm, on.install(), given);
    expect(first.error).toBeUndefined();
    expect(given).toEqual(WHOLE);
    const second = await runHook(charm, on.updateStatus(), deepFreeze(first.state));
    expect(second.error).toBeUndefined();
    expect(second.openPorts).toEqual([...(WHOLE.openPorts ?? []), '443/tcp']);
    expect(second.secrets?.[URI]).toEqual({
      ...WHOLE.secrets?.[URI],
      revisions: { 1: { token: 'a' }, 2: { token: 'new' } },
    });
  });

  it('an outcome is a state: it can be given to the next run, without what the run did', async () => {
    const after = await runHook(silent, 'install', WHOLE);
    const next = await runHook(silent, 'update-status', after);
    expect(next.state).toEqual({ ...after.state, memory: next.state.memory });
    expect(Object.keys(next.state)).not.toContain('handlers');
    expect(freshUnit('wordpress/0', after)).toEqual(after.state);
  });
});

describe('what a hook leaves of its relation', () => {
  const relations = { 'db:1': relationState('mysql', { units: { 'mysql/0': {}, 'mysql/1': {} } }) };
  const related = freshUnit('wordpress/0', { relations });

  it('a unit that has departed is no longer in it', async () => {
    const after = await runHook(
      silent,
      on.relationDeparted('db', { remoteUnit: 'mysql/0' }),
      related,
    );
    expect(Object.keys(after.relations['db:1']?.units ?? {})).toEqual(['mysql/1']);
  });

  it('nothing, when it is broken', async () => {
    const alone = freshUnit('wordpress/0', { relations: { 'db:1': relationState('mysql') } });
    expect((await runHook(silent, on.relationBroken('db'), alone)).relations).toEqual({});
  });

  it('everything, when the hook fails', async () => {
    const failing = charmOf((layer) => {
      layer.always().handle('fail', () => {
        throw new Error('no');
      });
    });
    const after = await runHook(
      failing,
      on.relationDeparted('db', { remoteUnit: 'mysql/0' }),
      related,
    );
    expect(after.relations).toEqual(relations);
  });
});

describe('events', () => {
  const seen = defineLayer('blog', (layer) => {
    layer.always().handle('look', ({ hook, log }) => log.info(JSON.stringify(hook.run)));
  });
  const charm = { ...BLOG, layers: [seen] };
  const runOf = async (...args: Parameters<typeof runHook>): Promise<unknown> =>
    JSON.parse((await runHook(...args)).logLines[0]?.message ?? '');

  it.each([
    [on.install(), 'install'],
    [on.start(), 'start'],
    [on.stop(), 'stop'],
    [on.remove(), 'remove'],
    [on.updateStatus(), 'update-status'],
    [on.configChanged(), 'config-changed'],
    [on.upgradeCharm(), 'upgrade-charm'],
    [on.preSeriesUpgrade(), 'pre-series-upgrade'],
    [on.postSeriesUpgrade(), 'post-series-upgrade'],
    [on.leaderElected(), 'leader-elected'],
    [on.leaderSettingsChanged(), 'leader-settings-changed'],
  ])('%j', async (event, hook) => {
    expect(await runOf(charm, event, WHOLE)).toEqual({ kind: 'lifecycle', hook });
  });

  it('of relations tell which one, and whom', async () => {
    const relation = { id: 'db:1', endpoint: 'db', application: 'mysql' };
    expect(await runOf(charm, on.relationChanged('db', { remoteUnit: 'mysql/1' }), WHOLE)).toEqual({
      kind: 'relation',
      hook: 'db-relation-changed',
      event: 'changed',
      relation: { ...relation, unit: 'mysql/1' },
    });
    expect(
      await runOf(charm, on.relationChanged('db:1', { applicationData: true }), WHOLE),
    ).toMatchObject({ relation });
    expect(
      await runOf(
        charm,
        on.relationDeparted('db', { remoteUnit: 'mysql/1', departingUnit: 'wordpress/0' }),
        WHOLE,
      ),
    ).toMatchObject({ event: 'departed', departingUnit: 'wordpress/0' });
  });

  it('of secrets and storage tell which one', async () => {
    expect(await runOf(charm, on.secretExpired('admin'), WHOLE)).toEqual({
      kind: 'secret',
      hook: 'secret-expired',
      secretId: URI,
      label: 'admin',
      revision: 1,
    });
    expect(await runOf(charm, on.storageAttached('data'), WHOLE)).toEqual({
      kind: 'storage',
      hook: 'data-storage-attached',
      storageId: 'data/0',
      storageKind: 'filesystem',
      location: '/srv/data',
    });
  });

  it('of actions are run with their results', async () => {
    const layer = defineLayer('blog', (made) => {
      made
        .onAction('backup')
        .handle('save', ({ action }) => ({ to: String(action.parameters['to']) }));
    });
    const acting = { ...BLOG, layers: [layer] };
    const outcome = await runHook(acting, on.action('backup', { to: '/mnt' }), WHOLE);
    expect(outcome.results).toEqual({ to: '/mnt' });
    expect((await runAction(acting, 'backup', WHOLE)).results).toEqual({ to: '/srv' });
  });
});

describe('a run', () => {
  it('knows its model, machine and proxy, and a subordinate its principal', async () => {
    const layer = defineLayer('blog', (made) => {
      made.always().handle('look', ({ hook, log }) => {
        const { modelName, principalUnit, proxy, jujuVersion } = hook;
        log.info([modelName, principalUnit, proxy.http, proxy.no, jujuVersion].join(' '));
      });
    });
    const relations = { 'host:3': relationState('mysql', { units: { 'mysql/2': {} } }) };
    const { model } = WHOLE;
    const state = freshUnit('helper/0', {
      relations,
      ...(model ? { model } : {}),
      agentVersion: '4.0.1',
    });
    const after = await runHook({ ...HELPER, layers: [layer] }, 'start', state);
    expect(after.logLines[0]?.message).toBe(
      'blogs mysql/2 http://proxy:3128 127.0.0.1,localhost,::1 4.0.1',
    );
    expect(after.state.agentVersion).toBe('4.0.1');
  });

  it('records what it said and asked for', async () => {
    const charm = charmOf((layer) => {
      layer.always().handle('work', async ({ status, setApplicationVersion, secrets, host }) => {
        await status.show({ status: 'maintenance', message: 'Starting' });
        setApplicationVersion('7');
        await secrets.remove(URI, 1);
        await host.run('storage-add', ['data=1']);
      });
    });
    const after = await runHook(charm, 'start', WHOLE);
    expect(after).toMatchObject({
      statusHistory: [{ status: 'maintenance', message: 'Starting' }],
      workloadVersionHistory: ['7'],
      removedSecretRevisions: [{ uri: URI, revision: 1 }],
      requestedStorages: { data: 1 },
      programs: [['storage-add', 'data=1']],
    });
  });

  it('fails where a fault strikes, and keeps what Juju keeps', async () => {
    const charm = charmOf((layer) => {
      layer.always().handle('work', async ({ endpoints, status }) => {
        await status.show({ status: 'maintenance', message: 'Starting' });
        endpoints['db']?.relations.forEach((relation) => relation.publish({ name: 'x' }));
      });
    });
    const faults = [{ kind: 'fail-tool', tool: 'relation-set', message: 'no contact' }] as const;
    const after = await runHook(charm, 'start', WHOLE, { faults });
    expect(after.error?.message).toContain(
      'relation-set failed with exit code 1: ERROR no contact',
    );
    expect(after.relations).toEqual(WHOLE.relations);
    expect(after.status).toEqual({ status: 'maintenance', message: 'Starting' });
  });

  it('fails at its end where Juju does not take over what it asked for', async () => {
    const charm = charmOf((layer) => {
      layer.always().handle('work', async ({ secrets }) => {
        await secrets.set('secret:9m4e2mr0ui3e8a215n4h', { token: 'mine' });
      });
    });
    const after = await runHook(charm, 'start', WHOLE);
    expect(after.error?.message).toContain('cannot apply changes');
    expect(after.state.memory).toBeUndefined();
  });

  it('may find the disk full', async () => {
    const charm = charmOf((layer) => {
      layer.always().handle('write', async ({ host }) => {
        await host.declareFile({ path: '/a', content: 'a', mode: 0o600 });
      });
    });
    const after = await runHook(charm, 'start', WHOLE, { faults: [{ kind: 'disk-full' }] });
    expect(after.error?.message).toContain('ENOSPC');
  });
});
