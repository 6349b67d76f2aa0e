import { readHookContext } from '../src/hook-context.ts';
import type { Environment, Run } from '../src/hook-context.ts';

const BASE: Environment = {
  JUJU_UNIT_NAME: 'wordpress/0',
  JUJU_CHARM_DIR: '/charm',
  CHARM_DIR: '/charm',
};

const RELATION: Environment = {
  JUJU_RELATION: 'db',
  JUJU_RELATION_ID: 'db:7',
  JUJU_REMOTE_APP: 'mysql',
  JUJU_REMOTE_UNIT: '',
};

function hook(name: string, more: Environment = {}): Environment {
  return { JUJU_HOOK_NAME: name, JUJU_DISPATCH_PATH: `hooks/${name}`, ...more };
}

const STORAGE: Environment = {
  JUJU_STORAGE_ID: 'data/0',
  JUJU_STORAGE_LOCATION: '/srv/data',
  JUJU_STORAGE_KIND: 'filesystem',
};

const DB = { id: 'db:7', endpoint: 'db', application: 'mysql' } as const;
const UNIT: Environment = { ...RELATION, JUJU_REMOTE_UNIT: 'mysql/3' };
const DB_UNIT = { ...DB, unit: 'mysql/3' } as const;

describe('readHookContext: contract juju.md section 9.3', () => {
  it.each<[string, Environment, Run]>([
    ['install', hook('install'), { kind: 'lifecycle', hook: 'install' }],
    ['update-status', hook('update-status'), { kind: 'lifecycle', hook: 'update-status' }],
    [
      '-created',
      hook('db-relation-created', RELATION),
      { kind: 'relation', hook: 'db-relation-created', event: 'created', relation: DB },
    ],
    [
      '-joined',
      hook('db-relation-joined', UNIT),
      { kind: 'relation', hook: 'db-relation-joined', event: 'joined', relation: DB_UNIT },
    ],
    [
      '-changed (unit)',
      hook('db-relation-changed', UNIT),
      { kind: 'relation', hook: 'db-relation-changed', event: 'changed', relation: DB_UNIT },
    ],
    [
      '-changed (application data)',
      hook('db-relation-changed', RELATION),
      { kind: 'relation', hook: 'db-relation-changed', event: 'changed', relation: DB },
    ],
    [
      '-departed',
      hook('db-relation-departed', { ...UNIT, JUJU_DEPARTING_UNIT: 'wordpress/0' }),
      {
        kind: 'relation',
        hook: 'db-relation-departed',
        event: 'departed',
        relation: DB_UNIT,
        departingUnit: 'wordpress/0',
      },
    ],
    [
      '-broken',
      hook('db-relation-broken', RELATION),
      { kind: 'relation', hook: 'db-relation-broken', event: 'broken', relation: DB },
    ],
    [
      'an agent that does not name the application',
      hook('db-relation-joined', { ...UNIT, JUJU_REMOTE_APP: '' }),
      {
        kind: 'relation',
        hook: 'db-relation-joined',
        event: 'joined',
        relation: { id: 'db:7', endpoint: 'db', unit: 'mysql/3' },
      },
    ],
    [
      'an old agent that gives the number of the relation alone',
      hook('db-relation-broken', { ...RELATION, JUJU_RELATION_ID: '7' }),
      { kind: 'relation', hook: 'db-relation-broken', event: 'broken', relation: DB },
    ],
    [
      'x-storage-attached',
      hook('data-storage-attached', STORAGE),
      {
        kind: 'storage',
        hook: 'data-storage-attached',
        storageId: 'data/0',
        storageKind: 'filesystem',
        location: '/srv/data',
      },
    ],
    [
      'x-storage-detaching',
      hook('data-storage-detaching', { ...STORAGE, JUJU_STORAGE_KIND: 'block' }),
      {
        kind: 'storage',
        hook: 'data-storage-detaching',
        storageId: 'data/0',
        storageKind: 'block',
        location: '/srv/data',
      },
    ],
    [
      'x-storage-attached of an agent that says the ID alone',
      hook('data-storage-attached', { JUJU_STORAGE_ID: 'data/0', JUJU_STORAGE_KIND: 'unknown' }),
      { kind: 'storage', hook: 'data-storage-attached', storageId: 'data/0' },
    ],
    [
      'secret-changed of a secret with a label',
      hook('secret-changed', { JUJU_SECRET_ID: 'secret:abc', JUJU_SECRET_LABEL: 'password' }),
      { kind: 'secret', hook: 'secret-changed', secretId: 'secret:abc', label: 'password' },
    ],
    [
      'secret-expired',
      hook('secret-expired', {
        JUJU_SECRET_ID: 'secret:abc',
        JUJU_SECRET_LABEL: 'password',
        JUJU_SECRET_REVISION: '7',
      }),
      {
        kind: 'secret',
        hook: 'secret-expired',
        secretId: 'secret:abc',
        label: 'password',
        revision: 7,
      },
    ],
    [
      'secret-rotate, of which Juju names no revision',
      hook('secret-rotate', { JUJU_SECRET_ID: 'secret:abc', JUJU_SECRET_REVISION: '0' }),
      { kind: 'secret', hook: 'secret-rotate', secretId: 'secret:abc' },
    ],
    [
      'secret-changed',
      hook('secret-changed', { JUJU_SECRET_ID: 'secret:abc', JUJU_SECRET_LABEL: '' }),
      { kind: 'secret', hook: 'secret-changed', secretId: 'secret:abc' },
    ],
    [
      'x-pebble-ready',
      hook('web-pebble-ready', { JUJU_WORKLOAD_NAME: 'web' }),
      { kind: 'lifecycle', hook: 'web-pebble-ready' },
    ],
    [
      'action n',
      {
        JUJU_HOOK_NAME: '',
        JUJU_DISPATCH_PATH: 'actions/backup',
        JUJU_ACTION_NAME: 'backup',
        JUJU_ACTION_UUID: '12',
      },
      { kind: 'action', action: 'backup', actionId: '12' },
    ],
    [
      'an action of which only the path is known',
      { JUJU_HOOK_NAME: '', JUJU_DISPATCH_PATH: 'actions/backup' },
      { kind: 'action', action: 'backup', actionId: '' },
    ],
    ['juju-exec', { JUJU_HOOK_NAME: '' }, { kind: 'commands' }],
    ['juju-exec -r', { JUJU_HOOK_NAME: '', ...UNIT }, { kind: 'commands', relation: DB_UNIT }],
    [
      'hooks/<name> of an agent without JUJU_HOOK_NAME',
      { JUJU_DISPATCH_PATH: 'hooks/start' },
      { kind: 'lifecycle', hook: 'start' },
    ],
  ])('%s', (_kind, environment, run) => {
    expect(readHookContext({ ...BASE, ...environment }).run).toEqual(run);
  });

  it('reads what does not depend on the kind of run', () => {
    expect(
      readHookContext({
        ...BASE,
        ...hook('start'),
        JUJU_CONTEXT_ID: 'wordpress/0-start-00ff',
        JUJU_MODEL_NAME: 'default',
        JUJU_MODEL_UUID: 'uuid',
        JUJU_VERSION: '3.6.5',
        JUJU_PRINCIPAL_UNIT: 'ubuntu/4',
        JUJU_CHARM_HTTP_PROXY: 'http://proxy',
        JUJU_CHARM_HTTPS_PROXY: 'https://proxy',
        JUJU_CHARM_NO_PROXY: 'localhost',
        JUJU_AGENT_SOCKET_ADDRESS: '/agent.socket',
        JUJU_AGENT_SOCKET_NETWORK: 'unix',
      }),
    ).toEqual({
      unit: 'wordpress/0',
      contextId: 'wordpress/0-start-00ff',
      charmDirectory: '/charm',
      modelName: 'default',
      modelUuid: 'uuid',
      jujuVersion: '3.6.5',
      principalUnit: 'ubuntu/4',
      proxy: { http: 'http://proxy', https: 'https://proxy', no: 'localhost' },
      agentSocket: { network: 'unix', address: '/agent.socket' },
      run: { kind: 'lifecycle', hook: 'start' },
    });
  });

  it('counts what Juju leaves empty as absent', () => {
    const context = readHookContext({
      ...BASE,
      ...hook('start'),
      JUJU_PRINCIPAL_UNIT: '',
      JUJU_AGENT_SOCKET_ADDRESS: '',
    });
    expect(context).not.toHaveProperty('principalUnit');
    expect(context).not.toHaveProperty('agentSocket');
  });

  it('reads the one socket variable of very old agents', () => {
    const { agentSocket } = readHookContext({ ...BASE, JUJU_AGENT_SOCKET: '@/agent' });
    expect(agentSocket).toEqual({ network: 'unix', address: '@/agent' });
  });

  it.each<[string, Environment]>([
    ['JUJU_UNIT_NAME is "", expected a unit name such as "mysql/0"', { JUJU_UNIT_NAME: '' }],
    ['JUJU_UNIT_NAME is "mysql", expected', { JUJU_UNIT_NAME: 'mysql' }],
    ['JUJU_PRINCIPAL_UNIT is "x", expected', { JUJU_PRINCIPAL_UNIT: 'x' }],
    [
      'JUJU_REMOTE_UNIT is "mysql", expected',
      hook('db-relation-joined', { ...RELATION, JUJU_REMOTE_UNIT: 'mysql' }),
    ],
    [
      'JUJU_RELATION_ID is "db:x", expected an ID such as "db:7"',
      hook('db-relation-joined', { ...RELATION, JUJU_RELATION_ID: 'db:x' }),
    ],
    ['neither JUJU_CHARM_DIR nor CHARM_DIR is set', { JUJU_CHARM_DIR: '', CHARM_DIR: '' }],
  ])('names what is wrong: %s', (text, environment) => {
    expect(() => readHookContext({ ...BASE, ...environment })).toThrow(text);
  });

  it('is content with CHARM_DIR alone', () => {
    const { charmDirectory } = readHookContext({ ...BASE, JUJU_CHARM_DIR: '' });
    expect(charmDirectory).toBe('/charm');
  });
});
