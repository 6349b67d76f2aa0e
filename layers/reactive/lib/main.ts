import { dirname } from 'node:path';
import {
  createHookTools,
  createToolRunner,
  DiagnosticsError,
  readHookContext,
  RESTRICTED_HOOKS,
} from '@reactive-charms/juju';
import type { HookContext, HookTools } from '@reactive-charms/juju';
import { sealCharm } from './charm/charm.ts';
import type { CharmDefinition } from './charm/charm.ts';
import type { FlightRecord } from './record/flight-record.ts';
import { createLog } from './dispatch/log.ts';
import type { BufferedLog } from './dispatch/log.ts';
import { createMachineHost } from './host/machine-host.ts';
import { messageOf, openMemoryFile } from './memory/memory-file.ts';
import { runReactiveCommand } from './command/reactive-command.ts';
import { openRecordFile } from './record/record-file.ts';
import { runHook } from './dispatch/run-hook.ts';
import type { Round } from './dispatch/settle.ts';

/**
 * The whole program of a charm: runs the hook that the environment names, or the `reactive` command.
 * The only place that reads the environment and decides the exit code.
 */
export function main(definition: CharmDefinition): void {
  const [program = '.', command, ...args] = process.argv.slice(1);
  // A reader that went away must not end a hook half-way.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  process.once('exit', refuseEarlyEnd);
  const run =
    // bin/reactive starts the bundle by its path, so its folder is the charm directory.
    command === 'reactive'
      ? runReactiveCommand(definition, args, dirname(program))
      : dispatch(definition);
  void run
    .catch((error: unknown) => {
      process.stderr.write(`${describeError(error)}\n`);
      return 1;
    })
    .then(async (code) => {
      await Promise.all([drain(process.stdout), drain(process.stderr)]);
      process.off('exit', refuseEarlyEnd);
      // Sockets that a handler left open would keep the process alive.
      process.exit(code);
    });
}

/** Nothing was committed yet, so Juju must not take the hook for a success. */
function refuseEarlyEnd(code: number): void {
  if (code !== 0) return;
  process.stderr.write(
    'the program ended before the hook did: a handler called process.exit, or waits for something that cannot happen any more\n',
  );
  process.exitCode = 1;
}

/** Waits until a pipe has taken everything: process.exit would drop the rest. */
async function drain(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()));
}

/** A user's mistake is told without a stack trace. */
function describeError(error: unknown): string {
  if (error instanceof DiagnosticsError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

async function dispatch(definition: CharmDefinition): Promise<number> {
  const hook = readHookContext(process.env);
  const tools = createHookTools(createToolRunner(process.env, hook));
  if (hook.run.kind === 'action') {
    await tools.actionFail(`charm ${definition.name} has no handler for action ${hook.run.action}`);
    return 0;
  }
  const name = 'hook' in hook.run ? hook.run.hook : 'commands';
  return RESTRICTED_HOOKS.some((restricted) => restricted === name)
    ? 0
    : runAndRemember(definition, { name, hook, tools });
}

interface NamedHook {
  readonly name: string;
  readonly hook: HookContext;
  readonly tools: HookTools;
}

async function runAndRemember(
  definition: CharmDefinition,
  { name, hook, tools }: NamedHook,
): Promise<number> {
  const memoryFile = openMemoryFile(hook.charmDirectory);
  const log = createLog(tools, (line) => process.stdout.write(`${line}\n`));
  const record = { hook: name, startedAt: new Date().toISOString() };
  const rounds: Round[] = [];
  const keepRecord = await createRecordKeeper(hook.charmDirectory, log);
  try {
    const { memory, interrupted } = await memoryFile.load();
    await memoryFile.begin(name);
    const after = await runHook({
      charm: sealCharm(definition),
      hook,
      tools,
      host: createMachineHost(hook.charmDirectory, process.env),
      log,
      memory,
      interrupted,
      onRound: (round) => rounds.push(round),
    });
    await keepRecord({ ...record, rounds });
    await memoryFile.save(after, { finished: true });
    return 0;
  } catch (error) {
    await keepRecord({ ...record, rounds, error: firstLine(messageOf(error)) });
    const failed = rounds.at(-1)?.failed;
    const where = failed === undefined ? '' : ` in handler ${failed}`;
    log.error(`hook ${name} failed${where}: ${describeError(error)}`);
    await log.flush();
    return 1;
  }
}

/** Only debugging depends on the record, so it never fails a hook. */
async function createRecordKeeper(
  charmDirectory: string,
  log: BufferedLog,
): Promise<(record: FlightRecord) => Promise<void>> {
  const complain = (error: unknown): void =>
    log.debug(`the flight record cannot be kept: ${messageOf(error)}`);
  try {
    const recordFile = await openRecordFile(charmDirectory);
    return async (record) => recordFile.save(record).catch(complain);
  } catch (error) {
    complain(error);
    return async () => undefined;
  }
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
