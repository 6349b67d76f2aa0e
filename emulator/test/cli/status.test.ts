import { formatStatusTabular, relationLines } from '../../src/cli/status/status-tabular.ts';
import { viewStatus } from '../../src/cli/status/status-view.ts';
import { formatClock, formatDuration, formatInstant } from '../../src/cli/time.ts';
import type { Model } from '../../src/model.ts';
import { deployApplication } from '../../src/transitions/applications.ts';
import { addRelation } from '../../src/transitions/relations.ts';
import { sequence } from '../../src/transitions/transition.ts';
import { addSubordinate } from '../../src/transitions/units.ts';
import { FakeModels, MYSQL, NRPE, TIME, WORDPRESS, emptyModel, run, withUnit } from './support.ts';

const IDLE = { status: 'idle', message: '', since: TIME } as const;

function sample(): Model {
  let model = sequence(
    deployApplication({ name: 'mysql', charm: MYSQL, units: 2, exposed: true }),
    deployApplication({ name: 'wordpress', charm: WORDPRESS, to: ['lxd:0'] }),
    deployApplication({ name: 'nrpe', charm: NRPE }),
    addRelation('wordpress:db', 'mysql:server'),
    addRelation('nrpe', 'mysql'),
  )(emptyModel());
  model = addSubordinate(model, 'nrpe', 'mysql/0');
  model = withUnit(model, 'mysql/0', {
    workload: { status: 'active', message: 'ready', since: TIME },
    agent: IDLE,
    workloadVersion: '8.0.35-0ubuntu0.22.04.1',
    ports: [
      { protocol: 'tcp', from: 33060, to: 33061, endpoints: [] },
      { protocol: 'tcp', from: 3306, to: 3306, endpoints: [] },
    ],
  });
  model = withUnit(model, 'mysql/1', {
    workload: { status: 'maintenance', message: 'installing', since: TIME },
    agent: { status: 'executing', message: 'running install hook', since: TIME },
  });
  model = withUnit(model, 'nrpe/0', {
    workload: { status: 'active', message: '', since: TIME },
    agent: IDLE,
  });
  return model;
}

const NOW = new Date(TIME);
const SINCE = formatInstant(TIME);

