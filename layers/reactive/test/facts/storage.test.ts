import { defineLayer } from '../../lib/index.ts';
import type { CharmDefinition, StorageInstance } from '../../lib/index.ts';
import { freshUnit, runHook } from '@reactive-charms/testing';
import type { HookOutcome, UnitState } from '@reactive-charms/testing';
import { composeCharm } from '../support/charms.ts';

const DATA = { kind: 'filesystem', location: '/srv/data' } as const;
const DISK = { kind: 'block', location: '/dev/sdb' } as const;

/** A charm with storage, that notes what is attached and which flags tell of it. */
function createCharm(): CharmDefinition {
  const composed = composeCharm(
    defineLayer('blog', (layer) => {
      layer.always().handle('look', ({ storage, flags, unit }) => {
        unit.data.set('all', storage.list().map(printInstance));
        unit.data.set('disks', storage.list('disk').map(printInstance));
        unit.data.set(
          'flags',
          flags.list().filter((flag) => flag.startsWith('storage.')),
        );
      });
    }),
  );
  const storage = {
    data: { type: 'filesystem' },
    disk: { type: 'block', count: { minimum: 0, maximum: 2 } },
  } as const;
  return { ...composed, metadata: { ...composed.metadata, storage } };
}

const charm = createCharm();

function printInstance({ id, name, kind, location }: StorageInstance): string {
  return [id, name, kind, location].join(' ');
}

function unitWith(storage: UnitState['storage']): UnitState {
  return freshUnit('wordpress/0', storage ? { storage } : {});
}

function seenIn({ state }: HookOutcome, key: 'all' | 'disks' | 'flags'): unknown {
  return state.memory?.data[key];
}

/** Calls about storage. */
function callsOf({ calls }: HookOutcome): readonly string[] {
  return calls.filter((call) => call.startsWith('storage-'));
}

describe('storage', () => {
  it('is read in the first hook, each instance once, and listed by name and number', async () => {
    const storage = { 'disk/10': DISK, 'disk/9': DISK, 'data/0': DATA };
    const outcome = await runHook(charm, 'install', unitWith(storage));
    expect(seenIn(outcome, 'all')).toEqual([
      'data/0 data filesystem /srv/data',
      'disk/9 disk block /dev/sdb',
      'disk/10 disk block /dev/sdb',
    ]);
    expect(seenIn(outcome, 'disks')).toEqual([
      'disk/9 disk block /dev/sdb',
      'disk/10 disk block /dev/sdb',
    ]);
    expect([...callsOf(outcome)].sort()).toEqual([
      'storage-get data/0',
      'storage-get disk/10',
      'storage-get disk/9',
      'storage-list',
    ]);
  });

  it('is remembered: a settled hook asks nothing, and knows it all the same', async () => {
    const first = await runHook(charm, 'install', unitWith({ 'data/0': DATA }));
    const second = await runHook(charm, 'update-status', first.state);
    expect(second.calls).toEqual(['is-leader']);
    expect(seenIn(second, 'all')).toEqual(['data/0 data filesystem /srv/data']);
    expect(seenIn(second, 'flags')).toEqual(['storage.data.attached']);
  });

  it('C57 an attached hook brings its instance, of which the environment tells all', async () => {
    const first = await runHook(charm, 'install', unitWith({ 'data/0': DATA }));
    const state = { ...first.state, storage: { 'data/0': DATA, 'disk/1': DISK } };
    const attached = await runHook(charm, 'disk-storage-attached', state);
    expect(callsOf(attached)).toEqual([]);
    expect(seenIn(attached, 'all')).toEqual([
      'data/0 data filesystem /srv/data',
      'disk/1 disk block /dev/sdb',
    ]);
    expect(attached.flags).toEqual(['storage.data.attached', 'storage.disk.attached']);
  });

  it('C57 an attached hook before install reads the others, and its own not', async () => {
    const state = unitWith({ 'data/0': DATA, 'disk/1': DISK });
    const attached = await runHook(charm, 'disk-storage-attached', state);
    expect([...callsOf(attached)].sort()).toEqual(['storage-get data/0', 'storage-list']);
    expect(seenIn(attached, 'all')).toHaveLength(2);
  });

  it('an instance that is being detached is gone already, as a departing unit is', async () => {
    const first = await runHook(
      charm,
      'install',
      unitWith({ 'data/0': DATA, 'disk/1': DISK, 'disk/2': DISK }),
    );
    const one = await runHook(charm, 'disk-storage-detaching', first.state, {
      storageId: 'disk/1',
    });
    expect(seenIn(one, 'disks')).toEqual(['disk/2 disk block /dev/sdb']);
    expect(seenIn(one, 'flags')).toEqual([
      'storage.data.attached',
      'storage.disk.attached',
      'storage.disk.detaching',
    ]);
    const last = await runHook(charm, 'disk-storage-detaching', one.state, { storageId: 'disk/2' });
    expect(seenIn(last, 'flags')).toEqual(['storage.data.attached', 'storage.disk.detaching']);
    expect(last.flags).toEqual(['storage.data.attached']);
    const after = await runHook(charm, 'update-status', last.state);
    expect(seenIn(after, 'all')).toEqual(['data/0 data filesystem /srv/data']);
  });

  it('an instance that is being detached is left out in a doubtful hook too', async () => {
    const state = { ...unitWith({ 'data/0': DATA, 'disk/1': DISK }), interrupted: true };
    const outcome = await runHook(charm, 'disk-storage-detaching', state);
    expect(seenIn(outcome, 'disks')).toEqual([]);
    expect(callsOf(outcome)).not.toContain('storage-get disk/1');
  });

  it('is read again when in doubt', async () => {
    const first = await runHook(charm, 'install', unitWith({ 'data/0': DATA }));
    const moved = { ...first.state, storage: { 'data/0': { ...DATA, location: '/mnt' } } };
    const upgraded = await runHook(charm, 'upgrade-charm', moved);
    expect(seenIn(upgraded, 'all')).toEqual(['data/0 data filesystem /mnt']);
  });

  it('costs nothing where the charm has none', async () => {
    const bare = composeCharm(defineLayer('blog', () => undefined));
    const outcome = await runHook(bare, 'install', unitWith({}));
    expect(callsOf(outcome)).toEqual([]);
    expect(outcome.state.memory?.storage).toEqual({});
  });
});
