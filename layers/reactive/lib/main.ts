import { dirname } from 'node:path';
import { createExecRunner, createHookTools, readHookContext } from '@reactive-charms/juju';
import type { HookContext } from '@reactive-charms/juju';
import { sealCharm } from './charm.ts';
import type { CharmDefinition, SealedCharm } from './charm.ts';
import { addRecord, parseRecords, printRecords, RECORD_FILE } from './flight-record.ts';
import { createLog } from './log.ts';
import { createMachineHost } from './machine-host.ts';
import { messageOf, openMemoryFile, replaceFile } from './memory-file.ts';
import { runReactiveCommand } from './reactive-command.ts';
import { runHook } from './run-hook.ts';
import type { Round } from './settle.ts';

/**
 * The whole program of a charm: runs the hook that the environment names, or the `reactive` command.
 * The only place that reads the environment and decides the exit code.
 */
export function main(definition: CharmDefinition): void {
  const [program = '.', command, ...args] = process.argv.slice(1);
  const run =
    // bin/reactive starts the bundle by its path, so its folder is the charm directory.
    command === 'reactive'
      ? runReactiveCommand(definition, args, dirname(program))
      : dispatch(definition);
  run.then(
    (code) => process.exit(code),
    (error: unknown) => {
      process.stderr.write(
        `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
      );
      process.exit(1);
    },
  );
}

async function dispatch(definition: CharmDefinition): Promise<number> {
  const charm = sealCharm(definition);
  const hook = readHookContext(process.env);
  const tools = createHookTools(createExecRunner(process.env));
  if (hook.run.kind === 'action') {
    await tools.actionFail(`charm ${charm.name} has no handler for action ${hook.run.action}`);
    return 0;
  }
  return runAndRemember(charm, hook, tools);
}

async function runAndRemember(
  charm: SealedCharm,
  hook: HookContext,
  tools: ReturnType<typeof createHookTools>,
): Promise<number> {
  const name = 'hook' in hook.run ? hook.run.hook : 'commands';
  const memoryFile = openMemoryFile(hook.charmDirectory);
  const log = createLog(tools, (line) => process.stdout.write(`${line}\n`));
  const startedAt = new Date().toISOString();
  const rounds: Round[] = [];
  const { memory, interrupted } = await memoryFile.load();
  await memoryFile.begin(name);
  try {
    const after = await runHook({
      charm,
      hook,
      tools,
      host: createMachineHost(hook.charmDirectory, process.env),
      log,
      memory,
      interrupted,
      onRound: (round) => rounds.push(round),
    });
    await record(hook.charmDirectory, { hook: name, startedAt, rounds });
    await memoryFile.save(after, { finished: true });
    return 0;
  } catch (error) {
    await record(hook.charmDirectory, { hook: name, startedAt, rounds, error: messageOf(error) });
    log.error(
      `hook ${name} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
    await log.flush();
    return 1;
  }
}

async function record(
  charmDirectory: string,
  entry: { hook: string; startedAt: string; rounds: readonly Round[]; error?: string },
): Promise<void> {
  const path = `${charmDirectory}/${RECORD_FILE}`;
  const before = await createMachineHost(charmDirectory, {}).readFile(path);
  await replaceFile(path, printRecords(addRecord(parseRecords(before ?? ''), entry)), 0o600);
}
