import {
  findInconsistencies,
  freshUnit,
  on,
  relationState,
  runAction,
  runHook,
  secretState,
} from '@reactive-charms/testing';
import type { CharmEvent, UnitState } from '@reactive-charms/testing';
import { BLOG, charmOf, HELPER } from './support/charms.ts';

const URI = 'secret:9m4e2mr0ui3e8a215n4g';
const TWO = { 'mysql/0': {}, 'mysql/1': {} };
const DB = { 'db:1': relationState('mysql', { units: { 'mysql/0': {} } }) };

function faultsOf(event: string | CharmEvent, more: Partial<UnitState> = {}): string[] {
  return findInconsistencies(BLOG, event, freshUnit('wordpress/0', more));
}

describe('what Juju can bring about', () => {
  it.each<[string, string | CharmEvent, Partial<UnitState>]>([
    ['a first hook', 'install', {}],
    ['a relation', on.relationChanged('db:1'), { relations: DB }],
    [
      'a relation of the endpoint that every charm has',
      'start',
      { relations: { 'juju-info:0': relationState('spy') } },
    ],
    [
      'peers',
      on.relationJoined('cluster'),
      { relations: { 'cluster:0': relationState('wordpress', { units: { 'wordpress/1': {} } }) } },
    ],
    [
      'a departed unit that is gone already',
      on.relationDeparted('db', { remoteUnit: 'mysql/9' }),
      { relations: DB },
    ],
    [
      'a relation that breaks',
      on.relationBroken('db:1'),
      { relations: { 'db:1': relationState('mysql') } },
    ],
    [
      'storage',
      on.storageAttached('data'),
      { storage: { 'data/0': { kind: 'filesystem', location: '/srv' } } },
    ],
    [
      'a secret of another application',
      on.secretChanged(),
      { secrets: { [URI]: secretState({ token: 'a' }, { owner: 'other' }) } },
    ],
    ['an action', on.action('backup', { quality: 3 }), {}],
    [
      'a port that is open to single endpoints',
      'start',
      { openPorts: ['80/tcp (db)', '80/tcp (website)'] },
    ],
    [
      'a network of an extra binding',
      'start',
      { networks: { admin: { bindAddress: '10.1.0.1' } } },
    ],
    ['the metrics of an older Juju', on.collectMetrics(), { agentVersion: '3.6.10' }],
  ])('%s', (_what, event, state) => {
    expect(faultsOf(event, state)).toEqual([]);
  });

  it('a subordinate beside its principal', () => {
    const relations = { 'host:3': relationState('mysql', { units: { 'mysql/0': {} } }) };
    expect(
      findInconsistencies(HELPER, on.relationJoined('host'), freshUnit('helper/0', { relations })),
    ).toEqual([]);
  });
});

