import { defineCapability } from '@reactive-charms/reactive';
import {
  createMemoryHost,
  fake,
  freshUnit,
  relationState,
  runHook,
} from '@reactive-charms/testing';
import { charmOf } from './support/charms.ts';

const state = freshUnit('wordpress/0');
const silent = charmOf(() => undefined);

describe('runHook', () => {
  it('takes a state and gives the next, and changes nothing that it was given', async () => {
    const charm = charmOf((layer) => {
      layer.hook('install').handle('install', async ({ host, flags, leader }) => {
        await host.declareFile({ path: '/etc/blog.conf', content: 'a', mode: 0o600 });
        flags.set('installed');
        leader.publish({ key: 'value' });
      });
    });
    const before = Object.freeze({ ...state, isLeader: true });
    const outcome = await runHook(charm, 'install', before);
    expect(before).toEqual({ ...state, isLeader: true });
    expect(outcome).toMatchObject({
      flags: ['installed', 'leadership.is_leader', 'leadership.set.key'],
      handlers: ['blog/install'],
      state: {
        files: { '/etc/blog.conf': { content: 'a', mode: 0o600 } },
        leaderData: { key: 'value' },
      },
    });
    expect(outcome.error).toBeUndefined();
  });

  it('adds the defaults of config.yaml to the options of the state', async () => {
    const { state: after } = await runHook(silent, 'install', {
      ...state,
      config: { title: 'Blog' },
    });
    expect(after.config).toEqual({ port: 80, title: 'Blog' });
  });

  it('C28 keeps of a failed hook what Juju and the machine keep, and doubts in the next', async () => {
    const failing = charmOf((layer) => {
      layer.always().handle('fail', async ({ host, status, endpoints }) => {
        await host.declareFile({ path: '/etc/blog.conf', content: 'a', mode: 0o600 });
        await status.show({ status: 'maintenance', message: 'Trying' });
        endpoints['db']?.relations.forEach((relation) => relation.publish({ name: 'blog' }));
        throw new Error('no');
      });
    });
    const relations = { 'db:1': relationState('mysql') };
    const failed = await runHook(failing, 'install', { ...state, relations });
    expect(failed.error?.message).toBe('no');
    expect(failed.state).toMatchObject({
      relations,
      files: { '/etc/blog.conf': { content: 'a' } },
      status: { status: 'maintenance', message: 'Trying' },
      interrupted: true,
    });
    const next = await runHook(silent, 'update-status', failed.state);
    expect(next.calls).toContain('config-get');
    expect(next.state.interrupted).toBe(false);
  });

  it('finds the relation and the remote unit when there is just one', async () => {
    const charm = charmOf((layer) => {
      layer.always().handle('look', ({ hook, unit }) => {
        const { run } = hook;
        unit.data.set('run', run.kind === 'relation' ? [run.event, run.relation.unit ?? ''] : []);
      });
    });
    const relations = { 'db:7': relationState('mysql', { units: { 'mysql/3': {} } }) };
    const outcome = await runHook(charm, 'db-relation-changed', { ...state, relations });
    expect(outcome.state.memory?.data['run']).toEqual(['changed', 'mysql/3']);
    const told = await runHook(
      charm,
      'db-relation-changed',
      { ...state, relations },
      { applicationData: true },
    );
    expect(told.state.memory?.data['run']).toEqual(['changed', '']);
  });

  it('asks for a relation or a unit that it cannot find', async () => {
    const two = { 'db:1': relationState('mysql'), 'db:2': relationState('mysql') };
    await expect(
      runHook(silent, 'db-relation-joined', { ...state, relations: two }),
    ).rejects.toThrow(
      'the state has 2 relations (db:1, db:2) on endpoint db; give the event the ID',
    );
    await expect(
      runHook(silent, 'db-relation-departed', { ...state, relations: two }, { relationId: 'db:1' }),
    ).rejects.toThrow('relation db:1 has no unit, and Juju names one in a departed hook');
  });

  it('throws when the charm cannot be composed', async () => {
    const broken = charmOf((layer) =>
      layer
        .hook('start')
        .when('config.set.nope')
        .handle('a', () => {}),
    );
    await expect(runHook(broken, 'start', state)).rejects.toThrow('[FLAG_UNKNOWN]');
  });

  it('loses what JSON cannot keep, as a real unit would', async () => {
    const charm = charmOf((layer) => {
      layer.always().handle('keep', ({ unit }) => unit.data.set('number', Number.NaN));
    });
    const { state: after } = await runHook(charm, 'install', state);
    expect(after.memory?.data['number']).toBeNull();
  });

  it('puts fake instruments and programs in place, and notes what was run', async () => {
    const cache = defineCapability('cache', () => ({ name: 'real' }));
    const charm = charmOf((layer) => {
      layer.always().handle('use', async ({ use, host, unit }) => {
        const { stdout, code } = await host.run('date', ['-u']);
        const { code: missing } = await host.run('nothing', []);
        unit.data.set('found', [use(cache).name, stdout, code, missing]);
      });
    });
    const outcome = await runHook(charm, 'install', state, {
      instruments: [fake(cache, { name: 'fake' })],
      programs: { date: (args) => ({ code: 0, stdout: args.join(), stderr: '' }) },
    });
    expect(outcome.state.memory?.data['found']).toEqual(['fake', '-u', 0, 127]);
    expect(outcome.programs).toEqual([['date', '-u'], ['nothing']]);
  });
});

describe('createMemoryHost', () => {
  it('writes only what differs, and removes folders with what is in them', async () => {
    const host = createMemoryHost({ '/a/b': { content: 'x', mode: 0o600 } });
    const file = { path: '/a/b', content: 'x', mode: 0o600 };
    expect(await host.declareFile(file)).toBe(false);
    expect(await host.declareFile({ ...file, mode: 0o644 })).toBe(true);
    await host.declareFile({ ...file, path: '/ab' });
    await host.remove('/a');
    expect(Object.keys(host.files())).toEqual(['/ab']);
  });
});
