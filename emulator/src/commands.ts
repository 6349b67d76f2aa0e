import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { userError } from '@reactive-charms/juju';
import type { UnitName } from '@reactive-charms/juju';
import type { AgentHost } from './agent.ts';
import type { CharmRun, CharmRunEnd } from './charm-runner.ts';
import { findCommandRelation } from './command-relation.ts';
import type { RelationChoice } from './command-relation.ts';
import type { Machines } from './machine/index.ts';
import type { OutputStream } from './output-stream.ts';
import { MACHINE_PATH, unitPaths } from './paths.ts';
import type { RunRelation } from './tools/index.ts';
import { openContext } from './tool-context.ts';
import { commitRun } from './transitions/commit.ts';
import { rebootAfterHook } from './transitions/reboot.ts';
import { findUnit } from './transitions/transition.ts';

/** What commands work with: agents that run charms as processes, and the machines. */
export interface CommandHost extends AgentHost {
  readonly machines: Machines;
}

/** How to run commands on a unit. */
export interface RunCommandsOptions extends RelationChoice {
  /** Runs without the hook tools and their variables. */
  readonly noContext?: boolean;
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
  host: CommandHost,
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
  const relation = findCommandRelation(store.model, unit, options);
  const folder = `/tmp/juju-exec-${randomBytes(6).toString('hex')}`;
  const hostFolder = machines.hostPath(machine, folder);
  await mkdir(hostFolder, { recursive: true, mode: 0o700 });
  // Whoever gives a script may give a secret in it.
  await writeFile(join(hostFolder, 'script.sh'), options.script, { mode: 0o600 });
  const output = collectOutput();
  const script = {
    program: '/bin/bash',
    args: [machines.processPath(machine, `${folder}/script.sh`)],
    onOutput: output.add,
    timeoutSeconds: options.timeoutSeconds ?? 300,
  };
  try {
    if (options.noContext) {
      const cwd = unitPaths(unit).charm;
      const environment = { PATH: MACHINE_PATH, LANG: 'C.UTF-8' };
      const task = { ...script, cwd, environment, stdio: 'capture' } as const;
      return output.result(await machines.run(machine, task));
    }
    return output.result(await runInContext(host, { unit, relation, script }));
  } finally {
    await rm(hostFolder, { recursive: true, force: true });
  }
}

interface ScriptRun {
  readonly unit: UnitName;
  readonly relation: RunRelation | undefined;
  readonly script: Pick<CharmRun, 'program' | 'args' | 'onOutput' | 'timeoutSeconds'>;
}

async function runInContext(
  { store, runner }: CommandHost,
  { unit, relation, script }: ScriptRun,
): Promise<CharmRunEnd> {
  const purpose = { kind: 'commands' } as const;
  const context = openContext(store, { unit, purpose, ...(relation ? { relation } : {}) });
  const end = await runner.run({ ...script, unit, context });
  const { run } = context;
  if (!context.killed) store.update(commitRun(run));
  if (run.writes.reboot !== undefined) store.update(rebootAfterHook(unit));
  return end;
}

interface CollectedOutput {
  readonly add: (stream: OutputStream, bytes: Buffer) => void;
  result(end: CharmRunEnd): CommandResult;
}

function collectOutput(): CollectedOutput {
  const output: Record<OutputStream, Buffer[]> = { stdout: [], stderr: [] };
  const textOf = (stream: OutputStream): string => Buffer.concat(output[stream]).toString('utf8');
  return {
    add: (stream, bytes) => {
      output[stream].push(bytes);
    },
    result: ({ code, signal }) => ({
      code: signal === undefined ? code : 128,
      stdout: textOf('stdout'),
      stderr: textOf('stderr'),
    }),
  };
}
