import type { Transition } from '../transitions/transition.ts';
import { StdinNeeded, ToolFailure } from './failure.ts';
import { parseFlags } from './flags.ts';
import type { FlagDefinition, ParsedFlags } from './flags.ts';
import { OUTPUT_FORMATS, formatValue } from './format.ts';
import type { OutputFormat } from './format.ts';
import type { Value } from './value.ts';
import type { HookRun } from './hook-run.ts';
import type { Tool, ToolAnswer, ToolLog } from './tool.ts';

/** A call of a hook tool. */
export interface ToolCallRequest {
  readonly tool: string;
  readonly args: readonly string[];
  /** What stands on standard input, once it is known. */
  readonly stdin?: string;
  /** Reads a file by the path that the caller gave. @throws Error when it cannot be read */
  readonly readFile: (path: string) => string;
}

/** What a call prints, changes and asks for. */
export interface ToolOutcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly run: HookRun;
  /** The call needs its standard input and must be repeated with it. */
  readonly needsStdin?: boolean;
  /** An effect on the model that does not wait for the end of the hook. */
  readonly transition?: Transition;
  readonly log: readonly ToolLog[];
  /** What `--output` sends to a file instead of to standard output (C7). */
  readonly file?: { readonly path: string; readonly text: string };
}

/**
 * Runs one hook tool on a run of the charm. A pure function but for the reading of files.
 * Source: contract juju.md section 2.
 */
export function runTool(tool: Tool, run: HookRun, request: ToolCallRequest): ToolOutcome {
  try {
    const definitions = allFlags(tool, run);
    const flags = parseFlags(definitions, request.args);
    if (flags.help) return done(run, describeTool(tool, definitions));
    const answer = tool.run({ ...flags, run, readText: reader(request) });
    return { ...done(answer.run ?? run, ''), ...finish(tool, flags, answer) };
  } catch (error) {
    if (error instanceof StdinNeeded) return { ...done(run, ''), code: 1, needsStdin: true };
    if (!(error instanceof ToolFailure)) throw error;
    return { ...done(run, ''), code: error.code, stderr: `ERROR ${error.message}\n` };
  }
}

function finish(tool: Tool, flags: ParsedFlags, answer: ToolAnswer): Partial<ToolOutcome> {
  const stdout = printed(tool, flags, answer);
  const path = flags.texts['output'] ?? '';
  return {
    stderr: answer.stderr ?? formatWarning(tool, flags),
    ...(answer.transition ? { transition: answer.transition } : {}),
    ...(answer.log ? { log: answer.log } : {}),
    ...(path === '' ? { stdout } : { file: { path, text: stdout } }),
  };
}

function printed(tool: Tool, flags: ParsedFlags, answer: ToolAnswer): string {
  if (answer.text !== undefined) return answer.text;
  if (answer.value === undefined) return '';
  const usual: OutputFormat =
    tool.output === 'yaml' || tool.output === 'json' ? tool.output : 'smart';
  const format = OUTPUT_FORMATS.find((name) => name === flags.texts['format']) ?? usual;
  const value: Value = format === 'smart' ? (answer.smart ?? answer.value) : answer.value;
  return formatValue(format, value);
}

/** Old charms pass `--format` where it means nothing (C38). */
function formatWarning(tool: Tool, flags: ParsedFlags): string {
  if (tool.output !== 'format-ignored' || flags.texts['format'] === undefined) return '';
  return `--format flag deprecated for command "${tool.name}"`;
}

function allFlags(tool: Tool, run: HookRun): FlagDefinition[] {
  const own = [...(tool.flags?.(run) ?? [])];
  if (tool.output === 'none') return own;
  if (tool.output === 'format-ignored') {
    return [...own, { names: ['format'], kind: 'text', help: 'deprecated format flag' }];
  }
  const formats = tool.formats ?? OUTPUT_FORMATS;
  return [
    ...own,
    {
      names: ['format'],
      kind: 'text',
      help: `Specify output format (${[...formats].sort().join('|')})`,
      read: (text) => {
        if (formats.some((format) => format === text)) return text;
        throw new Error(`unknown format ${JSON.stringify(text)}`);
      },
    },
    { names: ['o', 'output'], kind: 'text', help: 'Specify an output file' },
  ];
}

function reader(request: ToolCallRequest): (path: string) => string {
  return (path) => {
    if (path === '-') {
      if (request.stdin === undefined) throw new StdinNeeded();
      return request.stdin;
    }
    try {
      return request.readFile(path);
    } catch (error) {
      throw new ToolFailure(1, error instanceof Error ? error.message : String(error));
    }
  };
}

function describeTool(tool: Tool, flags: readonly FlagDefinition[]): string {
  const usage = `Usage: ${tool.name}${flags.length > 0 ? ' [options]' : ''} ${tool.synopsis}`;
  const lines = [usage.trimEnd(), '', 'Summary:', tool.purpose];
  if (flags.length > 0) lines.push('', 'Options:');
  for (const { names, kind, help } of flags) {
    const spelled = names.map((name) => (name.length === 1 ? `-${name}` : `--${name}`)).join(', ');
    lines.push(`${spelled} (= ${kind === 'boolean' ? 'false' : '""'})`, `    ${help}`);
  }
  return `${lines.join('\n')}\n`;
}

function done(run: HookRun, stdout: string): ToolOutcome {
  return { code: 0, stdout, stderr: '', run, log: [] };
}
