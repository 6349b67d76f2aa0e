import { hookEnvironment } from '../src/agent-environment.ts';
import type { Hook, Model, RelationHook } from '../src/model.ts';
import type { Purpose } from '../src/tools/index.ts';
import { setModelConfig } from '../src/transitions/index.ts';
import type { Transition } from '../src/transitions/index.ts';
import { benchModel, DB } from './support/tool-bench.ts';

const PATHS = { charm: '/charm', tools: '/tools', socket: '/agent.socket' };
const ID = '9m4e2mr0ui3e8a215n4g';

/** A hook about the relation with `app/0`. */
const CHANGED: RelationHook = {
  kind: 'relation',
  name: 'db-relation-changed',
  event: 'changed',
  relation: DB,
  endpoint: 'db',
  remoteApplication: 'app',
  remoteUnit: 'app/0',
};

const { model: settled } = benchModel();

function environment(
  purpose: Purpose,
  relation?: { number: number },
  change: Transition = (model) => model,
): Record<string, string> {
  const model: Model = change(settled);
  const unit = model.units['u/0'];
  const machine = model.machines['0'];
  if (!unit || !machine) throw new Error('the model has no u/0');
  const about =
    purpose.kind === 'hook' && purpose.hook.kind === 'relation'
      ? relationOf(purpose.hook)
      : relation;
  return hookEnvironment({
    model,
    unit,
    machine,
    purpose,
    ...(about ? { relation: about } : {}),
    contextId: 'u/0-x-1',
    paths: PATHS,
  });
}

function relationOf({ relation, remoteUnit, remoteApplication }: RelationHook): {
  number: number;
  remoteApplication: string;
  remoteUnit?: RelationHook['remoteUnit'] & string;
} {
  return {
    number: relation,
    remoteApplication,
    ...(remoteUnit === undefined ? {} : { remoteUnit }),
  };
}

