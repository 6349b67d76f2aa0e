import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { UnitName } from '@reactive-charms/juju';
import { purposeName } from './agent-environment.ts';
import type { CallFaults } from './faults.ts';
import type { ResourceRevision } from './model.ts';
import { logUnit } from './store.ts';
import type { ModelStore } from './store.ts';
import { BadRequestError, runTool, startRun, toolsOf } from './tools/index.ts';
import type { HookRun, Purpose, RunRelation, ToolOutcome } from './tools/index.ts';
import { setLeader } from './transitions/units.ts';

/** A call of a hook tool in a running context. */
export interface ToolCall {
  readonly tool: string;
  readonly args: readonly string[];
  /** Absent until the tool has asked for it. */
  readonly stdin?: string;
  /** Files that the caller names, as the caller sees them. */
  readonly files: CallerFiles;
}

/** The files of a tool's caller; relative paths start in the caller's working directory. */
export interface CallerFiles {
  /** @throws Error in Go's words when the file cannot be read */
  read(path: string): string;
  /** The same, byte for byte. @default what `read` answers, as UTF-8 */
  readBytes?(path: string): Buffer;
  write(path: string, text: string): void;
  /** How the caller must be told a path of its machine. @default as it stands */
  processPath?(inside: string): string;
  /** Puts a resource of the unit's application at a path of its machine. Without it, nothing is put. */
  resource?(revision: ResourceRevision, path: string): void;
}

/** What a call printed. */
export interface ToolAnswer {
  readonly code: number;
  readonly stdout: string | Buffer;
  readonly stderr: string | Buffer;
  /** The tool wants its standard input and must be called again with it. */
  readonly needsStdin?: boolean;
}

/** One run of a charm as the hook tools see it, whatever runs the charm. */
export interface ToolContext {
  /** What JUJU_CONTEXT_ID is. */
  readonly id: string;
  readonly unit: UnitName;
  /** What was read and is to be written so far. */
  readonly run: HookRun;
  /** How often each tool was called. */
  readonly toolCalls: Readonly<Record<string, number>>;
  /** A fault has ended the program; nothing that it still does counts. */
  readonly killed: boolean;
  /** By a fault, the machine has no room left while the run lasts. */
  readonly diskFull: boolean;
  /**
   * Calls one tool; callers see to it that calls come one after the other.
   * @throws BadRequestError for a tool that does not exist
   * @throws RunKilledError when the program is to be ended, or was ended before
   */
  call(call: ToolCall): ToolAnswer;
  /** Calls one tool after the time that faults and the model's `toolLatency` let it wait. */
  answer(call: ToolCall): Promise<ToolAnswer>;
}

/** A program was ended in the middle of a tool call, which has no answer. */
export class RunKilledError extends Error {
  override readonly name = 'RunKilledError';

  constructor() {
    super('the program was killed');
  }
}

/** What a context is about. */
export interface ContextSubject {
  readonly unit: UnitName;
  readonly purpose: Purpose;
  readonly relation?: RunRelation;
}

/** Opens a context. Effects that do not wait for the end of the run are in the store at once. */
export function openContext(store: ModelStore, subject: ContextSubject): ToolContext {
  const { unit, purpose, relation } = subject;
  const toolCalls: Record<string, number> = {};
  const danger = createDanger(store, subject);
  let run = startRun({ model: store.model, unit, purpose, ...(relation ? { relation } : {}) });

  const perform = (call: ToolCall, struck: CallFaults): ToolAnswer => {
    const { tool: name } = call;
    const tool = toolsOf(store.model).get(name);
    if (!tool) throw new BadRequestError(`unknown command: ${name}`);
    if (struck.leader !== undefined) store.update(setLeader(struck.leader));
    if (struck.failure) return failedAnswer(struck.failure);
    const outcome = runTool(tool, { ...run, model: store.model }, describeRequest(store, call));
    run = outcome.run;
    if (run.writes.reboot === 'now') danger.kill();
    if (outcome.needsStdin) {
      danger.expectStdin(name);
      return { code: 1, stdout: '', stderr: '', needsStdin: true };
    }
    toolCalls[name] = (toolCalls[name] ?? 0) + 1;
    takeEffect(store, unit, { outcome, files: call.files });
    return { code: outcome.code, stdout: outcome.stdout, stderr: outcome.stderr };
  };
  return {
    id: `${unit}-${purposeName(purpose)}-${randomUUID().replaceAll('-', '')}`,
    unit,
    get run() {
      return run;
    },
    toolCalls,
    get killed() {
      return danger.killed;
    },
    diskFull: danger.diskFull,
    call: (call) => perform(call, danger.strike(call)),
    answer: async (call) => {
      const struck = danger.strike(call);
      const wait = struck.delay + store.model.fidelity.toolLatency;
      if (wait > 0) await sleep(wait);
      return perform(call, struck);
    },
  };
}

/** What may end a run, or its calls, before their time. */
interface Danger {
  readonly killed: boolean;
  readonly diskFull: boolean;
  /** What strikes a call. @throws RunKilledError when it is the end of the run */
  strike(call: ToolCall): CallFaults;
  /** The next call of this tool is the same call again, with its standard input. */
  expectStdin(tool: string): void;
  /** @throws RunKilledError */
  kill(): never;
}

function createDanger(store: ModelStore, { unit, purpose }: ContextSubject): Danger {
  const faults = store.faults?.startRun({ unit, hook: purposeName(purpose) });
  let killed = false;
  let asked: string | undefined;
  const kill = (): never => {
    killed = true;
    throw new RunKilledError();
  };
  return {
    get killed() {
      return killed;
    },
    diskFull: faults?.diskFull ?? false,
    strike: ({ tool, stdin }) => {
      const again = stdin !== undefined && asked === tool;
      asked = undefined;
      const struck = again ? undefined : faults?.nextCall(tool);
      return killed || struck?.kill ? kill() : (struck ?? NO_FAULTS);
    },
    expectStdin: (tool) => {
      asked = tool;
    },
    kill,
  };
}

function describeRequest(
  store: ModelStore,
  { tool, args, stdin, files }: ToolCall,
): Parameters<typeof runTool>[2] {
  return {
    tool,
    args,
    ...(stdin === undefined ? {} : { stdin }),
    readFile: (path) => files.read(path),
    readBytes: (path) => files.readBytes?.(path) ?? Buffer.from(files.read(path)),
    processPath: (inside) => files.processPath?.(inside) ?? inside,
    now: store.now(),
  };
}

function takeEffect(
  store: ModelStore,
  unit: UnitName,
  { outcome, files }: { readonly outcome: ToolOutcome; readonly files: CallerFiles },
): void {
  if (outcome.transition) store.update(outcome.transition);
  for (const { level, message } of outcome.log) {
    logUnit(store, unit, { level, module: `unit.${unit}.juju-log`, message });
  }
  if (outcome.file) files.write(outcome.file.path, outcome.file.text);
  if (outcome.resource) files.resource?.(outcome.resource.revision, outcome.resource.path);
}

const NO_FAULTS: CallFaults = { kill: false, delay: 0 };

function failedAnswer({
  code,
  message,
}: {
  readonly code: number;
  readonly message: string;
}): ToolAnswer {
  return { code, stdout: '', stderr: `ERROR ${message}\n` };
}
