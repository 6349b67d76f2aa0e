import type { OptionDefinitions } from '@reactive-charms/juju';
import {
  addMachine,
  addUnit,
  deployApplication,
  effectiveConfig,
  findApplication,
  removeUnit,
  resetConfig,
  setConfig,
  upgradeCharm,
} from '../../src/transitions/index.ts';
import { makeCharm } from '../support/charms.ts';
import { createSimulation } from '../support/simulation.ts';
import type { Simulation } from '../support/simulation.ts';

const OPTIONS: OptionDefinitions = {
  title: { type: 'string', default: 'Blog', description: '' },
  port: { type: 'int', default: 80, description: '' },
  debug: { type: 'boolean', description: '' },
};
const CHARM = makeCharm('mysql', { options: OPTIONS });

function deployed(...to: string[]): Simulation {
  const simulation = createSimulation();
  simulation.update(
    deployApplication({ name: 'mysql', charm: CHARM, units: Math.max(1, to.length), to }),
  );
  return simulation;
}

function config(simulation: Simulation): Record<string, unknown> {
  return effectiveConfig(findApplication(simulation.model, 'mysql'));
}

describe('placement', () => {
  it('gives every unit a machine of its own, with a fixed address and hostname', () => {
    const simulation = deployed('new', 'new');

    expect(Object.values(simulation.model.machines)).toMatchObject([
      { id: '0', address: '10.0.12.10', hostname: 'juju-0' },
      { id: '1', address: '10.0.12.20', hostname: 'juju-1' },
    ]);
  });

  it('follows machines, units and containers', () => {
    const simulation = createSimulation();
    simulation.update(addMachine());
    simulation.update(
      deployApplication({ name: 'mysql', charm: CHARM, units: 3, to: ['0', 'lxd:0', 'lxd'] }),
    );
    simulation.update(addUnit({ application: 'mysql', to: 'mysql/1' }));

    expect(Object.values(simulation.model.units).map((unit) => unit.machine)).toEqual([
      '0',
      '0/lxd/0',
      '1/lxd/0',
      '0/lxd/0',
    ]);
    expect(simulation.model.machines['0/lxd/0']).toMatchObject({
      address: '10.0.12.11',
      hostname: 'juju-0-lxd-0',
    });
  });

  it('refuses a machine that there is not', () => {
    expect(() => deployed('7')).toThrow('machine "7" not found');
  });

  it('gives every machine another address', () => {
    const simulation = createSimulation();
    for (let count = 0; count < 120; count += 1) simulation.update(addMachine());
    const addresses = Object.values(simulation.model.machines).map((machine) => machine.address);

    expect(new Set(addresses).size).toBe(120);
  });

  it('takes a machine away with its last unit', () => {
    const simulation = deployed('lxd', 'lxd:0');
    simulation.update(removeUnit('mysql/0'));
    expect(Object.keys(simulation.model.machines)).toEqual(['0', '0/lxd/1']);
    simulation.update(removeUnit('mysql/1'));

    expect(simulation.model.machines).toEqual({});
  });
});

describe('config', () => {
  it('C4 has defaults, and leaves out options without a value', () => {
    expect(config(deployed())).toEqual({ title: 'Blog', port: 80 });
  });

  it('reads texts by the type of the option', () => {
    const simulation = deployed();
    simulation.update(setConfig('mysql', { title: '5', port: '8080', debug: 'True' }));

    expect(config(simulation)).toEqual({ title: '5', port: 8080, debug: true });
  });

  it('C112 counts a change only when a value changes', () => {
    const simulation = deployed();
    const version = (): number => findApplication(simulation.model, 'mysql').configVersion;
    const before = version();
    simulation.update(setConfig('mysql', { port: '80' }));
    expect(version()).toBe(before);
    simulation.update(setConfig('mysql', { port: '81' }));
    expect(version()).toBe(before + 1);
    simulation.update(resetConfig('mysql', ['port']));

    expect(version()).toBe(before + 2);
    expect(config(simulation)).toMatchObject({ port: 80 });
  });

  it('names every fault at once', () => {
    const change = (): void =>
      deployed().update(setConfig('mysql', { port: 'x', debug: 'maybe', nope: '1' }));

    expect(change).toThrow('option "port" expected int, got "x"');
    expect(change).toThrow('option "debug" expected boolean, got "maybe"');
    expect(change).toThrow('unknown option "nope"');
    expect(change).toThrow('use one of the options there are: debug, port, title');
  });
});

describe('applications', () => {
  it('refuse a name that is taken or no name', () => {
    expect(() => deployed().update(deployApplication({ name: 'mysql', charm: CHARM }))).toThrow(
      'exists already',
    );
    expect(() => deployed().update(deployApplication({ name: 'My_SQL', charm: CHARM }))).toThrow(
      '"My_SQL" is not a name for an application',
    );
  });

  it('refuse units of a subordinate', () => {
    const charm = makeCharm('logger', {
      requires: { host: { interface: 'juju-info', container: true } },
      subordinate: true,
    });

    expect(() => deployed().update(deployApplication({ name: 'logger', charm, units: 1 }))).toThrow(
      'charm "logger" is subordinate',
    );
  });

  it('keep their settings over an upgrade, but for options that are gone', () => {
    const simulation = deployed();
    simulation.update(setConfig('mysql', { title: 'News', port: 81 }));
    const { title: _gone, ...options } = OPTIONS;
    simulation.update(upgradeCharm({ application: 'mysql', charm: { ...CHARM, options } }));

    expect(findApplication(simulation.model, 'mysql').config).toEqual({ port: 81 });
  });
});
