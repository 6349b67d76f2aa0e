import { formatYaml, readBundle } from '@reactive-charms/juju/files';
import { applyBundle } from '../../src/cli/deploy/apply-bundle.ts';
import { Faults } from '../../src/cli/deploy/faults.ts';
import { exportBundle } from '../../src/cli/export-bundle.ts';
import type { Application, Model } from '../../src/model.ts';
import { deployApplication, setExposed } from '../../src/transitions/applications.ts';
import { addRelation } from '../../src/transitions/relations.ts';
import { sequence } from '../../src/transitions/transition.ts';
import { addUnit } from '../../src/transitions/units.ts';
import { FakeModels, MYSQL, NRPE, WORDPRESS, charm, emptyModel, run } from './support.ts';

const STORE = charm('name: store\nstorage: {data: {type: filesystem, multiple: {range: 0-}}}\n');

const model = sequence(
  deployApplication({ name: 'mysql', charm: MYSQL, units: 2, config: { port: 3306, title: '12' } }),
  deployApplication({ name: 'nrpe', charm: NRPE }),
  deployApplication({ name: 'store', charm: STORE, storage: { data: { count: 2, size: 512 } } }),
  deployApplication({ name: 'wordpress', charm: WORDPRESS, trusted: true, units: 0 }),
  addUnit({ application: 'wordpress', to: 'lxd:0' }),
  setExposed('wordpress', true),
  addRelation('wordpress', 'mysql'),
  addRelation('nrpe', 'wordpress:juju-info'),
)(emptyModel());

function write(of: Model, withDefaults = false): string {
  return formatYaml(exportBundle(of, { directory: '/m/.juju-local', from: '/m', withDefaults }));
}

describe('juju-local export-bundle', () => {
  it('writes what was deployed, and of options only those that differ from the charm', () => {
    expect(write(model)).toBe(`default-base: ubuntu@22.04/stable
applications:
  mysql:
    charm: ./.juju-local/charms/mysql-0.charm
    num_units: 2
    to:
    - "0"
    - "1"
    options:
      title: "12"
  nrpe:
    charm: ./.juju-local/charms/nrpe-0.charm
  store:
    charm: ./.juju-local/charms/store-0.charm
    num_units: 1
    to:
    - "2"
    storage:
      data: 2,512M
  wordpress:
    charm: ./.juju-local/charms/wordpress-0.charm
    num_units: 1
    to:
    - lxd:0
    expose: true
    trust: true
machines:
  "0": {}
  "1": {}
  "2": {}
relations:
- - mysql:server
  - wordpress:db
- - wordpress:juju-info
  - nrpe:general-info
`);
    expect(write(model, true)).toContain('port: 3306');
  });

  it('writes a bundle that makes the same model', () => {
    const bundle = readBundle(write(model), '/m/bundle.yaml');
    const charms = { mysql: MYSQL, nrpe: NRPE, store: STORE, wordpress: WORDPRESS };
    const resources: Record<string, Application['resources']> = {};
    const faults = new Faults();
    const made = applyBundle(emptyModel(), bundle, { parts: { charms, resources }, faults });
    faults.failIfAny();
    expect(write(made.model)).toBe(write(model));
    expect(Object.keys(made.model.units).sort()).toEqual(Object.keys(model.units).sort());
    expect(Object.keys(made.model.storage)).toEqual(Object.keys(model.storage));
  });

  it('keeps the numbers of machines, whatever the order of applications', () => {
    const before = sequence(
      deployApplication({ name: 'wordpress', charm: WORDPRESS }),
      deployApplication({ name: 'store', charm: STORE }),
      addUnit({ application: 'wordpress', to: 'new' }),
      deployApplication({ name: 'mysql', charm: MYSQL, units: 2, to: ['2', '0'] }),
    )(emptyModel());
    const bundle = readBundle(write(before), '/m/bundle.yaml');
    const charms = { mysql: MYSQL, store: STORE, wordpress: WORDPRESS };
    const faults = new Faults();
    const made = applyBundle(emptyModel(), bundle, { parts: { charms, resources: {} }, faults });
    faults.failIfAny();
    const machinesOf = ({ units }: Model): Record<string, string> =>
      Object.fromEntries(Object.values(units).map(({ name, machine }) => [name, machine]));
    expect(machinesOf(made.model)).toEqual(machinesOf(before));
  });

  it('says that there is nothing to export', async () => {
    const { code, stderr } = await run(new FakeModels(emptyModel()), ['export-bundle']);
    expect(code).toBe(1);
    expect(stderr).toContain('nothing to export as there are no applications');
  });
});
