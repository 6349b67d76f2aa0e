import type { GobStruct, GobStructType, GobValue } from './gob-types.ts';

/** The RPC method that runs a hook tool. */
export const TOOL_METHOD = 'Jujuc.Main';

/** The RPC error of a tool that reads standard input and was given none. */
export const STDIN_REQUIRED = 'hook tool requires stdin, none supplied';

/** One call of a hook tool on the agent's socket. */
export interface ToolRequest {
  readonly contextId: string;
  /** The caller's working directory, absolute. */
  readonly directory: string;
  readonly tool: string;
  readonly args: readonly string[];
  /** Absent when the caller has not read its standard input. */
  readonly stdin?: Uint8Array;
}

/** What the agent answers to a call that it could run. */
export interface ToolResponse {
  readonly code: number;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
}

/** The header of a request in Go's net/rpc. */
export const REQUEST_HEADER: GobStructType = {
  name: 'Request',
  fields: [
    { name: 'ServiceMethod', kind: 'string' },
    { name: 'Seq', kind: 'uint' },
  ],
};

/** The header of a response in Go's net/rpc. */
export const RESPONSE_HEADER: GobStructType = {
  name: 'Response',
  fields: [
    { name: 'ServiceMethod', kind: 'string' },
    { name: 'Seq', kind: 'uint' },
    { name: 'Error', kind: 'string' },
  ],
};

/** What stands behind the header of a response that reports an error. */
export const INVALID_REQUEST: GobStructType = { name: '', fields: [] };

/** The body of a call. Token is what agents before 4.0 read; it stays empty on unix sockets. */
export const TOOL_REQUEST: GobStructType = {
  name: 'Request',
  fields: [
    { name: 'ContextId', kind: 'string' },
    { name: 'Dir', kind: 'string' },
    { name: 'CommandName', kind: 'string' },
    { name: 'Args', kind: 'strings' },
    { name: 'StdinSet', kind: 'bool' },
    { name: 'Stdin', kind: 'bytes' },
    { name: 'Token', kind: 'string' },
  ],
};

/** The body of an answer. */
export const TOOL_RESPONSE: GobStructType = {
  name: 'ExecResponse',
  fields: [
    { name: 'Code', kind: 'int' },
    { name: 'Stdout', kind: 'bytes' },
    { name: 'Stderr', kind: 'bytes' },
  ],
};

/** Puts a call into the fields that the wire knows. */
export function writeToolRequest(request: ToolRequest): GobStruct {
  return {
    ContextId: request.contextId,
    Dir: request.directory,
    CommandName: request.tool,
    Args: request.args,
    StdinSet: request.stdin !== undefined,
    Stdin: request.stdin,
  };
}

/** Reads a call; fields of other names are ignored, absent ones are empty. */
export function readToolRequest(value: GobValue): ToolRequest {
  const fields = readStruct(value);
  const args = fields['Args'];
  return {
    contextId: readText(fields, 'ContextId'),
    directory: readText(fields, 'Dir'),
    tool: readText(fields, 'CommandName'),
    args: Array.isArray(args) ? args.map((arg: GobValue) => toText('Args', arg)) : [],
    ...(fields['StdinSet'] === true ? { stdin: readBytes(fields, 'Stdin') } : {}),
  };
}

/** Reads an answer; absent fields are empty. */
export function readToolResponse(value: GobValue): ToolResponse {
  const fields = readStruct(value);
  return {
    code: readNumber(fields, 'Code'),
    stdout: readBytes(fields, 'Stdout'),
    stderr: readBytes(fields, 'Stderr'),
  };
}

/** Reads the header of a request or of a response. */
export function readRpcHeader(value: GobValue): {
  readonly method: string;
  readonly sequence: number;
  readonly error: string;
} {
  const fields = readStruct(value);
  return {
    method: readText(fields, 'ServiceMethod'),
    sequence: readNumber(fields, 'Seq'),
    error: readText(fields, 'Error'),
  };
}

function readStruct(value: GobValue): GobStruct {
  if (isStruct(value)) return value;
  throw new Error('hook tool socket: a message is no struct');
}

function isStruct(value: GobValue): value is GobStruct {
  return typeof value === 'object' && !Array.isArray(value) && !(value instanceof Uint8Array);
}

function readText(fields: GobStruct, name: string): string {
  return toText(name, fields[name] ?? '');
}

function toText(name: string, value: GobValue): string {
  if (typeof value === 'string') return value;
  throw new Error(`hook tool socket: ${name} is ${typeof value}, expected a text`);
}

function readNumber(fields: GobStruct, name: string): number {
  const value = fields[name] ?? 0;
  if (typeof value === 'number') return value;
  throw new Error(`hook tool socket: ${name} is ${typeof value}, expected a number`);
}

function readBytes(fields: GobStruct, name: string): Uint8Array {
  const value = fields[name] ?? new Uint8Array();
  if (value instanceof Uint8Array) return value;
  throw new Error(`hook tool socket: ${name} is ${typeof value}, expected bytes`);
}
