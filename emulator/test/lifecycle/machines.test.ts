import {
  addRelation,
  addUnit,
  attachResource,
  deployApplication,
  dropMachine,
  rebootMachine,
  removeUnit,
  requestReboot,
  setConfig,
  setMachineAddress,
  setModelConfig,
  setPartition,
  setTrust,
} from '../../src/transitions/index.ts';
import { makeCharm } from '../support/charms.ts';
import { hooksOf, MYSQL, related, WORDPRESS } from '../support/related.ts';
import { CharmKilled, createSimulation } from '../support/simulation.ts';

describe('a reboot', () => {
  it('C117 comes after the hook that asked for it, and start follows on every unit there', () => {
    const simulation = related();
    simulation.update(addUnit({ application: 'wordpress', to: '0' }));
    simulation.settle();
    simulation.update(setConfig('wordpress', { title: 'News' }));
    const lines = simulation.settle((hook, tools) => {
      if (hook.name !== 'config-changed' || tools.unit !== 'wordpress/1') return;
      tools('juju-reboot');
      tools('state-set k=v');
    });

    const there = lines.filter((line) => !line.startsWith('wordpress/0'));
    expect(there.slice(0, 2)).toEqual(['wordpress/1 config-changed', 'machine 0 reboot']);
    expect(there.slice(2).sort()).toEqual(['mysql/0 start', 'wordpress/1 start']);
    expect(simulation.model.units['wordpress/1']?.state).toEqual({ k: 'v' });
    expect(simulation.model.machines['0']).toMatchObject({ boots: 1 });
    expect(simulation.model.machines['0']?.rebootRequested).toBeUndefined();
  });

  it('C117 at once leaves the hook undone, which runs again, and then start', () => {
    const simulation = related();
    simulation.update(setConfig('wordpress', { title: 'News' }));
    let asked = false;
    const lines = simulation.settle((hook, tools) => {
      if (hook.name !== 'config-changed' || asked) return;
      asked = true;
      tools('state-set k=v');
      tools('juju-reboot --now');
      throw new CharmKilled();
    });

    expect(lines).toEqual([
      'wordpress/0 config-changed',
      'machine 1 reboot',
      'wordpress/0 config-changed',
      'wordpress/0 start',
    ]);
    expect(simulation.model.units['wordpress/0']?.state).toEqual({});
  });

  it('does not start a unit again that has stopped', () => {
    const simulation = related();
    simulation.update(removeUnit('wordpress/0'));
    const lines = simulation.settle((hook, tools) => {
      if (hook.name === 'stop') tools('juju-reboot');
    });

    expect(lines.slice(-3)).toEqual(['wordpress/0 stop', 'machine 1 reboot', 'wordpress/0 remove']);
  });

  it('does not start a unit that has not started yet', () => {
    const simulation = createSimulation();
    const charm = makeCharm('plain');
    simulation.update(deployApplication({ name: 'plain', charm }));
    simulation.step('plain/0');
    simulation.update(rebootMachine('0'));

    expect(hooksOf(simulation.settle(), 'plain/0').filter((hook) => hook === 'start')).toHaveLength(
      1,
    );
  });

  it('of a machine reboots the containers on it', () => {
    const simulation = createSimulation();
    simulation.update(
      deployApplication({ name: 'plain', charm: makeCharm('plain'), to: ['lxd'], units: 1 }),
    );
    simulation.settle();
    simulation.update(rebootMachine('0'));

    expect(simulation.settle()).toEqual(['plain/0 start']);
  });

  it('needs a machine', () => {
    expect(() => related().update(requestReboot('9'))).toThrow('machine "9" not found');
  });
});

describe('a killed hook', () => {
  it('C116 puts no unit in error, and runs again before all else', () => {
    const simulation = related();
    simulation.exec('mysql/0', ['relation-set -r 0 a=1']);
    simulation.step('wordpress/0', () => {
      throw new CharmKilled();
    });
    expect(simulation.model.units['wordpress/0']?.agent.status).not.toBe('error');
    // Of the two, an agent that starts from nothing would run this one first.
    simulation.update(setConfig('wordpress', { title: 'News' }));

    expect(hooksOf(simulation.settle(), 'wordpress/0')).toEqual([
      'db-relation-changed mysql/0',
      'config-changed',
    ]);
  });

  it.each([1, 2, 3, 4, 5, 6])('C116 stays the same where the order is open (seed %d)', (seed) => {
    const simulation = createSimulation({ seed });
    simulation.update(deployApplication({ name: 'mysql', charm: MYSQL }));
    const names = ['one', 'two', 'three'];
    for (const name of names) {
      simulation.update(deployApplication({ name, charm: WORDPRESS }));
      simulation.update(addRelation('mysql', name));
    }
    simulation.settle();
    const write = (index: number): void =>
      void simulation.exec(`${names[index]}/0`, [`relation-set -r ${index} a=1`]);
    write(0);
    const killed = simulation.step('mysql/0', () => {
      throw new CharmKilled();
    });
    write(1);
    write(2);

    expect(killed).toMatchObject({ hook: { remoteUnit: 'one/0' } });
    expect(simulation.step('mysql/0')).toEqual(killed);
  });
});

