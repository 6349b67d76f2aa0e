import { createGobDecoder } from './gob-decode.ts';
import { createGobEncoder } from './gob-encode.ts';
import type { GobValue } from './gob-types.ts';
import {
  REQUEST_HEADER,
  TOOL_METHOD,
  TOOL_REQUEST,
  readRpcHeader,
  readToolResponse,
  writeToolRequest,
} from './tool-messages.ts';
import type { ToolRequest, ToolResponse } from './tool-messages.ts';

/** What comes back for a call: the tool's answer, or the reason why it was not run. */
export type ToolReply = { readonly response: ToolResponse } | { readonly error: string };

/** The charm's end of one connection to the agent's socket: calls to bytes, bytes to replies. */
export interface ToolClientCodec {
  /** Encodes the next call of the connection. */
  call(request: ToolRequest): Buffer;
  /**
   * Takes the next bytes of the connection and returns the replies that are now complete, in the
   * order of the calls when these were made one after the other.
   * @throws Error when the bytes are not the protocol.
   */
  push(chunk: Uint8Array): ToolReply[];
}

/** Makes the client's codec for one connection. Source: contract juju.md section 4. */
export function createToolClientCodec(): ToolClientCodec {
  const decoder = createGobDecoder();
  const encoder = createGobEncoder();
  let sequence = 0;
  let header: ReturnType<typeof readRpcHeader> | undefined;

  const accept = (value: GobValue): ToolReply[] => {
    if (header === undefined) {
      header = readRpcHeader(value);
      return [];
    }
    const { error } = header;
    header = undefined;
    return [error === '' ? { response: readToolResponse(value) } : { error }];
  };

  return {
    call: (request) =>
      Buffer.concat([
        encoder.encode(REQUEST_HEADER, { ServiceMethod: TOOL_METHOD, Seq: sequence++ }),
        encoder.encode(TOOL_REQUEST, writeToolRequest(request)),
      ]),
    push: (chunk) => decoder.push(chunk).flatMap(accept),
  };
}