describe('the environment of a hook', () => {
  const hook = (one: Hook, change?: Transition): Record<string, string> =>
    environment({ kind: 'hook', hook: one }, undefined, change);
  const install: Hook = { kind: 'lifecycle', name: 'install' };
  const ofVersion =
    (agentVersion: string): Transition =>
    (model) => ({ ...model, agentVersion });

  it('C60 C61 C62 has no HOME and no proxies, and empty variables where Juju has them empty', () => {
    const variables = hook({ kind: 'lifecycle', name: 'install' });

    expect(variables).not.toHaveProperty('HOME');
    expect(variables).not.toHaveProperty('USER');
    expect(variables).not.toHaveProperty('http_proxy');
    expect(variables['JUJU_CHARM_HTTP_PROXY']).toBe('');
    expect(variables['JUJU_PRINCIPAL_UNIT']).toBe('');
    expect(variables['PATH']).toMatch(/^\/tools:/);
    expect(variables).not.toHaveProperty('JUJU_RELATION');
    expect(variables).not.toHaveProperty('JUJU_DEPARTING_UNIT');
  });

  it('C62 has proxies in small and in capital letters, if there is more than no-proxy', () => {
    const proxies = setModelConfig({ 'http-proxy': 'http://proxy:3128', 'no-proxy': 'local' });
    const none = setModelConfig({ 'no-proxy': 'local' });

    expect(hook(install, proxies)).toMatchObject({
      http_proxy: 'http://proxy:3128',
      HTTP_PROXY: 'http://proxy:3128',
      no_proxy: 'local',
      NO_PROXY: 'local',
    });
    expect(hook(install, proxies)).not.toHaveProperty('https_proxy');
    expect(hook(install, none)).not.toHaveProperty('no_proxy');
  });

  it('C62 has the proxies for charms that do not take the legacy ones', () => {
    const proxies = setModelConfig({ 'juju-https-proxy': 'http://proxy:3128' });

    expect(hook(install, proxies)).toMatchObject({
      JUJU_CHARM_HTTP_PROXY: '',
      JUJU_CHARM_HTTPS_PROXY: 'http://proxy:3128',
      JUJU_CHARM_FTP_PROXY: '',
    });
    expect(hook(install, proxies)).not.toHaveProperty('https_proxy');
  });

  it('section 1 has JUJU_SLA up to Juju 3', () => {
    expect(hook(install)['JUJU_SLA']).toBe('unsupported');
    expect(hook(install, ofVersion('2.9.50'))['JUJU_SLA']).toBe('unsupported');
    expect(hook(install, ofVersion('4.0.1'))).not.toHaveProperty('JUJU_SLA');
  });

  it('section 9.3 names the storage of a storage hook, where the process finds it', () => {
    const storage: Hook = {
      kind: 'storage',
      name: 'data-storage-attached',
      event: 'attached',
      storage: 'data/0',
    };
    const withStorage: Transition = (model) => ({
      ...model,
      storage: {
        'data/0': {
          id: 'data/0',
          name: 'data',
          kind: 'filesystem',
          owner: 'u/0',
          life: 'alive',
          location: '/srv',
          size: 1024,
          since: model.time,
        },
      },
    });

    expect(hook(storage, withStorage)).toMatchObject({
      JUJU_HOOK_NAME: 'data-storage-attached',
      JUJU_STORAGE_ID: 'data/0',
      JUJU_STORAGE_LOCATION: '/srv',
      JUJU_STORAGE_KIND: 'filesystem',
    });
  });

  it.each(['secret-changed', 'secret-rotate'] as const)(
    'section 9.3 names the secret of %s, and no revision',
    (name) => {
      const variables = hook({ kind: 'secret', name, secret: ID, revision: 3 });

      expect(variables).toMatchObject({ JUJU_SECRET_LABEL: '' });
      expect(variables['JUJU_SECRET_ID']).toBe(`secret://${settled.uuid}/${ID}`);
      expect(variables).not.toHaveProperty('JUJU_SECRET_REVISION');
    },
  );

  it.each(['secret-expired', 'secret-remove'] as const)(
    'section 9.3 names the secret of %s with its revision',
    (name) => {
      const about: Hook = { kind: 'secret', name, secret: ID, label: 'l', revision: 3 };

      expect(hook(about, ofVersion('3.1.0'))).toMatchObject({
        JUJU_SECRET_ID: `secret:${ID}`,
        JUJU_SECRET_LABEL: 'l',
        JUJU_SECRET_REVISION: '3',
      });
    },
  );

  it('names relation, remote unit and remote application', () => {
    expect(hook(CHANGED)).toMatchObject({
      JUJU_HOOK_NAME: 'db-relation-changed',
      JUJU_DISPATCH_PATH: 'hooks/db-relation-changed',
      JUJU_RELATION: 'db',
      JUJU_RELATION_ID: 'db:1',
      JUJU_REMOTE_UNIT: 'app/0',
      JUJU_REMOTE_APP: 'app',
    });
  });

  it('C50 C52 sets the remote unit to the empty text where there is none', () => {
    const { remoteUnit: _none, ...broken } = CHANGED;

    expect(hook({ ...broken, name: 'db-relation-broken', event: 'broken' })).toMatchObject({
      JUJU_REMOTE_UNIT: '',
      JUJU_REMOTE_APP: 'app',
    });
  });

  it('C53 names the departing unit in departed hooks only', () => {
    const departed = hook({ ...CHANGED, event: 'departed', departingUnit: 'app/0' });

    expect(departed['JUJU_DEPARTING_UNIT']).toBe('app/0');
    expect(hook(CHANGED)).not.toHaveProperty('JUJU_DEPARTING_UNIT');
  });
});

describe('the environment of other runs', () => {
  it('C63 has an empty hook name and the action in actions', () => {
    const action = {
      name: 'dump',
      id: '7',
      params: {},
      results: {},
      failed: false,
      message: '',
      progress: [],
    };

    expect(environment({ kind: 'action', action })).toMatchObject({
      JUJU_HOOK_NAME: '',
      JUJU_DISPATCH_PATH: 'actions/dump',
      JUJU_ACTION_NAME: 'dump',
      JUJU_ACTION_UUID: '7',
      JUJU_ACTION_TAG: 'action-7',
    });
  });

  it('has no dispatch path in commands, and the relation if one is named', () => {
    const variables = environment({ kind: 'commands' }, { number: DB });

    expect(variables).not.toHaveProperty('JUJU_DISPATCH_PATH');
    expect(variables).toMatchObject({
      JUJU_HOOK_NAME: '',
      JUJU_RELATION_ID: 'db:1',
      JUJU_REMOTE_APP: '',
    });
  });
});
