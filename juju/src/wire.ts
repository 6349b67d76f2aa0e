import { createGobDecoder } from './gob-decode.ts';
import { createGobEncoder } from './gob-encode.ts';
import type { GobValue } from './gob-types.ts';
import {
  INVALID_REQUEST,
  RESPONSE_HEADER,
  TOOL_RESPONSE,
  readRpcHeader,
  readToolRequest,
} from './tool-messages.ts';
import type { ToolRequest, ToolResponse } from './tool-messages.ts';

export { createRpcRunner } from './hook-tools-rpc.ts';
export { STDIN_REQUIRED, TOOL_METHOD } from './tool-messages.ts';
export type { ToolRequest, ToolResponse } from './tool-messages.ts';

/** A call as it arrives at the agent. */
export interface ToolServerCall {
  /** The number that the answer must carry. */
  readonly sequence: number;
  /** The RPC method, `Jujuc.Main` for hook tools. */
  readonly method: string;
  readonly request: ToolRequest;
}

/** The agent's end of one connection: bytes to calls, answers to bytes. */
export interface ToolServerCodec {
  /**
   * Takes the next bytes of the connection and returns the calls that are now complete.
   * @throws Error when the bytes are not the protocol; the connection is useless from then on.
   */
  push(chunk: Uint8Array): ToolServerCall[];
  /** Encodes the answer to a call that could be run, whatever its exit code. */
  answer(call: ToolServerCall, response: ToolResponse): Buffer;
  /** Encodes the error of a call that could not be run. */
  refuse(call: ToolServerCall, error: string): Buffer;
}

/**
 * Makes the codec for one connection of a hook tool server: Go's net/rpc over encoding/gob.
 * Source: contract juju.md section 4.
 */
export function createToolServerCodec(): ToolServerCodec {
  const decoder = createGobDecoder();
  const encoder = createGobEncoder();
  let header: ReturnType<typeof readRpcHeader> | undefined;

  const accept = (value: GobValue): ToolServerCall[] => {
    if (header === undefined) {
      header = readRpcHeader(value);
      return [];
    }
    const { sequence, method } = header;
    header = undefined;
    return [{ sequence, method, request: readToolRequest(value) }];
  };

  return {
    push: (chunk) => decoder.push(chunk).flatMap(accept),
    answer: (call, { code, stdout, stderr }) =>
      Buffer.concat([
        encoder.encode(RESPONSE_HEADER, { ServiceMethod: call.method, Seq: call.sequence }),
        encoder.encode(TOOL_RESPONSE, { Code: code, Stdout: stdout, Stderr: stderr }),
      ]),
    refuse: (call, error) =>
      Buffer.concat([
        encoder.encode(RESPONSE_HEADER, {
          ServiceMethod: call.method,
          Seq: call.sequence,
          Error: error,
        }),
        encoder.encode(INVALID_REQUEST, {}),
      ]),
  };
}
