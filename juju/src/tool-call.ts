import { parseToolJson } from './tool-answers.ts';

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

/** Exit code for a tool that is not there, as shells give it. */
export const MISSING_TOOL = 127;

/** How agents say that they do not have a tool. Source: contract juju.md section 4. */
const UNKNOWN_TOOL = /\bunknown (?:hook |action )?command:/;

/** A hook tool exited with a code that is not 0. */
export class HookToolError extends Error {
  readonly tool: string;
  readonly code: number;
  readonly stderr: string;
  /** True when this Juju does not have the tool at all. Source: contract juju.md sections 0 and 4. */
  readonly isMissingTool: boolean;

  /** @param call its arguments stay out of the message: they may hold secrets. */
  constructor(call: ToolCall, result: ToolResult) {
    const isMissing = result.code === MISSING_TOOL || UNKNOWN_TOOL.test(result.stderr);
    super(
      isMissing
        ? `this Juju has no hook tool ${call.tool}`
        : `${call.tool} failed with exit code ${result.code}: ${result.stderr.trim() || 'no message'}`,
    );
    this.name = 'HookToolError';
    this.tool = call.tool;
    this.code = result.code;
    this.stderr = result.stderr;
    this.isMissingTool = isMissing;
  }
}

/** What the families of tools below are made from. Every failure is a `HookToolError`. */
export interface ToolCaller {
  /** @returns what the tool printed. */
  call(this: void, toolCall: ToolCall): Promise<string>;
  /** Asks for JSON. @returns the value that the tool printed, not checked yet. */
  json(this: void, tool: string, ...args: string[]): Promise<unknown>;
}

/** Makes the way to call tools from a way to run them. */
export function createToolCaller(run: ToolRunner): ToolCaller {
  const call = async (toolCall: ToolCall): Promise<string> => {
    const result = await run(toolCall);
    if (result.code !== 0) throw new HookToolError(toolCall, result);
    return result.stdout;
  };
  return {
    call,
    json: async (tool, ...args) =>
      parseToolJson(tool, await call({ tool, args: ['--format=json', ...args] })),
  };
}
