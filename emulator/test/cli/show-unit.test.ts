import { viewUnitInfo } from '../../src/cli/show-unit.ts';
import type { Model } from '../../src/model.ts';
import { deployApplication } from '../../src/transitions/applications.ts';
import { addRelation } from '../../src/transitions/relations.ts';
import { sequence } from '../../src/transitions/transition.ts';
import { addSubordinate } from '../../src/transitions/units.ts';
import { FakeModels, MYSQL, NRPE, WORDPRESS, emptyModel, run } from './support.ts';

function sample(): Model {
  const model = sequence(
    deployApplication({ name: 'mysql', charm: MYSQL, units: 2 }),
    deployApplication({ name: 'wordpress', charm: WORDPRESS }),
    deployApplication({ name: 'nrpe', charm: NRPE }),
    addRelation('wordpress:db', 'mysql:server'),
    addRelation('nrpe', 'mysql'),
  )(emptyModel());
  const withNrpe = addSubordinate(addSubordinate(model, 'nrpe', 'mysql/0'), 'nrpe', 'mysql/1');
  const [peers, db, info] = ['0', '1', '2'].map((number) => withNrpe.relations[number]);
  if (peers === undefined || db === undefined || info === undefined)
    throw new Error('no relations');
  const bag = (text: string) => ({ presence: 'present', version: 1, data: { text } }) as const;
  return {
    ...withNrpe,
    relations: {
      0: { ...peers, units: { 'mysql/0': bag('zero'), 'mysql/1': bag('one') } },
      1: {
        ...db,
        units: {
          'mysql/0': bag('mine'),
          'mysql/1': bag('other'),
          'wordpress/0': { ...bag('site'), presence: 'left' },
        },
        applications: {
          mysql: { version: 1, data: { database: 'blog' } },
          wordpress: { version: 1, data: { site: 'blog.example' } },
        },
      },
      2: {
        ...info,
        units: {
          'mysql/0': bag('p0'),
          'mysql/1': bag('p1'),
          'nrpe/0': bag('n0'),
          'nrpe/1': bag('n1'),
        },
      },
    },
  };
}

describe('juju-local show-unit', () => {
  it('has the field names of Juju', async () => {
    const { stdout, code } = await run(new FakeModels(sample()), ['show-unit', 'mysql/0']);
    expect(code).toBe(0);
    expect(stdout).toBe(`mysql/0:
  machine: "0"
  opened-ports: []
  public-address: 10.0.12.10
  charm: local:mysql-0
  leader: true
  life: alive
  relation-info:
  - relation-id: 0
    endpoint: cluster
    related-endpoint: cluster
    application-data: {}
    local-unit:
      in-scope: true
      data:
        text: zero
    related-units:
      mysql/1:
        in-scope: true
        data:
          text: one
  - relation-id: 1
    endpoint: server
    related-endpoint: db
    application-data:
      site: blog.example
    local-unit:
      in-scope: true
      data:
        text: mine
    related-units:
      wordpress/0:
        in-scope: false
        data:
          text: site
  - relation-id: 2
    endpoint: juju-info
    related-endpoint: general-info
    application-data: {}
    local-unit:
      in-scope: true
      data:
        text: p0
    related-units:
      nrpe/0:
        in-scope: true
        data:
          text: n0
`);
  });

  it('shows a subordinate its own principal only', () => {
    const info = viewUnitInfo(sample(), 'nrpe/1')['relation-info'] ?? [];
    expect(info.map((it) => Object.keys(it['related-units'] ?? {}))).toEqual([['mysql/1']]);
  });

  it('picks by endpoint, by unit, and applications only', () => {
    const model = sample();
    const picked = viewUnitInfo(model, 'mysql/0', { endpoint: 'server', relatedUnit: 'x/0' });
    expect(picked['relation-info']).toHaveLength(1);
    expect(picked['relation-info']?.[0]?.['related-units']).toBeUndefined();
    const only = viewUnitInfo(model, 'mysql/0', { applicationOnly: true });
    expect(Object.keys(only['relation-info']?.[0] ?? {})).toEqual([
      'relation-id',
      'endpoint',
      'related-endpoint',
      'application-data',
    ]);
  });

  it('prints JSON, for several units', async () => {
    const line = ['show-unit', 'mysql/0', 'nrpe/0', '--format', 'json'];
    const { stdout } = await run(new FakeModels(sample()), line);
    expect(Object.keys(JSON.parse(stdout))).toEqual(['mysql/0', 'nrpe/0']);
  });

  it('leaves out units that have left the model', async () => {
    const { units, ...model } = sample();
    const { 'wordpress/0': _gone, ...others } = units;
    const { stdout } = await run(new FakeModels({ ...model, units: others }), [
      'show-unit',
      'mysql/0',
      '--endpoint',
      'server',
    ]);
    expect(stdout).toContain('related-endpoint: db');
    expect(stdout).not.toContain('wordpress/0');
  });

  it('names the units there are when one is unknown, and refuses what is no unit', async () => {
    const unknown = await run(new FakeModels(sample()), ['show-unit', 'mysql/7']);
    expect(unknown).toMatchObject({ code: 1, stdout: '' });
    expect(unknown.stderr).toMatch(/unit "mysql\/7" not found.*\n.*mysql\/0, mysql\/1/);
    const wrong = await run(new FakeModels(sample()), ['show-unit', 'mysql']);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('"mysql" is not a unit name such as "mysql/0"');
  });
});
