import type { UnitName } from '@reactive-charms/juju';
import {
  addRelation,
  addUnit,
  deployApplication,
  removeApplication,
  removeRelation,
  removeUnit,
  requestUpdateStatus,
  setConfig,
  setLeader,
  upgradeCharm,
} from '../src/transitions/index.ts';
import { resolveUnit } from '../src/transitions/hooks.ts';
import { makeCharm } from './support/charms.ts';
import { fail, hooksOf, MYSQL, related, WORDPRESS } from './support/related.ts';
import { createSimulation } from './support/simulation.ts';
import type { Simulation } from './support/simulation.ts';

const RING = makeCharm('etcd', { peers: { ring: 'etcd' } });
const LOGGER = makeCharm('logger', {
  requires: { host: { interface: 'juju-info', container: true } },
  subordinate: true,
});

describe('deployment', () => {
  it('C55 runs install, relation-created, leader-elected, config-changed, start on a leader', () => {
    const simulation = createSimulation();
    simulation.update(deployApplication({ name: 'etcd', charm: RING }));

    expect(simulation.settle()).toEqual([
      'etcd/0 install',
      'etcd/0 ring-relation-created',
      'etcd/0 leader-elected',
      'etcd/0 config-changed',
      'etcd/0 start',
    ]);
  });

  it('C56 runs leader-settings-changed in the place of leader-elected on a follower', () => {
    const simulation = createSimulation();
    simulation.update(deployApplication({ name: 'etcd', charm: RING, units: 2 }));

    expect(hooksOf(simulation.settle(), 'etcd/1').slice(0, 5)).toEqual([
      'install',
      'ring-relation-created',
      'leader-settings-changed',
      'config-changed',
      'start',
    ]);
  });

  it('C56 has no leader-settings-changed from Juju 4 on', () => {
    const simulation = createSimulation({ agentVersion: '4.0.1' });
    simulation.update(deployApplication({ name: 'etcd', charm: RING, units: 2 }));

    expect(hooksOf(simulation.settle(), 'etcd/1')).not.toContain('leader-settings-changed');
  });

  it('C78 shows unknown after a start hook in which the charm sets no status', () => {
    const simulation = createSimulation();
    simulation.update(deployApplication({ name: 'mysql', charm: MYSQL }));
    simulation.settle();

    expect(simulation.model.units['mysql/0']?.workload.status).toBe('unknown');
  });

  it('runs update-status only on demand', () => {
    const simulation = related();
    simulation.update(requestUpdateStatus(['mysql/0']));

    expect(simulation.settle()).toEqual(['mysql/0 update-status']);
    expect(simulation.settle()).toEqual([]);
  });
});