describe('events that Juju cannot bring about', () => {
  it.each<[string, string | CharmEvent, Partial<UnitState>, string]>([
    ['a hook that no charm has', 'instal', {}, 'event instal: charm wordpress has no such hook'],
    [
      'a hook that this Juju no longer runs',
      on.collectMetrics(),
      { agentVersion: '3.6.11' },
      'event collect-metrics: Juju 3.6.11 does not run it',
    ],
    [
      'leader settings on Juju 4',
      on.leaderSettingsChanged(),
      { agentVersion: '4.0' },
      'it ended with Juju 4',
    ],
    [
      'the election of a follower',
      on.leaderElected(),
      {},
      'event leader-elected: wordpress/0 is not the leader; set isLeader to true',
    ],
    [
      'an event of an endpoint that is not declared',
      'bd-relation-joined',
      {},
      'event bd-relation-joined: charm wordpress has no endpoint "bd"; use one that it has (db, website, cluster and logs), or add it to metadata.yaml',
    ],
    [
      'an event of a relation that is not there',
      on.relationJoined('db:7'),
      { relations: DB },
      'event db-relation-joined: relation db:7 is not in the state (db:1); add it to relations',
    ],
    [
      'an event of an endpoint without relations',
      on.relationJoined('db'),
      {},
      'event db-relation-joined: the state has no relation on endpoint db; give the event the ID of one that is in the state, such as "db:1"',
    ],
    [
      'an event of one of two relations',
      on.relationCreated('db'),
      { relations: { ...DB, 'db:2': relationState('mysql') } },
      'the state has 2 relations (db:1, db:2) on endpoint db',
    ],
    [
      'a joined hook without a unit',
      on.relationJoined('db'),
      { relations: { 'db:1': relationState('mysql') } },
      'event db-relation-joined: relation db:1 has no unit, and Juju names one in a joined hook; give the event a remoteUnit',
    ],
    [
      'a changed hook about one of two',
      on.relationChanged('db'),
      { relations: { 'db:1': relationState('mysql', { units: TWO }) } },
      'relation db:1 has 2 units (mysql/0, mysql/1), and Juju names one in a changed hook; give the event a remoteUnit, or applicationData',
    ],
    [
      'a unit that is not in the relation',
      on.relationJoined('db', { remoteUnit: 'mysql/7' }),
      { relations: DB },
      'event db-relation-joined: mysql/7 is not among the units of relation db:1 (mysql/0); add it to them',
    ],
    [
      'a unit of another application',
      on.relationJoined('db', { remoteUnit: 'pgsql/0' }),
      { relations: DB },
      'pgsql/0 is no unit of mysql, the application of relation db:1',
    ],
    [
      'this unit as the remote one',
      on.relationJoined('cluster', { remoteUnit: 'wordpress/0' }),
      { relations: { 'cluster:0': relationState('wordpress') } },
      'the remote unit wordpress/0 is this unit',
    ],
    [
      'a unit in a created hook',
      on.relationCreated('db', { remoteUnit: 'mysql/0' }),
      { relations: DB },
      'Juju names no unit in a created hook; leave remoteUnit out',
    ],
    [
      'a relation that breaks with units in it',
      on.relationBroken('db'),
      { relations: DB },
      'relation db:1 still has mysql/0, and Juju lets all units depart before a relation breaks',
    ],
    [
      'a stranger that departs',
      on.relationDeparted('db', { departingUnit: 'mysql/4' }),
      { relations: DB },
      'mysql/4 departs, and the hook is about mysql/0',
    ],
    [
      'application data in a joined hook',
      on.relationJoined('db', { applicationData: true }),
      { relations: DB },
      'application data are announced by changed hooks alone',
    ],
    [
      'storage that is not declared',
      on.storageAttached('disk/0'),
      {},
      'event disk-storage-attached: charm wordpress has no storage "disk"; use one that it has (data)',
    ],
    [
      'storage that is not there',
      on.storageAttached('data/0'),
      {},
      'event data-storage-attached: storage data/0 is not in the state (none)',
    ],
    [
      'an action that is not declared',
      on.action('restore'),
      {},
      'action restore: charm wordpress has no such action; use one that it has (backup), or add it to actions.yaml',
    ],
    [
      'a parameter that is not declared',
      on.action('backup', { speed: 1 }),
      {},
      'action backup: actions.yaml has no parameter "speed" (quality and to)',
    ],
    [
      'a parameter of another type',
      on.action('backup', { quality: 'high' }),
      {},
      'action backup: parameter quality is a text, expected a whole number',
    ],
    [
      'secrets on Juju 2.9',
      on.secretChanged(),
      { agentVersion: '2.9.50', secrets: { [URI]: secretState({ token: 'a' }) } },
      'secrets: Juju 2.9.50 has none',
    ],
    [
      "the renewal of another's secret",
      on.secretRotate(URI),
      { secrets: { [URI]: secretState({ token: 'a' }, { owner: 'other' }) } },
      "event secret-rotate: the secret is another application's",
    ],
    [
      "the renewal of another's secret, called without its model",
      on.secretRotate(URI),
      {
        secrets: {
          [URI.replace(':', '://00000000-0000-4000-8000-000000000000/')]: secretState(
            { token: 'a' },
            { owner: 'other' },
          ),
        },
      },
      "event secret-rotate: the secret is another application's",
    ],
    [
      "the renewal of the application's secret by a follower",
      on.secretRotate(),
      { secrets: { [URI]: secretState({ token: 'a' }) } },
      'Juju asks its leader; set isLeader to true',
    ],
    [
      'an expired revision that is not there',
      on.secretExpired(URI, { revision: 4 }),
      { isLeader: true, secrets: { [URI]: secretState({ token: 'a' }) } },
      'the secret has no revision 4 (1); name one that it has',
    ],
  ])('%s', (_what, event, state, fault) => {
    const faults = faultsOf(event, state);
    expect(faults.join('\n')).toContain(fault);
  });

  it('an event of a relation of another endpoint', () => {
    const state = freshUnit('wordpress/0', { relations: DB });
    expect(
      findInconsistencies(BLOG, 'website-relation-created', state, { relationId: 'db:1' }),
    ).toEqual([
      'event website-relation-created: relation db:1 is of endpoint db; give the event a relation of endpoint website',
    ]);
  });
});

describe('a scenario that is refused', () => {
  const charm = charmOf((layer) => layer.hook('install').handle('install', () => undefined));
  const state = freshUnit('wordpress/0', { config: { prot: 1, port: 'x' }, openPorts: ['http'] });

  it('says everything that is wrong with it at once, and how to run it all the same', async () => {
    const error: unknown = await runHook(charm, 'install', state).catch(
      (caught: unknown) => caught,
    );
    expect(error).toMatchObject({ name: 'ScenarioError', faults: { length: 3 } });
    expect(String(error)).toBe(
      [
        'ScenarioError: Juju cannot bring this scenario about [SCENARIO_IMPOSSIBLE]',
        '  - config: charm wordpress has no option "prot"; use one that it has (port, title, theme and key), or add it to config.yaml',
        '  - config: option "port" is a text, and config.yaml says int; give it a whole number',
        '  - openPorts: "http" is not a port; write it such as "80/tcp", "8080-8088/udp" or "icmp"',
        '  fix: mend the above, or run it all the same with { unchecked: true }',
      ].join('\n'),
    );
  });

  it('is run all the same where a test asks for it', async () => {
    const wrong = freshUnit('wordpress/0', { config: { prot: 1 } });
    expect((await runHook(charm, 'install', wrong, { unchecked: true })).handlers).toEqual([
      'blog/install',
    ]);
  });

  it('may be an action too', async () => {
    await expect(runAction(charm, 'restore', freshUnit('wordpress/0'))).rejects.toThrow(
      'action restore: charm wordpress has no such action',
    );
  });
});
