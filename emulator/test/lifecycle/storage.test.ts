import {
  addUnit,
  deployApplication,
  removeUnit,
  upgradeCharm,
} from '../../src/transitions/index.ts';
import { addStorage, removeStorage } from '../../src/transitions/index.ts';
import { makeCharm } from '../support/charms.ts';
import { fail, hooksOf } from '../support/related.ts';
import { createSimulation } from '../support/simulation.ts';
import type { Simulation } from '../support/simulation.ts';

const DATABASE = makeCharm('database', {
  storage: {
    data: { type: 'filesystem', location: '/srv/data' },
    logs: { type: 'filesystem', count: { minimum: 0, maximum: 2 }, location: '/srv/logs' },
    disks: { type: 'block', count: { minimum: 0 } },
  },
  provides: { server: 'sql' },
});

function deployed(storage: Parameters<typeof deployApplication>[0]['storage'] = {}): Simulation {
  const simulation = createSimulation();
  simulation.update(deployApplication({ name: 'database', charm: DATABASE, storage }));
  return simulation;
}

/** id, kind and location of all storage. */
function listed({ model }: Simulation): string[] {
  return Object.values(model.storage).map(({ id, kind, location }) => `${id} ${kind} ${location}`);
}

describe('storage', () => {
  it('C57 is attached before install', () => {
    const simulation = deployed();

    expect(simulation.settle().slice(0, 2)).toEqual([
      'database/0 data-storage-attached',
      'database/0 install',
    ]);
  });

  it('is made with each unit: what the charm needs, or what the operator asked for', () => {
    const simulation = deployed({ logs: { count: 2, size: 10 }, disks: { count: 1, size: 5 } });
    simulation.update(addUnit({ application: 'database' }));

    expect(listed(simulation)).toEqual([
      'data/0 filesystem /srv/data',
      'logs/1 filesystem /srv/logs/logs/1',
      'logs/2 filesystem /srv/logs/logs/2',
      'disks/3 block /var/lib/juju/devices/loop3',
      'data/4 filesystem /srv/data',
      'logs/5 filesystem /srv/logs/logs/5',
      'logs/6 filesystem /srv/logs/logs/6',
      'disks/7 block /var/lib/juju/devices/loop7',
    ]);
    expect(simulation.model.storage['logs/1']).toMatchObject({ owner: 'database/0', size: 10 });
  });

  it('is as big as the charm wants it at least, or as the operator does', () => {
    const charm = makeCharm('big', {
      storage: {
        small: { type: 'filesystem', minimumSize: 100 },
        large: { type: 'filesystem', minimumSize: 5000 },
        none: { type: 'filesystem' },
      },
    });
    const sizes = (storage: Parameters<typeof deployApplication>[0]['storage'] = {}): number[] => {
      const simulation = createSimulation();
      simulation.update(deployApplication({ name: 'big', charm, storage }));
      return Object.values(simulation.model.storage).map(({ size }) => size);
    };

    expect(sizes()).toEqual([100, 5000, 1024]);
    expect(sizes({ small: { count: 1 }, large: { count: 1 }, none: { count: 1 } })).toEqual([
      100, 5000, 1024,
    ]);
    expect(sizes({ small: { count: 1, size: 200 }, large: { count: 1, size: 5001 } })).toEqual([
      200, 5001, 1024,
    ]);
    expect(() => sizes({ large: { count: 1, size: 1024 } })).toThrow(
      'charm "big" store "large": minimum storage size is 5.0 GB, 1.0 GB specified',
    );
    expect(() => sizes({ small: { count: 1, size: 99 } })).toThrow(
      'charm "big" store "small": minimum storage size is 100 MB, 99 MB specified',
    );
  });

  it('is forgotten by its unit once it is detached', () => {
    const simulation = deployed({ logs: { count: 1, size: 10 } });
    simulation.settle();
    simulation.update(removeStorage('logs/1'));

    expect(simulation.settle()).toEqual(['database/0 logs-storage-detaching']);
    expect(simulation.model.units['database/0']?.uniter.storage).toEqual(['data/0']);
  });

  it('lies below /var/lib/juju/storage where the charm names no location', () => {
    const simulation = createSimulation();
    const charm = makeCharm('plain', { storage: { data: { type: 'filesystem' } } });
    simulation.update(deployApplication({ name: 'plain', charm }));

    expect(listed(simulation)).toEqual(['data/0 filesystem /var/lib/juju/storage/data/0']);
  });

  it('is attached and detached on a running unit by a hook each', () => {
    const simulation = deployed();
    simulation.settle();
    simulation.update(addStorage('database/0', 'logs'));
    expect(simulation.settle()).toEqual(['database/0 logs-storage-attached']);
    simulation.update(removeStorage('logs/1'));

    expect(simulation.settle()).toEqual(['database/0 logs-storage-detaching']);
    expect(Object.keys(simulation.model.storage)).toEqual(['data/0']);
  });

  it('goes without a hook when its unit has not heard of it', () => {
    const simulation = deployed();
    simulation.settle();
    simulation.update(addStorage('database/0', 'logs'));
    simulation.update(removeStorage('logs/1'));

    expect(simulation.settle()).toEqual([]);
  });

  it('C54 is detached before the other hooks of a unit that goes', () => {
    const simulation = deployed();
    simulation.settle();
    simulation.update(removeUnit('database/0'));

    expect(simulation.settle()).toEqual([
      'database/0 data-storage-detaching',
      'database/0 stop',
      'database/0 remove',
    ]);
    expect(simulation.model.storage).toEqual({});
  });

  it('is detached again from a unit that goes before its install, which does not run', () => {
    const simulation = deployed();
    simulation.step('database/0');
    expect(simulation.hooks).toEqual(['database/0 data-storage-attached']);
    simulation.update(removeUnit('database/0'));

    expect(simulation.settle()).toEqual(['database/0 data-storage-detaching']);
    expect(simulation.model.units).toEqual({});
  });

  it('goes with a unit that is dropped by force', () => {
    const simulation = deployed();
    simulation.settle();
    simulation.update(removeUnit('database/0', { force: true }));

    expect(simulation.model.storage).toEqual({});
  });

  it('stays attached where its hook fails, and nothing else runs', () => {
    const simulation = deployed();
    simulation.settle(fail('data-storage-attached'));

    expect(simulation.hooks).toEqual(['database/0 data-storage-attached']);
    expect(simulation.model.units['database/0']?.agent.message).toBe(
      'hook failed: "data-storage-attached"',
    );
  });

  it('comes to units there are when a new charm needs it', () => {
    const simulation = deployed();
    simulation.settle();
    const charm = makeCharm('database', {
      revision: 1,
      storage: { ...DATABASE.metadata.storage, spare: { type: 'filesystem' } },
      provides: { server: 'sql' },
    });
    simulation.update(upgradeCharm({ application: 'database', charm }));

    expect(hooksOf(simulation.settle(), 'database/0')).toEqual([
      'spare-storage-attached',
      'upgrade-charm',
      'config-changed',
    ]);
  });

  it.each([
    [addStorage('database/0', 'nope'), 'charm "database" has no store called "nope"'],
    [addStorage('database/0', 'data'), 'cannot attach, storage is singular'],
    [
      addStorage('database/0', 'logs', { count: 3 }),
      'attaching 3 storage instances brings the total to 3, exceeding the maximum of 2',
    ],
    [removeStorage('data/0'), 'removing storage data/0: cannot detach, storage is singular'],
    [removeStorage('data/9'), 'storage "data/9" not found'],
  ])('is refused in the words of Juju (%#)', (transition, message) => {
    const simulation = deployed();

    expect(() => simulation.update(transition)).toThrow(message);
  });

  it.each([
    [{ nope: { count: 1, size: 1 } }, 'charm "database" has no store called "nope"'],
    [{ logs: { count: 3, size: 1 } }, 'at most 2 instances supported, 3 specified'],
    [{ data: { count: 0, size: 1 } }, '1 instances required, 0 specified'],
  ])('is checked at deployment (%#)', (wish, message) => {
    expect(() => deployed(wish)).toThrow(message);
  });
});