describe('relations', () => {
  it('C48 lets changed follow joined of the same unit at once', () => {
    const lines = hooksOf(related({ mysql: 3 }).hooks, 'wordpress/0');

    for (const unit of ['mysql/0', 'mysql/1', 'mysql/2']) {
      const joined = lines.indexOf(`db-relation-joined ${unit}`);
      expect(joined).toBeGreaterThan(-1);
      expect(lines[joined + 1]).toBe(`db-relation-changed ${unit}`);
    }
  });

  it('C49 makes one changed of several commits', () => {
    const simulation = related();
    for (const value of ['1', '2']) {
      simulation.exec('mysql/0', [`relation-set -r 0 port=${value}`]);
    }

    expect(simulation.settle()).toEqual(['wordpress/0 db-relation-changed mysql/0']);
  });

  it('C50 announces application data once it is set, without a unit', () => {
    const simulation = related();
    expect(simulation.hooks).not.toContain('wordpress/0 db-relation-changed');
    simulation.exec('mysql/0', ['relation-set -r 0 --app ready=yes']);

    expect(simulation.settle()).toEqual(['wordpress/0 db-relation-changed']);
  });

  it('C51 lets u/10 join before u/2', () => {
    const simulation = related({ mysql: 1 });
    for (let count = 1; count < 11; count += 1)
      simulation.update(addUnit({ application: 'mysql' }));
    for (let count = 1; count < 11; count += 1) {
      const name: UnitName = `mysql/${count}`;
      for (let hook = simulation.step(name); hook; hook = simulation.step(name));
    }
    const lines = hooksOf(simulation.settle(), 'wordpress/0');

    expect(lines.indexOf('db-relation-joined mysql/10')).toBeLessThan(
      lines.indexOf('db-relation-joined mysql/2'),
    );
  });

  it('C52 runs departed for each unit in text order, then broken once', () => {
    const simulation = related({ mysql: 2 });
    simulation.update(removeRelation('mysql', 'wordpress'));

    expect(hooksOf(simulation.settle(), 'wordpress/0')).toEqual([
      'db-relation-departed mysql/0',
      'db-relation-departed mysql/1',
      'db-relation-broken',
    ]);
    expect(simulation.model.relations).toEqual({});
  });

  it('C53 names the leaving unit as the departing one', () => {
    const simulation = related({ mysql: 2 });
    simulation.update(removeUnit('mysql/1'));
    const departing: string[] = [];
    simulation.settle((hook, tools) => {
      if (hook.kind === 'relation' && hook.event === 'departed') {
        departing.push(`${tools.unit} sees ${hook.departingUnit ?? ''} depart`);
      }
    });

    expect(departing.sort()).toEqual([
      'mysql/1 sees mysql/1 depart',
      'wordpress/0 sees mysql/1 depart',
    ]);
  });

  it('C54 runs departed and broken before stop, and stop before remove', () => {
    const simulation = related();
    simulation.update(removeUnit('mysql/0'));

    expect(hooksOf(simulation.settle(), 'mysql/0')).toEqual([
      'server-relation-departed wordpress/0',
      'server-relation-broken',
      'stop',
      'remove',
    ]);
    expect(simulation.model.units['mysql/0']).toBeUndefined();
    expect(simulation.model.machines['0']).toBeUndefined();
  });

  it('removes an application with its units and relations', () => {
    const simulation = related();
    simulation.update(removeApplication('mysql'));
    simulation.settle();

    expect(Object.keys(simulation.model.applications)).toEqual(['wordpress']);
    expect(simulation.model.relations).toEqual({});
  });

  it('does not use the numbers of units again when an application comes back', () => {
    const simulation = related({ mysql: 2 });
    simulation.update(removeApplication('mysql'));
    simulation.settle();
    simulation.update(deployApplication({ name: 'mysql', charm: MYSQL }));

    expect(Object.keys(simulation.model.units)).toEqual(['wordpress/0', 'mysql/2']);
  });

  it('gives other seeds other orders between relations', () => {
    const orders = [1, 2, 3, 4, 5, 6].map((seed) => {
      const simulation = createSimulation({ seed });
      simulation.update(deployApplication({ name: 'mysql', charm: MYSQL }));
      for (const name of ['one', 'two', 'three']) {
        simulation.update(deployApplication({ name, charm: WORDPRESS }));
        simulation.update(addRelation('mysql', name));
      }
      return hooksOf(simulation.settle(), 'mysql/0').join();
    });

    expect(new Set(orders).size).toBeGreaterThan(1);
  });
});