describe('juju-local status', () => {
  it('prints the tables of Juju 3', () => {
    expect(formatStatusTabular(viewStatus(sample(), NOW), { relations: relationLines(sample()) }))
      .toBe(`Model  Controller  Cloud/Region         Version  SLA          Timestamp
local  embedded    localhost/localhost  3.6.11   unsupported  ${formatClock(NOW)}

App        Version          Status       Scale  Charm      Channel  Rev  Exposed  Message
mysql      8.0.35-0ubun...  maintenance      2  mysql                 0  yes      installing
nrpe                        active           1  nrpe                  0  no
wordpress                   waiting        0/1  wordpress             0  no       waiting for machine

Unit          Workload     Agent       Machine  Public address  Ports                     Message
mysql/0*      active       idle        0        10.0.12.10      3306/tcp,33060-33061/tcp  ready
  nrpe/0*     active       idle                 10.0.12.10
mysql/1       maintenance  executing   1        10.0.12.20                                (install) installing
wordpress/0*  waiting      allocating  0/lxd/0  10.0.12.11                                waiting for machine

Machine  State    Address     Inst id       Base          AZ  Message
0        started  10.0.12.10  juju-0        ubuntu@22.04      Running
0/lxd/0  started  10.0.12.11  juju-0-lxd-0  ubuntu@22.04      Running
1        started  10.0.12.20  juju-1        ubuntu@22.04      Running

Integration provider  Requirer           Interface  Type         Message
mysql:cluster         mysql:cluster      mysql-ha   peer
mysql:juju-info       nrpe:general-info  juju-info  subordinate
mysql:server          wordpress:db       mysql      regular
`);
  });

  it('shows a model without applications', () => {
    expect(formatStatusTabular(viewStatus(emptyModel(), NOW)).split('\n')).toHaveLength(3);
  });

  it('colours statuses only when asked', () => {
    const view = viewStatus(sample(), NOW);
    expect(formatStatusTabular(view)).not.toContain('\u001b');
    expect(formatStatusTabular(view, { colour: true })).toContain('\u001b[32mactive\u001b[0m');
  });

  it('gives the fields of juju status --format=json', async () => {
    const { stdout, code } = await run(new FakeModels(sample()), ['status', '--format=json']);
    expect(code).toBe(0);
    const view = JSON.parse(stdout);
    expect(view.model).toMatchObject({ name: 'local', type: 'iaas', version: '3.6.11' });
    expect(view.applications.mysql).toMatchObject({
      charm: 'local:mysql-0',
      'charm-origin': 'local',
      'charm-name': 'mysql',
      'charm-rev': 0,
      base: { name: 'ubuntu', channel: '22.04' },
      exposed: true,
      'application-status': { current: 'maintenance', message: 'installing' },
      relations: {
        cluster: [{ 'related-application': 'mysql', interface: 'mysql-ha', scope: 'global' }],
        server: [{ 'related-application': 'wordpress', interface: 'mysql', scope: 'global' }],
      },
      version: '8.0.35-0ubuntu0.22.04.1',
      'endpoint-bindings': { '': 'alpha', cluster: 'alpha', server: 'alpha' },
    });
    expect(view.applications.mysql.units['mysql/0']).toEqual({
      'workload-status': { current: 'active', message: 'ready', since: SINCE },
      'juju-status': { current: 'idle', since: SINCE, version: '3.6.11' },
      leader: true,
      machine: '0',
      'open-ports': ['3306/tcp', '33060-33061/tcp'],
      'public-address': '10.0.12.10',
      subordinates: {
        'nrpe/0': {
          'workload-status': { current: 'active', since: SINCE },
          'juju-status': { current: 'idle', since: SINCE, version: '3.6.11' },
          leader: true,
          'public-address': '10.0.12.10',
        },
      },
    });
    expect(view.applications.nrpe).toMatchObject({ 'subordinate-to': ['mysql'] });
    expect(view.applications.nrpe.units).toBeUndefined();
    expect(view.machines['0'].containers['0/lxd/0']).toMatchObject({ 'dns-name': '10.0.12.11' });
  });

  it('shows a failed hook as error, with the other end of its relation', () => {
    const model = withUnit(sample(), 'wordpress/0', {
      agent: { status: 'error', message: 'hook failed: "db-relation-changed"', since: TIME },
      uniter: {
        ...sampleUniter(),
        failed: {
          kind: 'relation',
          name: 'db-relation-changed',
          event: 'changed',
          relation: 1,
          endpoint: 'db',
          remoteApplication: 'mysql',
          remoteUnit: 'mysql/0',
        },
      },
    });
    const unit = viewStatus(model, NOW).applications['wordpress']?.units?.['wordpress/0'];
    expect(unit?.['workload-status']).toMatchObject({
      current: 'error',
      message: 'hook failed: "db-relation-changed" for mysql:server',
    });
    expect(unit?.['juju-status'].current).toBe('idle');
  });
});

describe('times', () => {
  it('prints instants with their zone, and durations short', () => {
    expect(formatInstant(TIME)).toMatch(/^2[234] Nov 2026 \d\d:\d\d:00(?:Z|[+-]\d\d:\d\d)$/);
    expect([400, 12_400, 125_000].map(formatDuration)).toEqual(['0.4s', '12s', '2m05s']);
  });
});

function sampleUniter(): Model['units'][keyof Model['units']]['uniter'] {
  const unit = sample().units['wordpress/0'];
  if (unit === undefined) throw new Error('the sample has no wordpress/0');
  return unit.uniter;
}
