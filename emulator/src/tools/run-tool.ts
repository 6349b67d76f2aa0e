import { RESTRICTED_HOOKS } from '@reactive-charms/juju';
import type { Instant } from '../model.ts';
import type { Transition } from '../transitions/transition.ts';
import { StdinNeeded, ToolFailure, runFailure } from './failure.ts';
import { makeFlagTable, parseFlags, quote } from './flags.ts';
import type { FlagDefinition, FlagTable, ParsedFlags } from './flags.ts';
import { OUTPUT_FORMATS, formatValue } from './format.ts';
import type { OutputFormat } from './format.ts';
import type { Value } from './value.ts';
import type { HookRun } from './hook-run.ts';
import type { ResourceFile, Tool, ToolAnswer, ToolLog } from './tool.ts';

/** A call of a hook tool. */
export interface ToolCallRequest {
  readonly tool: string;
  readonly args: readonly string[];
  /** What stands on standard input, once it is known. */
  readonly stdin?: string;
  /** Reads a file by the path that the caller gave. @throws Error when it cannot be read */
  readonly readFile: (path: string) => string;
  /** The same, byte for byte. @default what `readFile` answers, as UTF-8 */
  readonly readBytes?: (path: string) => Buffer;
  /** How the caller must be told a path of its machine. @default as it stands */
  readonly processPath?: (inside: string) => string;
  /** @default the time of the model's last transition */
  readonly now?: Instant;
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
  /** A file that must lie on the unit's machine before the caller reads the answer (C89). */
  readonly resource?: ResourceFile;
}

/**
 * Runs one hook tool on a run of the charm. A pure function but for the reading of files.
 * Source: contract juju.md section 2.
 */
export function runTool(tool: Tool, run: HookRun, request: ToolCallRequest): ToolOutcome {
  try {
    const table = flagTableOf(tool);
    const flags = parseFlags(table, request.args, run);
    if (flags.help) return done(run, describeTool(tool, [...new Set(table.values())]));
    refuseRestricted(tool, run);
    const answer = tool.run({
      ...flags,
      run,
      readText: (path) => (path === '-' ? stdinOf(request) : open(request.readFile, path)),
      readBytes: (path) => {
        if (path === '-') return Buffer.from(stdinOf(request));
        const { readBytes } = request;
        return readBytes ? open(readBytes, path) : Buffer.from(open(request.readFile, path));
      },
      processPath: (inside) => request.processPath?.(inside) ?? inside,
      now: request.now ?? run.model.time,
    });
    return { ...done(answer.run ?? run, ''), ...finish(tool, flags, answer) };
  } catch (error) {
    if (error instanceof StdinNeeded) return { ...done(run, ''), code: 1, needsStdin: true };
    if (!(error instanceof ToolFailure)) throw error;
    return { ...done(run, ''), code: error.code, stderr: `ERROR ${error.message}\n` };
  }
}

/** In `collect-metrics` and `meter-status-changed` Juju refuses nearly all tools. */
function refuseRestricted({ name }: Tool, { purpose }: HookRun): void {
  if (purpose.kind !== 'hook' || !RESTRICTED_HOOKS.some((hook) => hook === purpose.hook.name))
    return;
  if (name === 'juju-log' || name === 'add-metric') return;
  throw runFailure('not implemented for restricted context');
}

function finish(tool: Tool, flags: ParsedFlags, answer: ToolAnswer): Partial<ToolOutcome> {
  const stdout = printed(tool, flags, answer);
  const path = flags.texts['output'] ?? '';
  return {
    stderr: answer.stderr ?? formatWarning(tool, flags),
    ...(answer.transition ? { transition: answer.transition } : {}),
    ...(answer.log ? { log: answer.log } : {}),
    ...(answer.resource ? { resource: answer.resource } : {}),
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

const tables = new WeakMap<Tool, FlagTable>();

function flagTableOf(tool: Tool): FlagTable {
  const known = tables.get(tool);
  if (known) return known;
  const table = makeFlagTable([...(tool.flags ?? []), ...formatFlags(tool)]);
  tables.set(tool, table);
  return table;
}

function formatFlags(tool: Tool): FlagDefinition[] {
  if (tool.output === 'none') return [];
  if (tool.output === 'format-ignored') {
    return [{ names: ['format'], kind: 'text', help: 'deprecated format flag' }];
  }
  const formats = tool.formats ?? OUTPUT_FORMATS;
  return [
    {
      names: ['format'],
      kind: 'text',
      help: `Specify output format (${[...formats].sort().join('|')})`,
      read: (text) => {
        if (formats.some((format) => format === text)) return text;
        throw new Error(`unknown format ${quote(text)}`);
      },
    },
    { names: ['o', 'output'], kind: 'text', help: 'Specify an output file' },
  ];
}

function stdinOf({ stdin }: ToolCallRequest): string {
  if (stdin === undefined) throw new StdinNeeded();
  return stdin;
}

function open<Content>(read: (path: string) => Content, path: string): Content {
  try {
    return read(path);
  } catch (error) {
    throw new ToolFailure(1, explainReading(path, error));
  }
}

/** Go's words for why a file cannot be read. The path is as the caller named it. */
function explainReading(path: string, error: unknown): string {
  const code = typeof error === 'object' && error && 'code' in error ? error.code : undefined;
  const why = typeof code === 'string' ? FILE_PROBLEMS[code] : undefined;
  if (why !== undefined) return `open ${path}: ${why}`;
  return error instanceof Error ? error.message : String(error);
}

const FILE_PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  EISDIR: 'is a directory',
  ENOTDIR: 'not a directory',
};

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
