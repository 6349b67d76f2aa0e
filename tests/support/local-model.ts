import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../../emulator/src/cli/run-command.ts';
import { Writer } from '../../emulator/src/cli/writer.ts';
import { loadModel } from '../../emulator/src/storage/model-file.ts';
import { expectSuccess, runOwnProgram } from './programs.ts';
import type { Outcome } from './programs.ts';

/** A unit as `juju status` shows it. */
export interface UnitStatus {
  readonly workload: string;
  readonly message: string;
  readonly agent: string;
  readonly agentMessage: string;
  readonly isLeader: boolean;
  /** The machine of the unit, or of its principal. */
  readonly machine: string;
}

/** The databags of one relation as one unit sees them, without the keys of Juju's own. */
export interface RelationData {
  readonly id: string;
  readonly local: Readonly<Record<string, string>>;
  readonly remote: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** An embedded model in a folder of its own, driven by its command line. */
export interface LocalModel {
  readonly directory: string;
  /** Everything that commands wrote, except the results of `quietly`. */
  readonly transcript: string[];
  /** Runs a command, whatever its exit code. */
  run(...args: readonly string[]): Promise<Outcome>;
  /** Runs a command and answers its standard output. @throws Error unless it succeeds. */
  juju(...args: readonly string[]): Promise<string>;
  /** The same for commands whose results are meant to show secrets. */
  quietly(...args: readonly string[]): Promise<string>;
  units(): Promise<Record<string, UnitStatus>>;
  /** The relations of a unit by the name of its endpoint, lowest ID first. */
  relations(unit: string): Promise<Record<string, RelationData[]>>;
  /** The path on the host of a path on a machine. */
  path(machine: string, inside: string): string;
  /** A file on a machine with its permission bits; undefined when there is none. */
  file(machine: string, inside: string): Promise<{ text: string; mode: number } | undefined>;
}

/**
 * Drives a model in a folder.
 * @param directory the value of JUJU_LOCAL_DIR.
 * @param cwd where commands run.
 */
export function localModel(
  directory: string,
  { cwd, environment = {} }: { cwd: string; environment?: Readonly<Record<string, string>> },
): LocalModel {
  const transcript: string[] = [];
  const start = async (args: readonly string[]): Promise<Outcome> =>
    runOwnProgram('juju-local', args, {
      cwd,
      environment: { JUJU_LOCAL_DIR: directory, ...environment },
    });
  const run = async (...args: readonly string[]): Promise<Outcome> => {
    const outcome = await start(args);
    transcript.push(outcome.stdout, outcome.stderr);
    return outcome;
  };
  const quietly = async (...args: readonly string[]): Promise<string> =>
    expectSuccess(await start(args), `juju-local ${args.join(' ')}`);
  const path = (machine: string, inside: string): string =>
    join(directory, 'machines', machine, 'root', inside);
  return {
    directory,
    transcript,
    run,
    quietly,
    juju: async (...args) => expectSuccess(await run(...args), `juju-local ${args.join(' ')}`),
    units: async () => readUnits(JSON.parse(await look(directory, ['status', '--format=json']))),
    relations: async (unit) =>
      readRelations(unit, JSON.parse(await look(directory, ['show-unit', unit, '--format=json']))),
    path,
    file: async (machine, inside) => readWithMode(path(machine, inside)),
  };
}

/** Runs a command that only looks in this process, which takes a hundredth of the time. */
async function look(directory: string, args: readonly string[]): Promise<string> {
  let text = '';
  const stream = { write: (part: string) => (text += part) };
  const code = await runCommand(args, {
    writer: new Writer({ stdout: stream, stderr: stream, environment: {} }),
    models: {
      open: async () => Promise.reject(new Error('looking changes nothing')),
      read: async (folder) => loadModel(folder),
      readLog: async () => [],
    },
    environment: { JUJU_LOCAL_DIR: directory },
    cwd: directory,
    now: () => new Date(),
    sleep: async () => undefined,
  });
  return expectSuccess({ code, stdout: text, stderr: '' }, `juju-local ${args.join(' ')}`);
}

interface StatusJson {
  readonly applications: Readonly<
    Record<string, { readonly units?: Readonly<Record<string, UnitJson>> }>
  >;
}

interface UnitJson {
  readonly 'workload-status': { readonly current: string; readonly message?: string };
  readonly 'juju-status': { readonly current: string; readonly message?: string };
  readonly leader?: true;
  readonly machine?: string;
  readonly subordinates?: Readonly<Record<string, UnitJson>>;
}

function readUnits({ applications }: StatusJson): Record<string, UnitStatus> {
  const entries = Object.values(applications).flatMap(({ units = {} }) =>
    Object.entries(units).flatMap(([name, unit]) => {
      const { machine = '', subordinates = {} } = unit;
      return [
        [name, readUnit(unit, machine)] as const,
        ...Object.entries(subordinates).map(
          ([below, subordinate]) => [below, readUnit(subordinate, machine)] as const,
        ),
      ];
    }),
  );
  return Object.fromEntries(entries);
}

function readUnit(unit: UnitJson, machine: string): UnitStatus {
  const { 'workload-status': workload, 'juju-status': agent } = unit;
  return {
    workload: workload.current,
    message: workload.message ?? '',
    agent: agent.current,
    agentMessage: agent.message ?? '',
    isLeader: unit.leader === true,
    machine,
  };
}

interface UnitInfoJson {
  readonly 'relation-info'?: readonly {
    readonly 'relation-id': number;
    readonly endpoint: string;
    readonly 'local-unit'?: { readonly data: Readonly<Record<string, string>> };
    readonly 'related-units'?: Readonly<
      Record<string, { readonly data: Readonly<Record<string, string>> }>
    >;
  }[];
}

function readRelations(
  unit: string,
  info: Readonly<Record<string, UnitInfoJson>>,
): Record<string, RelationData[]> {
  const found: Record<string, RelationData[]> = {};
  for (const relation of info[unit]?.['relation-info'] ?? []) {
    const { endpoint, 'related-units': related = {} } = relation;
    const remote = Object.entries(related).map(([name, { data }]) => [name, ownKeys(data)]);
    (found[endpoint] ??= []).push({
      id: `${endpoint}:${relation['relation-id']}`,
      local: ownKeys(relation['local-unit']?.data ?? {}),
      remote: Object.fromEntries(remote),
    });
  }
  return found;
}

/** What a charm has written: Juju's own keys are left out, as in contract contrail.md section 2.8. */
function ownKeys(data: Readonly<Record<string, string>>): Record<string, string> {
  const { 'egress-subnets': _egress, 'ingress-address': _ingress, ...rest } = data;
  const { 'private-address': _address, ...own } = rest;
  return own;
}

async function readWithMode(path: string): Promise<{ text: string; mode: number } | undefined> {
  try {
    const { mode } = await stat(path);
    return { text: await readFile(path, 'utf8'), mode: mode & 0o7777 };
  } catch {
    return undefined;
  }
}
