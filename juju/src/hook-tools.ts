import type { OptionValue } from './charm-files.ts';
import { isRelationId, isUnitName } from './names.ts';
import type { RelationId, UnitName } from './names.ts';
import type { SettableStatus } from './status.ts';
import {
  parseToolJson,
  readBoolean,
  readDatabag,
  readList,
  readObject,
  readOptions,
  readText,
} from './tool-answers.ts';

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

/** Exit code for a tool that is not there, as shells give it. */
export const MISSING_TOOL = 127;

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

  /** True when this Juju does not have the tool at all. Source: contract juju.md sections 0 and 4. */
  get isMissingTool(): boolean {
    return this.code === MISSING_TOOL || /\bunknown (?:hook )?command:/.test(this.stderr);
  }
}

/** Juju's hook tools, one method each, nothing more. Source: contract juju.md section 2.2. */
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

/**
 * Longest text that one `juju-log` call takes as an argument, in UTF-16 units of at most 3 bytes.
 * The kernel takes 128 KiB.
 */
const LOG_CHUNK = 32_000;

/** Makes the hook tools from a way to run them. Every answer is parsed and checked at this door. */
export function createHookTools(run: ToolRunner): HookTools {
  const call = async (toolCall: ToolCall): Promise<string> => {
    const result = await run(toolCall);
    if (result.code !== 0) throw new HookToolError(toolCall, result);
    return result.stdout;
  };
  const json = async (tool: string, ...args: string[]): Promise<unknown> =>
    parseToolJson(tool, await call({ tool, args: ['--format=json', ...args] }));

  return {
    ...relationTools(call, json),
    ...leaderTools(call, json),
    configGet: async () => readOptions(await json('config-get')),
    statusSet: async (status, message) => {
      // Without the dashes a message such as "-1 units" would be read as a flag.
      const args = message.startsWith('-') ? ['--', status, message] : [status, message];
      await call({ tool: 'status-set', args });
    },
    applicationVersionSet: async (version) => {
      await call({ tool: 'application-version-set', args: [version] });
    },
    privateAddress: async () => readText('unit-get', await json('unit-get', 'private-address')),
    ingressAddress: async (binding) =>
      readText('network-get', await json('network-get', binding, '--ingress-address')),
    log: async (level, message) => {
      for (const text of splitForLog(message)) {
        await call({ tool: 'juju-log', args: ['--log-level', level, '--', text] });
      }
    },
    actionGet: async () => readObject('action-get', await json('action-get')),
    actionSet: async (results) => {
      const args = Object.entries(results).map(([key, value]) => `${key}=${value}`);
      await call({ tool: 'action-set', args, secret: true });
    },
    actionFail: async (message) => {
      await call({ tool: 'action-fail', args: ['--', message] });
    },
  };
}

type Call = (toolCall: ToolCall) => Promise<string>;
type JsonCall = (tool: string, ...args: string[]) => Promise<unknown>;

function relationTools(
  call: Call,
  json: JsonCall,
): Pick<
  HookTools,
  'relationIds' | 'relationList' | 'relationApplication' | 'relationGet' | 'relationSet'
> {
  return {
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
      await call({ tool: 'relation-set', args, stdin: printChanges(changes) });
    },
  };
}

function leaderTools(
  call: Call,
  json: JsonCall,
): Pick<HookTools, 'isLeader' | 'leaderGet' | 'leaderSet'> {
  return {
    isLeader: async () => readBoolean('is-leader', await json('is-leader')),
    leaderGet: async () => {
      try {
        return readDatabag('leader-get', await json('leader-get'));
      } catch (error) {
        if (error instanceof HookToolError && error.isMissingTool) return {};
        throw error;
      }
    },
    leaderSet: async (changes) => {
      const args = Object.entries(changes).map(([key, value]) => `${key}=${value ?? ''}`);
      try {
        await call({ tool: 'leader-set', args, secret: true });
      } catch (error) {
        throw error instanceof HookToolError && error.isMissingTool ? withoutLeaderData() : error;
      }
    },
  };
}

function withoutLeaderData(): Error {
  return new Error(
    'this Juju has no leader settings (they ended with Juju 4.0), and the charm has no peer endpoint to share leader data by',
  );
}

/**
 * The changes as the YAML that `relation-set --file` reads. JSON is YAML, but for a few characters
 * that YAML refuses or folds when they stand bare.
 */
function printChanges(changes: DatabagChanges): string {
  const values = Object.entries(changes).map(([key, value]) => [key, value ?? ''] as const);
  return JSON.stringify(Object.fromEntries(values)).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Cuts between characters, never within one. */
function splitForLog(message: string): string[] {
  const chunks: string[] = [];
  let rest = message;
  while (rest.length > LOG_CHUNK) {
    const isWithinPair = /[\ud800-\udbff]/.test(rest.charAt(LOG_CHUNK - 1));
    const end = isWithinPair ? LOG_CHUNK - 1 : LOG_CHUNK;
    chunks.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return [...chunks, rest];
}