describe('a machine that is cut off', () => {
  it('does nothing, and what its units would do stays due', () => {
    const simulation = related();
    simulation.update(setPartition('1', true));
    simulation.update(setConfig('wordpress', { title: 'News' }));
    simulation.exec('mysql/0', ['relation-set -r 0 a=1']);
    expect(simulation.settle()).toEqual([]);
    expect(simulation.model.units['wordpress/0']?.agent).toMatchObject({
      status: 'lost',
      message: 'agent is not communicating with the server',
    });
    simulation.update(setPartition('1', false));

    expect(simulation.settle()).toEqual([
      'wordpress/0 config-changed',
      'wordpress/0 db-relation-changed mysql/0',
    ]);
    expect(simulation.model.units['wordpress/0']?.agent.status).toBe('idle');
  });

  it('cuts off the containers on it too', () => {
    const simulation = related();
    simulation.update(addUnit({ application: 'wordpress', to: 'lxd:0' }));
    simulation.settle();
    simulation.update(setPartition('0', true));
    simulation.update(setConfig('wordpress', { title: 'News' }));
    expect(simulation.settle()).toEqual(['wordpress/0 config-changed']);
    simulation.update(setPartition('0', false));

    expect(simulation.settle()).toEqual(['wordpress/1 config-changed']);
  });

  it('is still seen by others', () => {
    const simulation = related();
    simulation.update(setPartition('0', true));
    simulation.update(addUnit({ application: 'wordpress' }));

    expect(hooksOf(simulation.settle(), 'wordpress/1')).toContain('db-relation-joined mysql/0');
  });

  it('loses the leadership to another unit, if there is one', () => {
    const simulation = related({ mysql: 2 });
    const { machine } = simulation.model.units['mysql/0'] ?? { machine: '' };
    simulation.update(setPartition(machine, true));
    expect(simulation.settle()).toEqual(['mysql/1 leader-elected']);
    simulation.update(setPartition(machine, false));

    expect(simulation.model.applications['mysql']?.leader).toBe('mysql/1');
    expect(simulation.settle()).toEqual(['mysql/0 leader-settings-changed']);
  });

  it('keeps the leadership of an application that has no other unit', () => {
    const simulation = related();
    simulation.update(setPartition('0', true));

    expect(simulation.model.applications['mysql']?.leader).toBe('mysql/0');
    simulation.update(addUnit({ application: 'mysql' }));
    expect(simulation.model.applications['mysql']?.leader).toBe('mysql/1');
  });
});

describe('a machine that vanishes', () => {
  it('takes its units along, and others see them depart', () => {
    const simulation = related({ mysql: 2 });
    const { machine } = simulation.model.units['mysql/1'] ?? { machine: '' };
    simulation.update(dropMachine(machine));

    expect(simulation.settle()).toEqual(['wordpress/0 db-relation-departed mysql/1']);
    expect(simulation.model.machines[machine]).toBeUndefined();
    expect(() => simulation.update(dropMachine(machine))).toThrow('not found');
  });
});

describe('config-changed', () => {
  it('C112 follows a new address, which is told to others', () => {
    const simulation = related();
    simulation.update(setMachineAddress('0', '10.9.9.9'));

    expect(simulation.settle()).toEqual([
      'mysql/0 config-changed',
      'wordpress/0 db-relation-changed mysql/0',
    ]);
    expect(simulation.model.relations['0']?.units['mysql/0']?.data).toEqual({
      'egress-subnets': '10.9.9.9/32',
      'ingress-address': '10.9.9.9',
      'private-address': '10.9.9.9',
    });
  });

  it('C112 follows a change of trust, and no change of the model', () => {
    const simulation = related();
    simulation.update(setModelConfig({ 'juju-http-proxy': 'http://proxy' }));
    expect(simulation.settle()).toEqual([]);
    simulation.update(setTrust('mysql', true));

    expect(simulation.settle()).toEqual(['mysql/0 config-changed']);
  });

  it('tells of the egress subnets of the model', () => {
    const simulation = related();
    simulation.update(setModelConfig({ 'egress-subnets': '10.1.0.0/16,10.2.0.0/16' }));
    simulation.update(addUnit({ application: 'mysql' }));
    simulation.settle();

    expect(simulation.model.relations['0']?.units['mysql/1']?.data['egress-subnets']).toBe(
      '10.1.0.0/16,10.2.0.0/16',
    );
  });

  it('follows upgrade-charm when a resource is attached', () => {
    const simulation = createSimulation();
    const resources = { bundle: { type: 'file', filename: 'bundle.tgz' } } as const;
    const charm = makeCharm('plain', { resources });
    simulation.update(deployApplication({ name: 'plain', charm }));
    simulation.settle();
    const resource = {
      name: 'bundle',
      revision: 1,
      path: 'resources/plain/bundle-1',
      filename: 'bundle.tgz',
      sha256: 'x',
      size: 1,
      since: simulation.model.time,
    };
    simulation.update(attachResource('plain', resource));

    expect(simulation.settle()).toEqual(['plain/0 upgrade-charm', 'plain/0 config-changed']);
    expect(() =>
      simulation.update(attachResource('plain', { ...resource, name: 'other' })),
    ).toThrow('application "plain" has no resource "other"');
  });
});
