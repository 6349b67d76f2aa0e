import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { unitTag } from '@reactive-charms/juju';
import type { UnitName } from '@reactive-charms/juju';
import { hookEnvironment, purposeName } from './agent-environment.ts';
import type { MachineProcess, Machines } from './machine/index.ts';
import { unitPaths } from './paths.ts';
import { logUnit } from './store.ts';
import type { ModelStore } from './store.ts';
import { BadRequestError, installTools, serveTools } from './tool-server/index.ts';
import type { ToolAnswer, ToolRun } from './tool-server/index.ts';
import { runTool, startRun, toolsOf } from './tools/index.ts';
import type { HookRun, Purpose, RunRelation } from './tools/index.ts';

/** What agents work with. */
export interface AgentHost {
  readonly store: ModelStore;
  readonly machines: Machines;
}

/** A program to run for a unit, in a context in which the hook tools answer. */
export interface ProgramRun {
  readonly unit: UnitName;
  readonly purpose: Purpose;
  readonly relation?: RunRelation;
  /** Path inside the machine. */
  readonly program: string;
  readonly args: readonly string[];
  readonly onLine?: MachineProcess['onLine'];
  readonly onOutput?: MachineProcess['onOutput'];
  readonly timeoutSeconds?: number;
}

/** How a program ended, and what it asked for. */
export interface ProgramResult {
  readonly code: number;
  readonly signal?: string;
  readonly run: HookRun;
  readonly toolCalls: Readonly<Record<string, number>>;
}

/**
 * Runs a program on a unit's machine with the hook tools on PATH. Effects that do not wait for the
 * end of the hook are in the model when it returns; the rest is in the run, for `commitRun`.
 */
export async function runProgram(host: AgentHost, program: ProgramRun): Promise<ProgramResult> {
  const { unit, purpose } = program;
  const { store, machines } = host;
  const { machine: id } = findUnit(store, unit);
  const machine = store.model.machines[id];
  if (!machine) throw new Error(`machine ${id} of ${unit} is gone`);
  const paths = unitPaths(unit);
  const contextId = `${unit}-${purposeName(purpose)}-${randomBytes(16).toString('hex')}`;
  const context = createContext(host, program);
  const told = (inside: string): string => machines.processPath(id, inside);
  await prepareFolders(host, id, unit);
  const server = await serveTools({
    socketPath: machines.hostPath(id, paths.socket),
    contextId,
    runTool: (call) => context.call(call),
  });
  try {
    const environment = hookEnvironment({
      model: store.model,
      unit: findUnit(store, unit),
      machine,
      purpose,
      ...(context.run.relation ? { relation: context.run.relation } : {}),
      contextId,
      paths: { charm: told(paths.charm), tools: told(paths.tools), socket: told(paths.socket) },
    });
    const { code, signal } = await machines.run(id, {
      program: program.program,
      args: program.args,
      cwd: paths.charm,
      environment,
      stdio: 'capture',
      ...(program.onLine ? { onLine: program.onLine } : {}),
      ...(program.onOutput ? { onOutput: program.onOutput } : {}),
      ...(program.timeoutSeconds === undefined ? {} : { timeoutSeconds: program.timeoutSeconds }),
    });
    await server.close();
    const ended = { code, run: context.run, toolCalls: context.toolCalls };
    return signal === undefined ? ended : { ...ended, signal };
  } finally {
    await server.close();
  }
}

interface Context {
  readonly run: HookRun;
  readonly toolCalls: Record<string, number>;
  call(request: ToolRun): Promise<ToolAnswer>;
}

function createContext(host: AgentHost, { unit, purpose, relation }: ProgramRun): Context {
  const { store } = host;
  const toolCalls: Record<string, number> = {};
  let run = startRun({
    model: store.model,
    unit,
    purpose,
    ...(relation ? { relation } : {}),
  });
  const call = async (request: ToolRun): Promise<ToolAnswer> => {
    const tool = toolsOf(store.model).get(request.tool);
    if (!tool) throw new BadRequestError(`unknown command: ${request.tool}`);
    const outcome = runTool(
      tool,
      { ...run, model: store.model },
      {
        tool: request.tool,
        args: request.args,
        ...(request.stdin ? { stdin: request.stdin.toString('utf8') } : {}),
        readFile: (path) => readFileSync(hostPath(host, unit, { ...request, path }), 'utf8'),
      },
    );
    run = outcome.run;
    if (outcome.needsStdin) return { code: 1, stdout: '', stderr: '', needsStdin: true };
    toolCalls[request.tool] = (toolCalls[request.tool] ?? 0) + 1;
    if (outcome.transition) store.update(outcome.transition);
    for (const { level, message } of outcome.log) {
      logUnit(store, unit, { level, module: `unit.${unit}.juju-log`, message });
    }
    if (outcome.file) {
      const path = hostPath(host, unit, { ...request, path: outcome.file.path });
      await writeFile(path, outcome.file.text);
    }
    return { code: outcome.code, stdout: outcome.stdout, stderr: outcome.stderr };
  };
  return {
    get run() {
      return run;
    },
    toolCalls,
    call,
  };
}

/** A caller names paths as its machine sees them; where machines are mere folders, as the host does. */
function hostPath(
  { store, machines }: AgentHost,
  unit: UnitName,
  { directory, path }: { readonly directory: string; readonly path: string },
): string {
  const { machine } = findUnit(store, unit);
  const named = resolve(directory, path);
  const root = machines.hostPath(machine, '/');
  return named.startsWith(`${root.replace(/\/$/, '')}/`)
    ? named
    : machines.hostPath(machine, named);
}

async function prepareFolders(host: AgentHost, machine: string, unit: UnitName): Promise<void> {
  const { machines, store } = host;
  const paths = unitPaths(unit);
  await mkdir(machines.hostPath(machine, paths.charm), { recursive: true });
  const tools = machines.hostPath(machine, paths.tools);
  await installTools(tools, [...toolsOf(store.model).keys()]);
  await writeProbe(
    machines.hostPath(machine, '/var/lib/juju/tools'),
    store.model.agentVersion,
    machine,
  );
}

/** Old charms ask the machine's agent for its version: `jujud version`. */
async function writeProbe(tools: string, version: string, machine: string): Promise<void> {
  const path = join(tools, `machine-${machine.replaceAll('/', '-')}`, 'jujud');
  const text = `#!/bin/sh\necho ${version}-ubuntu-amd64\n`;
  if ((await readFile(path, 'utf8').catch(() => '')) === text) return;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text, { mode: 0o755 });
}

function findUnit(
  store: ModelStore,
  name: UnitName,
): { readonly machine: string } & NonNullable<ModelStore['model']['units'][UnitName]> {
  const unit = store.model.units[name];
  if (!unit) throw new Error(`unit ${name} (${unitTag(name)}) is gone`);
  return unit;
}
