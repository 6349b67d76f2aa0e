import type { OptionValue } from './charm-files.ts';
import { isRelationId, isUnitName } from './names.ts';
import type { RelationId, UnitName } from './names.ts';
import type { SettableStatus } from './status.ts';

/** Key/value strings that a unit or an application publishes in a relation. */
export type Databag = Readonly<Record<string, string>>;

/** Changes to a databag: a text sets a key, null removes it. */
export type DatabagChanges = Readonly<Record<string, string | null>>;

/** One call of a hook tool. */
export interface ToolCall {
  /** The tool's name, for example `relation-get`. */
  readonly tool: string;
  readonly args: readonly string[];
  readonly stdin?: string;
  /** True when an argument is a secret, so that the call must not become a command line. */
  readonly secret?: boolean;
}

/** What a hook tool answered. */
export interface ToolResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The way to the hook tools: executables on PATH, the agent's socket, or a fake in memory. */
export type ToolRunner = (call: ToolCall) => Promise<ToolResult>;

/** Levels of `juju-log`. */
export type LogLevel = 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR';

/** A hook tool exited with a code that is not 0. */
export class HookToolError extends Error {
  readonly tool: string;
  readonly code: number;
  readonly stderr: string;

  /** @param call its arguments stay out of the message: they may hold secrets. */
  constructor(call: ToolCall, result: ToolResult) {
    super(
      `${call.tool} failed with exit code ${result.code}: ${result.stderr.trim() || 'no message'}`,
    );
    this.name = 'HookToolError';
    this.tool = call.tool;
    this.code = result.code;
    this.stderr = result.stderr;
  }
}

/** Juju's hook tools, one method each, nothing more. Source: contract juju.md section 2.2. */
export interface HookTools {
  /** Options that have a value; options without one are absent. */
  configGet(): Promise<Record<string, OptionValue>>;
  isLeader(): Promise<boolean>;
  leaderGet(): Promise<Record<string, string>>;
  /** Takes effect at once, not at the end of the hook. */
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
  statusSet(status: SettableStatus, message: string): Promise<void>;
  applicationVersionSet(version: string): Promise<void>;
  /** The address that other units reach this unit at. */
  privateAddress(): Promise<string>;
  /** Ingress address of a binding (an endpoint or extra binding). */
  ingressAddress(binding: string): Promise<string>;
  log(level: LogLevel, message: string): Promise<void>;
  actionGet(): Promise<Record<string, unknown>>;
  actionSet(results: Readonly<Record<string, string>>): Promise<void>;
  actionFail(message: string): Promise<void>;
}

/** Longest text that one `juju-log` call takes as an argument, in characters. */
const LOG_CHUNK = 100_000;

/** Makes the hook tools from a way to run them. Every answer is parsed and checked at this door. */
export function createHookTools(run: ToolRunner): HookTools {
  const call = async (toolCall: ToolCall): Promise<string> => {
    const result = await run(toolCall);
    if (result.code !== 0) throw new HookToolError(toolCall, result);
    return result.stdout;
  };
  const json = async (tool: string, ...args: string[]): Promise<unknown> =>
    parseJson(tool, await call({ tool, args: ['--format=json', ...args] }));

  return {
    configGet: async () => readOptions(await json('config-get')),
    isLeader: async () => readBoolean('is-leader', await json('is-leader')),
    leaderGet: async () => readDatabag('leader-get', await json('leader-get')),
    leaderSet: async (changes) => {
      const args = Object.entries(changes).map(([key, value]) => `${key}=${value ?? ''}`);
      await call({ tool: 'leader-set', args, secret: true });
    },
    relationIds: async (endpoint) =>
      readList('relation-ids', isRelationId, await json('relation-ids', endpoint)),
    relationList: async (id) =>
      readList('relation-list', isUnitName, await json('relation-list', '-r', id)),
    relationApplication: async (id) =>
      readText('relation-list --app', await json('relation-list', '--app', '-r', id)),
    relationGet: async (id, owner) =>
      readDatabag(
        'relation-get',
        typeof owner === 'string'
          ? await json('relation-get', '-r', id, '-', owner)
          : await json('relation-get', '-r', id, '--app', '-', owner.application),
      ),
    relationSet: async (id, changes, options) => {
      const args = ['-r', id, ...(options?.application ? ['--app'] : []), '--file', '-'];
      await call({ tool: 'relation-set', args, stdin: JSON.stringify(withEmptyForNull(changes)) });
    },
    statusSet: async (status, message) => {
      await call({ tool: 'status-set', args: [status, message] });
    },
    applicationVersionSet: async (version) => {
      await call({ tool: 'application-version-set', args: [version] });
    },
    privateAddress: async () => readText('unit-get', await json('unit-get', 'private-address')),
    ingressAddress: async (binding) =>
      readText('network-get', await json('network-get', binding, '--ingress-address')),
    log: async (level, message) => {
      for (let start = 0; start < Math.max(message.length, 1); start += LOG_CHUNK) {
        const text = message.slice(start, start + LOG_CHUNK);
        await call({ tool: 'juju-log', args: ['--log-level', level, '--', text] });
      }
    },
    actionGet: async () => readObject('action-get', await json('action-get')),
    actionSet: async (results) => {
      const args = Object.entries(results).map(([key, value]) => `${key}=${value}`);
      await call({ tool: 'action-set', args });
    },
    actionFail: async (message) => {
      await call({ tool: 'action-fail', args: ['--', message] });
    },
  };
}

function withEmptyForNull(changes: DatabagChanges): Record<string, string> {
  return Object.fromEntries(Object.entries(changes).map(([key, value]) => [key, value ?? '']));
}

function parseJson(tool: string, text: string): unknown {
  if (text.trim() === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    throw unexpected(tool, 'JSON', text.slice(0, 40));
  }
}

function readObject(tool: string, value: unknown): Record<string, unknown> {
  if (value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) throw unexpected(tool, 'a map', value);
  return { ...value };
}

function readOptions(value: unknown): Record<string, OptionValue> {
  const options: Record<string, OptionValue> = {};
  for (const [name, option] of Object.entries(readObject('config-get', value))) {
    if (option === null) continue;
    if (typeof option !== 'string' && typeof option !== 'number' && typeof option !== 'boolean') {
      throw unexpected('config-get', `a scalar for option ${name}`, option);
    }
    options[name] = option;
  }
  return options;
}

function readDatabag(tool: string, value: unknown): Record<string, string> {
  const bag: Record<string, string> = {};
  for (const [key, text] of Object.entries(readObject(tool, value))) {
    if (typeof text !== 'string') throw unexpected(tool, `a text for key ${key}`, typeof text);
    bag[key] = text;
  }
  return bag;
}

function readList<T extends string>(
  tool: string,
  accepts: (text: string) => text is T,
  value: unknown,
): T[] {
  if (value === null) return [];
  if (!Array.isArray(value)) throw unexpected(tool, 'a list', value);
  return value.map((item: unknown) => {
    if (typeof item !== 'string' || !accepts(item)) throw unexpected(tool, 'a name', item);
    return item;
  });
}

function readText(tool: string, value: unknown): string {
  if (typeof value !== 'string' || value === '') throw unexpected(tool, 'a text', value);
  return value;
}

function readBoolean(tool: string, value: unknown): boolean {
  if (typeof value !== 'boolean') throw unexpected(tool, 'true or false', value);
  return value;
}

function unexpected(tool: string, wanted: string, found: unknown): Error {
  return new Error(`${tool} answered ${JSON.stringify(found)}, expected ${wanted}`);
}
