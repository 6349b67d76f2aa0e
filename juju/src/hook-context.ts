import { parseUnitName, isRelationId, isUnitName } from './names.ts';
import type { RelationId, UnitName } from './names.ts';
import { RELATION_EVENTS } from './hooks.ts';
import type { RelationEvent } from './hooks.ts';

/** Facts of a run that do not depend on its kind. */
export interface RunFacts {
  readonly unit: UnitName;
  readonly contextId: string;
  readonly charmDirectory: string;
  readonly modelName: string;
  readonly modelUuid: string;
  /** Version of the agent, for example `3.6.5`; empty when the agent does not say. */
  readonly jujuVersion: string;
  /** The unit beside which this subordinate stands, if it is one. */
  readonly principalUnit?: UnitName;
  /** Proxies for the charm's own use, from `juju-http-proxy` and its fellows; empty when unset. */
  readonly proxy: { readonly http: string; readonly https: string; readonly no: string };
  /** Address of the agent's hook tool socket, when the agent names one. */
  readonly agentSocket?: { readonly network: string; readonly address: string };
}

/** The relation that a run is about. */
export interface RelationFacts {
  readonly id: RelationId;
  readonly endpoint: string;
  /** The remote application; undefined when the agent does not say. */
  readonly application?: string;
  /** The remote unit; undefined in created and broken hooks and when application data changed. */
  readonly unit?: UnitName;
}

/** What the agent runs the charm for. */
export type Run =
  | { readonly kind: 'lifecycle'; readonly hook: string }
  | {
      readonly kind: 'relation';
      readonly hook: string;
      readonly event: RelationEvent;
      readonly relation: RelationFacts;
      readonly departingUnit?: UnitName;
    }
  | {
      readonly kind: 'storage';
      readonly hook: string;
      readonly storageId: string;
      /** From JUJU_STORAGE_KIND; undefined when the agent does not say. */
      readonly storageKind?: 'filesystem' | 'block';
      readonly location?: string;
    }
  | {
      readonly kind: 'secret';
      readonly hook: string;
      readonly secretId: string;
      readonly label?: string;
      /** Only in secret-expired and secret-remove. */
      readonly revision?: number;
    }
  | { readonly kind: 'action'; readonly action: string; readonly actionId: string }
  | { readonly kind: 'commands'; readonly relation?: RelationFacts };

/** The JUJU_* facts of one run. */
export type HookContext = RunFacts & { readonly run: Run };

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the facts of a run from its environment. Only `JUJU_UNIT_NAME` and a charm directory are
 * compulsory; what Juju leaves empty counts as absent.
 * Source: contract juju.md sections 1 and 9.3.
 * @throws Error naming the variable when it is missing or malformed.
 */
export function readHookContext(environment: Environment): HookContext {
  const read = (name: string): string => environment[name] ?? '';
  const charmDirectory = read('JUJU_CHARM_DIR') || read('CHARM_DIR');
  if (charmDirectory === '') throw new Error('neither JUJU_CHARM_DIR nor CHARM_DIR is set');
  const principal = read('JUJU_PRINCIPAL_UNIT');
  const address = read('JUJU_AGENT_SOCKET_ADDRESS') || read('JUJU_AGENT_SOCKET');
  return {
    unit: readUnit(read('JUJU_UNIT_NAME'), 'JUJU_UNIT_NAME'),
    contextId: read('JUJU_CONTEXT_ID'),
    charmDirectory,
    modelName: read('JUJU_MODEL_NAME'),
    modelUuid: read('JUJU_MODEL_UUID'),
    jujuVersion: read('JUJU_VERSION'),
    ...(principal === '' ? {} : { principalUnit: readUnit(principal, 'JUJU_PRINCIPAL_UNIT') }),
    proxy: {
      http: read('JUJU_CHARM_HTTP_PROXY'),
      https: read('JUJU_CHARM_HTTPS_PROXY'),
      no: read('JUJU_CHARM_NO_PROXY'),
    },
    ...(address === ''
      ? {}
      : { agentSocket: { network: read('JUJU_AGENT_SOCKET_NETWORK') || 'unix', address } }),
    run: readRun(read),
  };
}

function readRun(read: Read): Run {
  const path = read('JUJU_DISPATCH_PATH');
  const action = read('JUJU_ACTION_NAME') || (path.startsWith('actions/') ? basename(path) : '');
  if (action !== '') return { kind: 'action', action, actionId: read('JUJU_ACTION_UUID') };
  const hook = read('JUJU_HOOK_NAME') || basename(path);
  const relation = readRelation(read);
  if (hook === '') return { kind: 'commands', ...(relation ? { relation } : {}) };
  const event = relation && readRelationEvent(hook, relation.endpoint);
  if (relation && event) {
    const departing = read('JUJU_DEPARTING_UNIT');
    return {
      kind: 'relation',
      hook,
      event,
      relation,
      ...(departing === '' ? {} : { departingUnit: readUnit(departing, 'JUJU_DEPARTING_UNIT') }),
    };
  }
  return readStorage(hook, read) ?? readSecret(hook, read) ?? { kind: 'lifecycle', hook };
}

type Read = (name: string) => string;

function readStorage(hook: string, read: Read): Run | undefined {
  const storageId = read('JUJU_STORAGE_ID');
  if (storageId === '') return undefined;
  const kind = read('JUJU_STORAGE_KIND');
  const location = read('JUJU_STORAGE_LOCATION');
  return {
    kind: 'storage',
    hook,
    storageId,
    ...(kind === 'filesystem' || kind === 'block' ? { storageKind: kind } : {}),
    ...(location === '' ? {} : { location }),
  };
}

function readSecret(hook: string, read: Read): Run | undefined {
  const secretId = read('JUJU_SECRET_ID');
  if (secretId === '') return undefined;
  const label = read('JUJU_SECRET_LABEL');
  const revision = read('JUJU_SECRET_REVISION');
  return {
    kind: 'secret',
    hook,
    secretId,
    ...(label === '' ? {} : { label }),
    ...(/^[1-9][0-9]*$/.test(revision) ? { revision: Number(revision) } : {}),
  };
}

function readRelation(read: Read): RelationFacts | undefined {
  const text = read('JUJU_RELATION_ID');
  if (text === '') return undefined;
  const endpoint = read('JUJU_RELATION');
  const id = text.includes(':') ? text : `${endpoint}:${text}`;
  if (!isRelationId(id)) {
    throw new Error(`JUJU_RELATION_ID is "${text}", expected an ID such as "db:7"`);
  }
  const application = read('JUJU_REMOTE_APP');
  const unit = read('JUJU_REMOTE_UNIT');
  return {
    id,
    endpoint: endpoint || id.slice(0, id.lastIndexOf(':')),
    ...(application === '' ? {} : { application }),
    ...(unit === '' ? {} : { unit: readUnit(unit, 'JUJU_REMOTE_UNIT') }),
  };
}

function readRelationEvent(hook: string, endpoint: string): RelationEvent | undefined {
  return RELATION_EVENTS.find((event) => hook === `${endpoint}-relation-${event}`);
}

function readUnit(text: string, variable: string): UnitName {
  if (!isUnitName(text)) {
    throw new Error(`${variable} is "${text}", expected a unit name such as "mysql/0"`);
  }
  return parseUnitName(text);
}

function basename(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
