import {
  findInconsistencies,
  freshUnit,
  relationState,
  secretState,
} from '@reactive-charms/testing';
import type { UnitState } from '@reactive-charms/testing';
import { BLOG, HELPER } from './support/charms.ts';

const URI = 'secret:9m4e2mr0ui3e8a215n4g';
const DB = { 'db:1': relationState('mysql', { units: { 'mysql/0': {} } }) };

describe('states that Juju cannot bring about', () => {
  it.each<[string, Partial<UnitState>, string]>([
    [
      'a badly written relation ID',
      { relations: Object.fromEntries([['db', relationState('mysql')]]) },
      'relations: "db" is not a relation ID; write endpoint, colon and number, such as "db:1"',
    ],
    [
      'two relations of one number',
      { relations: { ...DB, 'website:1': relationState('proxy') } },
      'relations: db:1 and website:1 have the same number',
    ],
    [
      'more relations than the limit',
      { relations: { 'website:1': relationState('a'), 'website:2': relationState('b') } },
      'relations: endpoint website has 2 relations, and metadata.yaml limits it to 1; leave out 1',
    ],
    [
      'peers of another application',
      { relations: { 'cluster:0': relationState('mysql') } },
      "relation cluster:0: the application is mysql, and peers are of the unit's own; make it wordpress",
    ],
    [
      'its own application on the other side',
      { relations: { 'db:1': relationState('wordpress') } },
      "relation db:1: the application on the other side is the unit's own",
    ],
    [
      'this unit among the remote ones',
      { relations: { 'cluster:0': relationState('wordpress', { units: { 'wordpress/0': {} } }) } },
      'relation cluster:0: wordpress/0 is this unit, and stands among the remote ones; put its databag into published',
    ],
    [
      'remote units of another application',
      { relations: { 'db:1': relationState('mysql', { units: { 'pgsql/0': {} } }) } },
      'relation db:1: pgsql/0 is no unit of mysql',
    ],
    [
      'a databag with an empty key',
      { relations: { 'db:1': relationState('mysql', { units: { 'mysql/0': { '': 'a' } } }) } },
      'relation db:1: the databag of mysql/0 has an empty key',
    ],
    [
      'two subordinates of one application',
      {
        relations: {
          'logs:1': relationState('helper', { units: { 'helper/0': {}, 'helper/1': {} } }),
        },
      },
      'endpoint logs has scope container, so that one unit of helper stands beside wordpress/0',
    ],
    [
      'a principal of a charm that stands alone',
      { principalUnit: 'mysql/0' },
      'principalUnit: charm wordpress is no subordinate',
    ],
    [
      'an option that is not declared',
      { config: { prot: 80 } },
      'config: charm wordpress has no option "prot"; use one that it has (port, title, theme and key), or add it to config.yaml',
    ],
    [
      'an option of another type',
      { config: { port: '80' } },
      'config: option "port" is a text, and config.yaml says int; give it a whole number',
    ],
    [
      'an option that holds no secret',
      { config: { key: 'hunter2' } },
      'config: option "key" is a text, and config.yaml says secret',
    ],
    [
      'storage of another kind',
      { storage: { 'data/0': { kind: 'block', location: '/dev/sda' } } },
      'storage data/0: it is a block, and metadata.yaml says filesystem',
    ],
    [
      'more storage than is allowed',
      {
        storage: Object.fromEntries(
          [0, 1, 2].map(
            (number) =>
              [`data/${number}`, { kind: 'filesystem', location: `/srv/${number}` }] as const,
          ),
        ),
      },
      'storage: the unit has 3 instances of data, and metadata.yaml allows 2',
    ],
    [
      'a resource that is not declared',
      { resources: { image: '/a' } },
      'resources: charm wordpress has no resource "image"; use one that it has (theme)',
    ],
    [
      'a binding that is not declared',
      { networks: { dmz: {} } },
      'networks: charm wordpress has no binding "dmz"',
    ],
    [
      'ports in conflict',
      { openPorts: ['80-90/tcp', '85/tcp'] },
      'openPorts: 85/tcp is in conflict with 80-90/tcp',
    ],
    [
      'a port that is open twice',
      { openPorts: ['80/tcp (website)', '80/tcp (website)'] },
      'openPorts: 80/tcp (website) is in conflict with 80/tcp (website)',
    ],
    [
      'a port that is open to an endpoint that is not declared',
      { openPorts: ['80/tcp (site)'] },
      'openPorts: 80/tcp (site): charm wordpress has no endpoint "site"; use one that it has',
    ],
    [
      'ports from last to first',
      { openPorts: ['90-80/tcp'] },
      'openPorts: "90-80/tcp" is not a port',
    ],
    [
      'a port that is too high',
      { openPorts: ['65536/tcp'] },
      'openPorts: "65536/tcp" is not a port',
    ],
    [
      'a secret with another URI',
      { secrets: { 'secret:short': secretState({ token: 'a' }) } },
      'secrets: "secret:short" is not the URI of a secret',
    ],
    [
      'a secret without content',
      { secrets: { [URI]: secretState({}, { revisions: {} }) } },
      `secret ${URI}: it has no revision`,
    ],
    [
      'a revision that is to come',
      { secrets: { [URI]: secretState({ token: 'a' }, { tracked: 2 }) } },
      `secret ${URI}: this unit reads revision 2, which is to come`,
    ],
    [
      'a grant to a relation that is not there',
      { secrets: { [URI]: secretState({ token: 'a' }, { grants: [{ relation: 'db:7' }] }) } },
      `secret ${URI}: it is granted to relation db:7, which is not in the state`,
    ],
    [
      'leader settings with Juju 4',
      { agentVersion: '4.0.1', leaderData: { a: 'b' } },
      'leaderData: Juju 4.0.1 has no leader settings',
    ],
    [
      'fewer planned units than there are',
      {
        plannedUnits: 1,
        relations: { 'cluster:0': relationState('wordpress', { units: { 'wordpress/1': {} } }) },
      },
      'plannedUnits: 1 units are planned, and there are 2 already',
    ],
    ['a version that is none', { agentVersion: 'newest' }, 'agentVersion: "newest" is no version'],
  ])('%s', (_what, state, fault) => {
    const faults = findInconsistencies(BLOG, 'start', freshUnit('wordpress/0', state));
    expect(faults.join('\n')).toContain(fault);
  });

  it('a unit beside which a subordinate does not stand', () => {
    const relations = {
      'host:3': relationState('mysql', {
        units: { 'mysql/0': {}, 'mysql/1': {} },
      }),
    };
    const state = freshUnit('helper/0', { relations, principalUnit: 'mysql/0' });
    expect(findInconsistencies(HELPER, 'start', state)).toEqual([
      'relation host:3: endpoint host has scope container, and mysql/1 is not the principal of helper/0, which is mysql/0; leave out all but the principal, or set principalUnit',
    ]);
  });
});
