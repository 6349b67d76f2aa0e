import type { Hook, Machine, Model, ModelConfig, Unit } from './model.ts';
import { MACHINE_PATH } from './paths.ts';
import type { Purpose, RunRelation } from './tools/hook-run.ts';
import { secretUri } from './tools/secret-uri.ts';
import { isAtLeast } from './tools/versions.ts';

/** What the environment of a run is made from. */
export interface EnvironmentFacts {
  readonly model: Model;
  readonly unit: Unit;
  readonly machine: Machine;
  readonly purpose: Purpose;
  readonly relation?: RunRelation;
  readonly contextId: string;
  /** Paths as a process on the machine must be told them. */
  readonly paths: { readonly charm: string; readonly tools: string; readonly socket: string };
  /** Where a storage lies as a process on the machine must be told it. @default as in the model */
  readonly storagePath?: (location: string) => string;
}

/**
 * The complete environment of a run: nothing of the agent's own is passed on, so HOME and USER are
 * unset. Source: contract juju.md sections 1 and 9.3, rows C60 to C63.
 */
export function hookEnvironment(facts: EnvironmentFacts): Record<string, string> {
  const { model, unit, machine, paths } = facts;
  const { config } = model;
  return {
    ...legacyProxies(config),
    CHARM_DIR: paths.charm,
    JUJU_CHARM_DIR: paths.charm,
    JUJU_CONTEXT_ID: facts.contextId,
    JUJU_HOOK_NAME: facts.purpose.kind === 'hook' ? facts.purpose.hook.name : '',
    JUJU_AGENT_SOCKET_ADDRESS: paths.socket,
    JUJU_AGENT_SOCKET_NETWORK: 'unix',
    JUJU_UNIT_NAME: unit.name,
    JUJU_MODEL_UUID: model.uuid,
    JUJU_MODEL_NAME: model.name,
    JUJU_API_ADDRESSES: '10.0.12.1:17070',
    ...(isAtLeast(model.agentVersion, '4.0') ? {} : { JUJU_SLA: 'unsupported' }),
    JUJU_MACHINE_ID: machine.id,
    JUJU_PRINCIPAL_UNIT: unit.principal ?? '',
    JUJU_AVAILABILITY_ZONE: '',
    JUJU_VERSION: model.agentVersion,
    CLOUD_API_VERSION: '',
    JUJU_CHARM_HTTP_PROXY: config['juju-http-proxy'],
    JUJU_CHARM_HTTPS_PROXY: config['juju-https-proxy'],
    JUJU_CHARM_FTP_PROXY: config['juju-ftp-proxy'],
    JUJU_CHARM_NO_PROXY: config['juju-no-proxy'],
    ...relationVariables(facts),
    ...purposeVariables(facts),
    PATH: `${paths.tools}:${MACHINE_PATH}`,
    LANG: 'C.UTF-8',
    TERM: 'tmux-256color',
    DEBIAN_FRONTEND: 'noninteractive',
    APT_LISTCHANGES_FRONTEND: 'none',
    ...dispatchVariable(facts.purpose),
  };
}

/** What the context ID of a run is named after. */
export function purposeName(purpose: Purpose): string {
  switch (purpose.kind) {
    case 'hook':
      return purpose.hook.name;
    case 'action':
      return purpose.action.name;
    case 'commands':
      return 'run-commands';
  }
}

/** In small and in capital letters; none at all where only `no-proxy` is set (C62). */
function legacyProxies(config: ModelConfig): Record<string, string> {
  const names = ['http-proxy', 'https-proxy', 'ftp-proxy', 'no-proxy'] as const;
  const variables: Record<string, string> = {};
  if (names.every((name) => name === 'no-proxy' || config[name] === '')) return variables;
  for (const name of names) {
    if (config[name] === '') continue;
    const variable = name.replace('-', '_');
    variables[variable] = config[name];
    variables[variable.toUpperCase()] = config[name];
  }
  return variables;
}

function relationVariables({ model, unit, relation }: EnvironmentFacts): Record<string, string> {
  const ends = relation && model.relations[relation.number]?.ends;
  const endpoint = ends?.find((end) => end.application === unit.application)?.endpoint;
  if (!relation || endpoint === undefined) return {};
  return {
    JUJU_RELATION: endpoint,
    JUJU_RELATION_ID: `${endpoint}:${relation.number}`,
    JUJU_REMOTE_UNIT: relation.remoteUnit ?? '',
    JUJU_REMOTE_APP: relation.remoteApplication ?? '',
  };
}

function purposeVariables(facts: EnvironmentFacts): Record<string, string> {
  const { purpose } = facts;
  if (purpose.kind === 'hook') return hookVariables(facts, purpose.hook);
  if (purpose.kind === 'commands') return {};
  const { name, id } = purpose.action;
  return { JUJU_ACTION_NAME: name, JUJU_ACTION_UUID: id, JUJU_ACTION_TAG: `action-${id}` };
}

function hookVariables(facts: EnvironmentFacts, hook: Hook): Record<string, string> {
  const { model } = facts;
  switch (hook.kind) {
    case 'relation':
      if (hook.event !== 'departed') return {};
      return { JUJU_DEPARTING_UNIT: hook.departingUnit ?? hook.remoteUnit ?? '' };
    case 'secret': {
      const told = hook.name === 'secret-expired' || hook.name === 'secret-remove';
      const variables = {
        JUJU_SECRET_ID: secretUri(model, hook.secret),
        JUJU_SECRET_LABEL: hook.label ?? '',
      };
      if (!told || !hook.revision) return variables;
      return { ...variables, JUJU_SECRET_REVISION: String(hook.revision) };
    }
    case 'storage':
      return storageVariables(facts, hook.storage);
    case 'lifecycle':
      return hook.name === 'pre-series-upgrade' ? targetBase(facts) : {};
  }
}

function storageVariables(
  { model, storagePath }: EnvironmentFacts,
  id: string,
): Record<string, string> {
  const storage = model.storage[id];
  if (!storage) return {};
  return {
    JUJU_STORAGE_ID: id,
    JUJU_STORAGE_LOCATION: storagePath ? storagePath(storage.location) : storage.location,
    JUJU_STORAGE_KIND: storage.kind,
  };
}

function targetBase({ machine }: EnvironmentFacts): Record<string, string> {
  return { JUJU_TARGET_BASE: `${machine.base.name}@${machine.base.channel}` };
}

function dispatchVariable(purpose: Purpose): Record<string, string> {
  if (purpose.kind === 'hook') return { JUJU_DISPATCH_PATH: `hooks/${purpose.hook.name}` };
  return purpose.kind === 'action' ? { JUJU_DISPATCH_PATH: `actions/${purpose.action.name}` } : {};
}
