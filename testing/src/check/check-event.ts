import { isAtLeast } from '@reactive-charms/emulator/core';
import {
  applicationOf,
  endpointOf,
  hooksOf,
  isRelationId,
  isStorageId,
} from '@reactive-charms/juju';
import type { RelationId } from '@reactive-charms/juju';
import type {
  ActionEvent,
  LifecycleEvent,
  RelationHookEvent,
  SecretHookEvent,
  StorageHookEvent,
} from '../events/on.ts';
import {
  endpointIn,
  nameOfEvent,
  relationsAt,
  resolveEvent,
  secretsFor,
  storageNameIn,
  UnclearEvent,
} from '../events/resolve-event.ts';
import { checkParameters } from '@reactive-charms/reactive/engine';
import type { RelationState } from '../unit-state.ts';
import { explainEndpoint, hasEndpoint } from './check-relations.ts';
import { explainStorage } from './check-storage.ts';
import { listNames } from './scenario.ts';
import type { Check, Scenario } from './scenario.ts';

/** Events that the charm cannot get, or not in this state. */
export const checkEvent: Check = (scenario) => {
  const { event, state } = scenario;
  const faults = checkKind(scenario);
  if (faults.length > 0 || event.kind === 'action') return faults;
  try {
    resolveEvent(event, state);
    return [];
  } catch (error) {
    if (error instanceof UnclearEvent) return [error.message];
    throw error;
  }
};

function checkKind(scenario: Scenario): readonly string[] {
  const { event } = scenario;
  switch (event.kind) {
    case 'lifecycle':
      return checkLifecycle(scenario, event);
    case 'relation':
      return checkRelationEvent(scenario, event);
    case 'storage':
      return checkStorageEvent(scenario, event);
    case 'secret':
      return checkSecretEvent(scenario, event);
    case 'action':
      return checkAction(scenario, event);
  }
}

/** Since which version of Juju a hook is no longer run. Source: contract juju.md section 0. */
const ENDED: Readonly<Record<string, string>> = {
  'leader-settings-changed': '4.0',
  'pre-series-upgrade': '4.0',
  'post-series-upgrade': '4.0',
  'collect-metrics': '3.6.11',
  'meter-status-changed': '3.6.11',
};

function checkLifecycle(scenario: Scenario, { hook }: LifecycleEvent): string[] {
  const { charm, state, version } = scenario;
  if (!hooksOf(charm.metadata).includes(hook)) {
    return [
      `event ${hook}: charm ${charm.name} has no such hook; use install, start, config-changed and the like, or a hook of its endpoints (${listNames(Object.keys(charm.metadata.endpoints))}) and storage (${listNames(Object.keys(charm.metadata.storage))})`,
    ];
  }
  const ended = Object.hasOwn(ENDED, hook) ? ENDED[hook] : undefined;
  if (ended !== undefined && isAtLeast(version, ended)) {
    return [
      `event ${hook}: Juju ${version} does not run it; it ended with Juju ${ended}, so set agentVersion to one before, or leave the test out`,
    ];
  }
  if (hook === 'leader-elected' && !state.isLeader) {
    return [`event ${hook}: ${state.unit} is not the leader; set isLeader to true`];
  }
  return [];
}

function checkRelationEvent(scenario: Scenario, event: RelationHookEvent): string[] {
  const { state } = scenario;
  const name = nameOfEvent(event);
  const endpoint = event.endpoint ?? endpointIn(event.relation);
  if (!hasEndpoint(scenario, endpoint)) {
    return [`event ${name}: ${explainEndpoint(scenario, endpoint)}`];
  }
  if (!isRelationId(event.relation)) return checkParts(scenario, event);
  if (endpointOf(event.relation) !== endpoint) {
    return [
      `event ${name}: relation ${event.relation} is of endpoint ${endpointOf(event.relation)}; give the event a relation of endpoint ${endpoint}`,
    ];
  }
  if (!state.relations[event.relation]) {
    return [
      `event ${name}: relation ${event.relation} is not in the state (${listNames(Object.keys(state.relations))}); add it to relations`,
    ];
  }
  return checkParts(scenario, event);
}

/** What a relation hook names beside its relation. */
function checkParts(scenario: Scenario, event: RelationHookEvent): string[] {
  const name = nameOfEvent(event);
  const { remoteUnit, departingUnit, applicationData } = event;
  const faults: string[] = [];
  if (remoteUnit !== undefined && (event.event === 'created' || event.event === 'broken')) {
    faults.push(`event ${name}: Juju names no unit in a ${event.event} hook; leave remoteUnit out`);
  }
  if (departingUnit !== undefined && event.event !== 'departed') {
    faults.push(`event ${name}: no unit departs in a ${event.event} hook; leave departingUnit out`);
  }
  if (applicationData === true && event.event !== 'changed') {
    faults.push(
      `event ${name}: application data are announced by changed hooks alone; leave applicationData out`,
    );
  }
  if (applicationData === true && remoteUnit !== undefined) {
    faults.push(`event ${name}: application data come from no unit; leave remoteUnit out`);
  }
  const related = findRelation(scenario, event);
  return related ? [...faults, ...checkRemote(scenario, event, related)] : faults;
}

