import { hookEnvironment } from '../src/agent-environment.ts';
import type { Hook, RelationHook } from '../src/model.ts';
import type { Purpose } from '../src/tools/index.ts';
import { benchModel, CHANGED, DB } from './support/tool-bench.ts';

const PATHS = { charm: '/charm', tools: '/tools', socket: '/agent.socket' };
const { model } = benchModel();

function environment(purpose: Purpose, relation?: { number: number }): Record<string, string> {
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
  const hook = (one: Hook): Record<string, string> => environment({ kind: 'hook', hook: one });

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
