import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { userError } from '@reactive-charms/juju';
import type { UnitName } from '@reactive-charms/juju';
import { runProgram } from './agent-run.ts';
import type { AgentHost } from './agent-run.ts';
import type { Model, Unit } from './model.ts';
import { MACHINE_PATH } from './paths.ts';
import { progressOf, relationsOf, unitEntries } from './relation-view.ts';
import type { RunRelation } from './tools/index.ts';
import { commitRun } from './transitions/commit.ts';
import { findUnit, listFix } from './transitions/transition.ts';

/** How to run commands on a unit. */
export interface RunCommandsOptions {
  /** A relation for the context, for example `db:7`. */
  readonly relation?: string;
  readonly remoteUnit?: UnitName;
  /** @default 300 */
  readonly timeoutSeconds?: number;
}

/** What a command left behind. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a script as `juju exec` does: with bash, in the charm directory, with the hook tools on PATH.
 * What it writes is kept whatever its exit code (C118).
 * @throws DiagnosticsError when the unit has no charm yet, or is not in the relation.
 */
export async function runCommands(
  host: AgentHost,
  unit: UnitName,
  options: RunCommandsOptions & { readonly script: string },
): Promise<CommandResult> {
  const { store, machines } = host;
  const { machine, uniter } = findUnit(store.model, unit);
  if (!uniter.charm) {
    throw userError('UNIT_WITHOUT_CHARM', `unit "${unit}" has not installed its charm yet`, {
      fix: 'wait until its install hook has begun',
    });
  }
  const relation = findRelation(store.model, unit, options);
  const folder = `/tmp/juju-exec-${randomBytes(6).toString('hex')}`;
  const hostFolder = machines.hostPath(machine, folder);
  await mkdir(hostFolder, { recursive: true });
  await writeFile(join(hostFolder, 'script.sh'), options.script);
  const output: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] };
  const textOf = (chunks: readonly Buffer[]): string => Buffer.concat(chunks).toString('utf8');
  try {
    const { code, signal, run } = await runProgram(host, {
      unit,
      purpose: { kind: 'commands' },
      ...(relation ? { relation } : {}),
      program: '/bin/bash',
      args: [machines.processPath(machine, `${folder}/script.sh`)],
      onOutput: (stream, bytes) => {
        output[stream].push(bytes);
      },
      timeoutSeconds: options.timeoutSeconds ?? 300,
    });
    store.update(commitRun(run));
    const { stdout, stderr } = output;
    return {
      code: signal === undefined ? code : 128,
      stdout: textOf(stdout),
      stderr: textOf(stderr),
    };
  } finally {
    await rm(hostFolder, { recursive: true, force: true });
  }
}

/** Opens a shell on a unit's machine, or runs one command there. Hook tools are not on its PATH. */
export async function openShell(
  { store, machines }: AgentHost,
  unit: UnitName,
  options: { readonly command?: string; readonly term: string },
): Promise<number> {
  const { machine } = findUnit(store.model, unit);
  const { command, term } = options;
  const { code } = await machines.run(machine, {
    program: '/bin/bash',
    args: command === undefined ? ['-l'] : ['-c', command],
    cwd: '/root',
    environment: {
      HOME: machines.processPath(machine, '/root'),
      USER: 'root',
      LOGNAME: 'root',
      SHELL: '/bin/bash',
      LANG: 'C.UTF-8',
      TERM: term,
      PATH: MACHINE_PATH,
    },
    stdio: 'inherit',
  });
  return code;
}

function findRelation(
  model: Model,
  name: UnitName,
  options: RunCommandsOptions,
): RunRelation | undefined {
  const text = options.relation;
  if (text === undefined) return undefined;
  const unit = findUnit(model, name);
  const number = Number(text.slice(text.lastIndexOf(':') + 1));
  const views = relationsOf(model, unit);
  const view = views.find(({ relation }) => relation.number === number);
  if (!view) {
    throw userError('RELATION_NOT_FOUND', `unit "${name}" has no relation "${text}"`, {
      fix: listFix(
        'relations',
        views.map(({ id }) => id),
      ),
    });
  }
  const remoteUnit = options.remoteUnit ?? onlyMember(unit, number);
  return {
    number,
    remoteApplication: view.remote.application,
    ...(remoteUnit === undefined ? {} : { remoteUnit }),
  };
}

function onlyMember(unit: Unit, number: number): UnitName | undefined {
  const [first, second] = unitEntries(progressOf(unit, number).members);
  return second ? undefined : first?.[0];
}