function findRelation(
  { state }: Scenario,
  { relation }: RelationHookEvent,
): [RelationId, RelationState] | undefined {
  const [id, second] = relationsAt(relation, state);
  const found = id === undefined || second !== undefined ? undefined : state.relations[id];
  return id !== undefined && found ? [id, found] : undefined;
}

function checkRemote(
  { state }: Scenario,
  event: RelationHookEvent,
  [id, relation]: [RelationId, RelationState],
): string[] {
  const name = nameOfEvent(event);
  const units = Object.keys(relation.units);
  const { remoteUnit, departingUnit } = event;
  if (event.event === 'broken') {
    return units.length === 0
      ? []
      : [
          `event ${name}: relation ${id} still has ${listNames(units)}, and Juju lets all units depart before a relation breaks; leave them out`,
        ];
  }
  const about = remoteUnit ?? (units.length === 1 ? units[0] : undefined);
  if (departingUnit !== undefined && departingUnit !== about && departingUnit !== state.unit) {
    return [
      `event ${name}: ${departingUnit} departs, and the hook is about ${about ?? 'another unit'}; either the remote unit departs or this unit does`,
    ];
  }
  if (remoteUnit === undefined) return [];
  if (remoteUnit === state.unit) {
    return [
      `event ${name}: the remote unit ${remoteUnit} is this unit; name one of the other side`,
    ];
  }
  if (applicationOf(remoteUnit) !== relation.application) {
    return [
      `event ${name}: ${remoteUnit} is no unit of ${relation.application}, the application of relation ${id}; name one of its units`,
    ];
  }
  if (event.event !== 'departed' && !units.includes(remoteUnit)) {
    return [
      `event ${name}: ${remoteUnit} is not among the units of relation ${id} (${listNames(units)}); add it to them`,
    ];
  }
  return [];
}

function checkStorageEvent(scenario: Scenario, event: StorageHookEvent): string[] {
  const { charm, state } = scenario;
  const hook = nameOfEvent(event);
  const name = storageNameIn(event.storage);
  if (!charm.metadata.storage[name]) return [`event ${hook}: ${explainStorage(scenario, name)}`];
  if (!isStorageId(event.storage) || state.storage?.[event.storage]) return [];
  const known = listNames(Object.keys(state.storage ?? {}));
  return [
    `event ${hook}: storage ${event.storage} is not in the state (${known}); add it to storage`,
  ];
}

function checkSecretEvent(scenario: Scenario, event: SecretHookEvent): string[] {
  const { state } = scenario;
  const { hook } = event;
  if (!isAtLeast(scenario.version, '3.0')) {
    return [
      `event ${hook}: Juju ${scenario.version} has no secrets; set agentVersion to 3.0 or later`,
    ];
  }
  const [found, second] = secretsFor(event, state);
  if (!found || second) return [];
  const [, { owner, revisions }] = found;
  if (owner === 'other' && hook !== 'secret-changed') {
    return [
      `event ${hook}: the secret is another application's, and Juju asks its owner; run secret-changed, or make this unit or application the owner`,
    ];
  }
  if (owner === 'application' && hook !== 'secret-changed' && !state.isLeader) {
    return [
      `event ${hook}: the secret is the application's, and Juju asks its leader; set isLeader to true`,
    ];
  }
  if (event.revision === undefined) return [];
  if (hook === 'secret-changed' || hook === 'secret-rotate') {
    return [`event ${hook}: Juju names no revision in this hook; leave revision out`];
  }
  if (revisions[event.revision]) return [];
  return [
    `event ${hook}: the secret has no revision ${event.revision} (${listNames(Object.keys(revisions))}); name one that it has`,
  ];
}

function checkAction({ charm }: Scenario, { action, parameters }: ActionEvent): string[] {
  const definition = Object.hasOwn(charm.actions, action) ? charm.actions[action] : undefined;
  if (!definition) {
    const known = listNames(Object.keys(charm.actions));
    return [
      `action ${action}: charm ${charm.name} has no such action; use one that it has (${known}), or add it to actions.yaml`,
    ];
  }
  const { params, additionalProperties } = definition;
  const unknown =
    additionalProperties === true
      ? []
      : Object.keys(parameters).filter((name) => !Object.hasOwn(params, name));
  const { faults = [] } = checkParameters(definition, parameters);
  return [
    ...unknown.map(
      (name) =>
        `action ${action}: actions.yaml has no parameter "${name}" (${listNames(Object.keys(params))}); add it there, or leave it out`,
    ),
    ...faults.map(
      (fault) =>
        `action ${action}: ${fault}; give it as actions.yaml says, for Juju refuses to run it so`,
    ),
  ];
}
