import type { OptionValue } from './charm-files.ts';
import type { GoalState } from './goal-state.ts';
import type { RelationId, UnitName } from './names.ts';
import type { SettableStatus } from './status.ts';
import { createToolCaller } from './tool-call.ts';
import type { ToolRunner } from './tool-call.ts';
import { actionTools } from './tools/action-tools.ts';
import { goalTools } from './tools/goal-tools.ts';
import { leaderTools } from './tools/leader-tools.ts';
import { portTools } from './tools/port-tools.ts';
import { relationTools } from './tools/relation-tools.ts';
import { secretTools } from './tools/secret-tools.ts';
import { stateTools } from './tools/state-tools.ts';
import { storageTools } from './tools/storage-tools.ts';
import { unitTools } from './tools/unit-tools.ts';

/** Key/value strings that a unit or an application publishes in a relation. */
export type Databag = Readonly<Record<string, string>>;

/** Changes to a databag: a text sets a key, null removes it. */
export type DatabagChanges = Readonly<Record<string, string | null>>;

/** Levels of `juju-log`. */
export type LogLevel = 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR';

/** An attached storage instance as its tool shows it. */
export interface StorageFacts {
  readonly kind: 'filesystem' | 'block';
  /** Where it is mounted, or the path of the device. */
  readonly location: string;
}

/** A secret by its URI, or by a label that this application gave it. */
export type SecretName = { readonly uri: string } | { readonly label: string };

/** Settings of a secret as its tools take them; see `juju secret-add --help`. */
export interface SecretToolSettings {
  readonly label?: string;
  readonly description?: string;
  readonly rotate?: string;
  readonly expire?: string;
  readonly owner?: 'application' | 'unit';
}

/**
 * Juju's hook tools, one method each, nothing more. A tool that this Juju does not have, older or
 * newer than the tool, fails with a `HookToolError` that says so by `isMissingTool`, unless the
 * method says otherwise. Source: contract juju.md sections 0 and 2.2.
 */
export interface HookTools {
  /** Options that have a value; options without one are absent. */
  configGet(): Promise<Record<string, OptionValue>>;
  isLeader(): Promise<boolean>;
  /** What the leader shares; empty on Juju 4.0 and later, which has no leader data. */
  leaderGet(): Promise<Record<string, string>>;
  /**
   * Takes effect at once, not at the end of the hook; Juju drops spaces around a value (C32).
   * @throws Error on Juju 4.0 and later, which has no leader data.
   */
  leaderSet(changes: DatabagChanges): Promise<void>;
  relationIds(endpoint: string): Promise<RelationId[]>;
  relationList(id: RelationId): Promise<UnitName[]>;
  /** The application on the other side; one's own in a peer relation. */
  relationApplication(id: RelationId): Promise<string>;
  /** The databag of a unit, or of an application. */
  relationGet(id: RelationId, owner: UnitName | { readonly application: string }): Promise<Databag>;
  relationSet(
    id: RelationId,
    changes: DatabagChanges,
    options?: { readonly application: true },
  ): Promise<void>;
  /** Units and applications that the model has or is going to have, as of now (C95). */
  goalState(): Promise<GoalState>;
  /** Takes effect at once. */
  statusSet(status: SettableStatus, message: string): Promise<void>;
  /** The same as `statusSet`, for the application; only the leader may. */
  applicationStatusSet(status: SettableStatus, message: string): Promise<void>;
  applicationVersionSet(version: string): Promise<void>;
  /** The address that other units reach this unit at. */
  privateAddress(): Promise<string>;
  /** Ingress address of a binding (an endpoint or extra binding). */
  ingressAddress(binding: string): Promise<string>;
  log(level: LogLevel, message: string): Promise<void>;
  actionGet(): Promise<Record<string, unknown>>;
  /** Results by key; dots in a key nest (C71). */
  actionSet(results: Readonly<Record<string, string>>): Promise<void>;
  /** Lets the action fail; what it has done is kept all the same if the charm exits with 0 (C65). */
  actionFail(message: string): Promise<void>;
  /** Shows progress of the running action. */
  actionLog(message: string): Promise<void>;
  /** Open ports of this unit, for example `80/tcp`, `8080-8088/udp`, `icmp`. */
  openedPorts(): Promise<string[]>;
  openPort(port: string): Promise<void>;
  closePort(port: string): Promise<void>;
  /** IDs of attached storage instances, for example `data/0`. */
  storageList(): Promise<string[]>;
  storageGet(id: string): Promise<StorageFacts>;
  /** @param read `refresh` follows the newest revision from now on, `peek` looks at it once (C102). */
  secretGet(secret: SecretName, read?: 'refresh' | 'peek'): Promise<Record<string, string>>;
  /** @returns the new secret's URI. */
  secretAdd(
    content: Readonly<Record<string, string>>,
    settings: SecretToolSettings,
  ): Promise<string>;
  /** @param content undefined changes the settings alone. */
  secretSet(
    uri: string,
    content: Readonly<Record<string, string>> | undefined,
    settings: SecretToolSettings,
  ): Promise<void>;
  secretGrant(uri: string, relation: RelationId, unit?: UnitName): Promise<void>;
  secretRevoke(uri: string, relation: RelationId, unit?: UnitName): Promise<void>;
  /** @param revision undefined removes all of them. */
  secretRemove(uri: string, revision?: number): Promise<void>;
  /** Only in the hook `collect-metrics`, and only before Juju 3.6.11. */
  addMetric(
    values: Readonly<Record<string, number>>,
    labels: Readonly<Record<string, string>>,
  ): Promise<void>;
  /** State kept by the controller; written with the hook's success. */
  stateGet(): Promise<Record<string, string>>;
  /** A text sets a key, null removes it; keys up to 256 bytes, values up to 65536 (C94). */
  stateSet(changes: DatabagChanges): Promise<void>;
}

/** Makes the hook tools from a way to run them. Every answer is parsed and checked at this door. */
export function createHookTools(run: ToolRunner): HookTools {
  const caller = createToolCaller(run);
  return {
    ...unitTools(caller),
    ...relationTools(caller),
    ...goalTools(caller),
    ...leaderTools(caller),
    ...actionTools(caller),
    ...portTools(caller),
    ...storageTools(caller),
    ...secretTools(caller),
    ...stateTools(caller),
  };
}
