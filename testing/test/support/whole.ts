import { freshUnit, relationState, secretState } from '@reactive-charms/testing';
import type { UnitState } from '@reactive-charms/testing';

/** The secret of the unit's application. */
export const URI = 'secret:9m4e2mr0ui3e8a215n4g';

/** A unit with something of everything. */
export const WHOLE: UnitState = freshUnit('wordpress/0', {
  isLeader: true,
  config: { title: 'Blog' },
  leaderData: { schema: '7' },
  relations: {
    'db:1': relationState('mysql', {
      units: { 'mysql/0': { host: 'a' }, 'mysql/1': { host: 'b' } },
      applicationBag: { version: '8' },
      published: { database: 'blog' },
      publishedForApplication: { charset: 'utf8' },
    }),
    'cluster:0': relationState('wordpress', { units: { 'wordpress/1': { ready: 'yes' } } }),
    'logs:4': relationState('helper', { units: { 'helper/3': {} } }),
  },
  files: { '/etc/blog.conf': { content: 'a', mode: 0o600 } },
  status: { status: 'waiting', message: 'for mysql' },
  applicationStatus: { status: 'active', message: '' },
  applicationVersion: '6.1',
  storage: { 'data/0': { kind: 'filesystem', location: '/srv/data' } },
  openPorts: ['80/tcp', '8080-8088/udp', 'icmp', '9000/tcp (db, website)'],
  secrets: {
    [URI]: secretState({ token: 'a' }, { label: 'admin', settings: { rotate: 'daily' } }),
    'secret:9m4e2mr0ui3e8a215n4h': secretState({ token: 'b' }, { owner: 'other', tracked: 1 }),
  },
  networks: { admin: { bindAddress: '10.9.0.1' } },
  resources: { theme: 'PK' },
  plannedUnits: 3,
  controllerState: { key: 'value' },
  model: { name: 'blogs', config: { 'juju-http-proxy': 'http://proxy:3128' } },
  machineId: '4',
  trusted: true,
});
