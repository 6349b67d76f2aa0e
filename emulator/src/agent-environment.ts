import type { Hook, Machine, Model, Unit } from './model.ts';
import { MACHINE_PATH } from './paths.ts';
import type { Purpose, RunRelation } from './tools/hook-run.ts';

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
}

/**
 * The complete environment of a run: nothing of the agent's own is passed on, so HOME and USER are
 * unset. Source: contract juju.md sections 1 and 9.3, rows C60 to C63.
 */
export function hookEnvironment(facts: EnvironmentFacts): Record<string, string> {
  const { model, unit, machine, paths } = facts;
  return {
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
    JUJU_MACHINE_ID: machine.id,
    JUJU_PRINCIPAL_UNIT: unit.principal ?? '',
    JUJU_AVAILABILITY_ZONE: '',
    JUJU_VERSION: model.agentVersion,
    CLOUD_API_VERSION: '',
    JUJU_CHARM_HTTP_PROXY: '',
    JUJU_CHARM_HTTPS_PROXY: '',
    JUJU_CHARM_FTP_PROXY: '',
    JUJU_CHARM_NO_PROXY: '',
    ...relationVariables(facts),
    ...purposeVariables(facts.purpose),
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

function purposeVariables(purpose: Purpose): Record<string, string> {
  if (purpose.kind === 'hook') return departingVariable(purpose.hook);
  if (purpose.kind === 'commands') return {};
  const { name, id } = purpose.action;
  return { JUJU_ACTION_NAME: name, JUJU_ACTION_UUID: id, JUJU_ACTION_TAG: `action-${id}` };
}

function departingVariable(hook: Hook): Record<string, string> {
  if (hook.kind !== 'relation' || hook.event !== 'departed') return {};
  return { JUJU_DEPARTING_UNIT: hook.departingUnit ?? hook.remoteUnit ?? '' };
}

function dispatchVariable(purpose: Purpose): Record<string, string> {
  if (purpose.kind === 'hook') return { JUJU_DISPATCH_PATH: `hooks/${purpose.hook.name}` };
  return purpose.kind === 'action' ? { JUJU_DISPATCH_PATH: `actions/${purpose.action.name}` } : {};
}