describe('subordinates', () => {
  const withLogger = (): Simulation => {
    const simulation = createSimulation();
    simulation.update(deployApplication({ name: 'mysql', charm: MYSQL, units: 2 }));
    simulation.update(deployApplication({ name: 'logger', charm: LOGGER }));
    simulation.update(addRelation('mysql', 'logger'));
    simulation.settle();
    return simulation;
  };

  it('C61 are made beside each principal unit, on its machine', () => {
    const { units } = withLogger().model;

    expect(new Set([units['logger/0']?.principal, units['logger/1']?.principal])).toEqual(
      new Set(['mysql/0', 'mysql/1']),
    );
    expect(units['logger/0']?.machine).toBe(units[units['logger/0']?.principal ?? 'x/0']?.machine);
  });

  it('see only their own principal, and an implicit endpoint gets no hooks', () => {
    const simulation = withLogger();
    const lines = hooksOf(simulation.hooks, 'logger/0').filter((line) => line.includes('joined'));

    expect(lines).toEqual([
      `host-relation-joined ${simulation.model.units['logger/0']?.principal ?? ''}`,
    ]);
    expect(simulation.hooks.filter((line) => line.includes('juju-info'))).toEqual([]);
  });

  it('die with their principal', () => {
    const simulation = withLogger();
    const principal = simulation.model.units['logger/0']?.principal ?? 'x/0';
    simulation.update(removeUnit(principal));
    const lines = simulation.settle();

    expect(hooksOf(lines, 'logger/0')).toEqual([
      `host-relation-departed ${principal}`,
      'host-relation-broken',
      'stop',
      'remove',
    ]);
    expect(Object.keys(simulation.model.units)).toHaveLength(2);
  });

  it('die when no relation holds them any more', () => {
    const simulation = withLogger();
    simulation.update(removeRelation('mysql', 'logger'));
    simulation.settle();

    expect(Object.keys(simulation.model.units)).toEqual(['mysql/0', 'mysql/1']);
  });
});

describe('config, upgrade and leadership', () => {
  it('C112 runs config-changed for a new value and not for an equal one', () => {
    const simulation = related();
    simulation.update(setConfig('wordpress', { title: 'Blog' }));
    expect(simulation.settle()).toEqual([]);
    simulation.update(setConfig('wordpress', { title: 'News' }));

    expect(simulation.settle()).toEqual(['wordpress/0 config-changed']);
  });

  it('C111 runs upgrade-charm, then config-changed', () => {
    const simulation = related();
    simulation.update(
      upgradeCharm({
        application: 'wordpress',
        charm: { ...WORDPRESS, revision: 1, url: 'local:wordpress-1' },
      }),
    );

    expect(simulation.settle()).toEqual([
      'wordpress/0 upgrade-charm',
      'wordpress/0 config-changed',
    ]);
  });

  it('C111 runs only the failed hook again after a forced upgrade', () => {
    const simulation = related();
    simulation.update(setConfig('wordpress', { title: 'News' }));
    simulation.settle(fail('config-changed'));
    const charm = { ...WORDPRESS, revision: 1, url: 'local:wordpress-1' };
    simulation.update(upgradeCharm({ application: 'wordpress', charm }));
    expect(simulation.settle()).toEqual([]);
    simulation.update(upgradeCharm({ application: 'wordpress', charm, force: true }));

    expect(simulation.settle()).toEqual(['wordpress/0 config-changed']);
  });

  it('gives a unit in error the new charm when it is resolved', () => {
    const simulation = related();
    simulation.update(setConfig('wordpress', { title: 'News' }));
    simulation.settle(fail('config-changed'));
    const charm = { ...WORDPRESS, revision: 1, url: 'local:wordpress-1' };
    simulation.update(upgradeCharm({ application: 'wordpress', charm }));
    simulation.update(resolveUnit('wordpress/0', { retry: true }));

    expect(simulation.settle()).toEqual(['wordpress/0 config-changed']);
    expect(simulation.model.units['wordpress/0']?.uniter.charm?.url).toBe('local:wordpress-1');
  });

  it('elects another leader when the leader is gone', () => {
    const simulation = related({ mysql: 2 });
    simulation.update(removeUnit('mysql/0'));

    expect(simulation.settle()).toContain('mysql/1 leader-elected');
  });

  it('runs leader-elected again on a unit that wins the leadership back', () => {
    const simulation = related({ mysql: 2 });
    simulation.update(setLeader('mysql/1'));
    simulation.settle();
    simulation.update(setLeader('mysql/0'));

    expect(simulation.settle()).toContain('mysql/0 leader-elected');
  });
});
