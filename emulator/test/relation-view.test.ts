import { withoutEntry } from '../src/large-record.ts';
import type { Model } from '../src/model.ts';
import { unitsBeside, unitsOfApplication, unitsOnMachine } from '../src/relation-view.ts';
import { addRelation, deployApplication } from '../src/transitions/index.ts';
import { makeCharm } from './support/charms.ts';
import { createSimulation } from './support/simulation.ts';

const NRPE = makeCharm('nrpe', {
  requires: { host: { interface: 'juju-info', container: true } },
  subordinate: true,
});

/** One web with nrpe beside it, then so many more units that their record is not copied any more. */
function crowded(): Model {
  const simulation = createSimulation();
  simulation.update(deployApplication({ name: 'web', charm: makeCharm('web') }));
  simulation.update(deployApplication({ name: 'nrpe', charm: NRPE }));
  simulation.update(addRelation('nrpe:host', 'web:juju-info'));
  simulation.settle();
  simulation.update(deployApplication({ name: 'many', charm: makeCharm('many'), units: 70 }));
  return simulation.model;
}

describe('units among many', () => {
  it('are found by application, by principal and by machine', () => {
    const model = crowded();

    expect(unitsOfApplication(model, 'many')).toHaveLength(70);
    expect(unitsOfApplication(model, 'many')[2]?.name).toBe('many/10');
    expect(unitsBeside(model, 'web/0').map(({ name }) => name)).toEqual(['nrpe/0']);
    expect(unitsOnMachine(model, '0').map(({ name }) => name)).toEqual(['nrpe/0', 'web/0']);
    expect(unitsOnMachine(model, '70').map(({ name }) => name)).toEqual(['many/69']);
  });

  it('are there in an older model although a newer one, in which they are gone, was asked first', () => {
    const model = crowded();
    const newer: Model = { ...model, units: withoutEntry(model.units, 'nrpe/0') };

    expect(unitsBeside(newer, 'web/0')).toEqual([]);
    expect(unitsOnMachine(newer, '0').map(({ name }) => name)).toEqual(['web/0']);
    expect(unitsBeside(model, 'web/0').map(({ name }) => name)).toEqual(['nrpe/0']);
    expect(unitsOnMachine(model, '0').map(({ name }) => name)).toEqual(['nrpe/0', 'web/0']);
  });
});
