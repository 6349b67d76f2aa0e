import { createHookTools } from '../../src/hook-tools.ts';
import type { HookTools } from '../../src/hook-tools.ts';
import type { ToolCall, ToolResult } from '../../src/tool-call.ts';

/** Hook tools with the calls that they made. */
export interface AnsweringTools {
  readonly tools: HookTools;
  readonly calls: ToolCall[];
}

/** Hook tools whose every call gets the same answer. */
export function answering(answer: Partial<ToolResult> = {}): AnsweringTools {
  const calls: ToolCall[] = [];
  const tools = createHookTools(async (call) => {
    calls.push(call);
    return { code: 0, stdout: '', stderr: '', ...answer };
  });
  return { tools, calls };
}

/** The answer of a tool that prints a value as JSON. */
export function json(value: unknown): Partial<ToolResult> {
  return { stdout: `${JSON.stringify(value)}\n` };
}

/** Calls as one would type them. */
export function linesOf(calls: readonly ToolCall[]): string[] {
  return calls.map(({ tool, args }) => [tool, ...args].join(' '));
}
