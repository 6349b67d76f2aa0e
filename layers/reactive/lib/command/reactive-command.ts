import { DiagnosticsError } from '@reactive-charms/juju';
import { sealCharm } from '../charm/charm.ts';
import type { CharmDefinition, SealedCharm } from '../charm/charm.ts';
import { FlagStore } from '../flags/flag-store.ts';
import type { FlightRecord } from '../record/flight-record.ts';
import { parseJsonText } from '../json.ts';
import type { JsonValue } from '../json.ts';
import type { Handler } from '../handlers/layer.ts';
import { standingConfigFlags } from '../flags/managed-flags.ts';
import { EMPTY_MEMORY } from '../memory/memory.ts';
import type { Memory } from '../memory/memory.ts';
import { codeOf, messageOf, openMemoryFile } from '../memory/memory-file.ts';
import type { MemoryFile } from '../memory/memory-file.ts';
import { describeCondition, explainFailure } from '../handlers/conditions.ts';
import { openRecordFile } from '../record/record-file.ts';
import type { Round } from '../dispatch/settle.ts';

const USAGE = `Usage: reactive COMMAND

Looks at the flags of this unit and changes them. Flags are those that the next hook will find,
but for the ones that tell of a change.

  flags [--format json]   list the flags that are set, with their values
  set FLAG [VALUE]        set a flag; VALUE is JSON or plain text
  clear FLAG              clear a flag
  handlers                list all handlers with their conditions; * marks those that hold now
  why HANDLER             tell why a handler would run or not, and when it last did
`;

/** What the `reactive` command works on. */
interface Desk {
  readonly charm: SealedCharm;
  readonly memory: Memory | undefined;
  readonly memoryFile: MemoryFile;
  /** The flags of the memory, and those that follow from remembered options. */
  readonly flags: FlagStore;
  readonly records: readonly FlightRecord[];
}

/**
 * Runs the `reactive` command.
 * @param charmDirectory where the unit's memory lies.
 * @returns the exit code: 0, 1 when something named is not there or may not be done now, 2 for a
 * wrong command line.
 */
export async function runReactiveCommand(
  definition: CharmDefinition,
  args: readonly string[],
  charmDirectory: string,
): Promise<number> {
  const [command = 'help', ...rest] = args;
  if (['help', '--help', '-h'].includes(command)) return print(USAGE.trimEnd());
  const answer = findAnswer(command, rest);
  if (answer === undefined) return fail(2, USAGE);
  try {
    return await answer(await openDesk(definition, charmDirectory));
  } catch (error) {
    if (error instanceof DiagnosticsError) return fail(1, `${error.message}\n`);
    if (!isForbidden(error)) throw error;
    return fail(1, `reactive: ${messageOf(error)}\n  fix: run it as root, for example with sudo\n`);
  }
}

type Answer = (desk: Desk) => Promise<number> | number;

function findAnswer(command: string, args: readonly string[]): Answer | undefined {
  const line = [command, ...args].join(' ');
  if (line === 'flags') return ({ flags }) => print(listFlags(flags));
  if (line === 'flags --format json' || line === 'flags --format=json') {
    return ({ flags }) => print(JSON.stringify(flags.values(), undefined, 2));
  }
  if (line === 'handlers') return (desk) => print(listHandlers(desk));
  const [name, value, ...more] = args;
  if (name === undefined || name === '' || more.length > 0) return undefined;
  if (command === 'set') {
    return async (desk) =>
      change(desk, (flags) => flags.set(name, value === undefined ? null : readValue(value)));
  }
  if (value !== undefined) return undefined;
  if (command === 'why') return (desk) => explain(desk, name);
  if (command === 'clear') return async (desk) => change(desk, (flags) => flags.clear(name));
  return undefined;
}

async function openDesk(definition: CharmDefinition, charmDirectory: string): Promise<Desk> {
  const charm = sealCharm(definition);
  const memoryFile = openMemoryFile(charmDirectory);
  const { memory } = await memoryFile.load();
  const { earlier } = await openRecordFile(charmDirectory);
  const standing = standingConfigFlags(memory?.config ?? {}, memory ? charm.options : {});
  const values = { ...Object.fromEntries(standing.map((flag) => [flag, null])), ...memory?.flags };
  return { charm, memory, memoryFile, flags: new FlagStore(values, []), records: earlier };
}

async function change(
  { charm, memory, memoryFile }: Desk,
  apply: (flags: FlagStore) => void,
): Promise<number> {
  const hook = await memoryFile.runningHook();
  if (hook !== undefined) {
    return fail(1, `reactive: hook ${hook} is running and would undo this; try again after it\n`);
  }
  const { flags: values, ...rest } = memory ?? EMPTY_MEMORY;
  const flags = new FlagStore(values, charm.triggers);
  apply(flags);
  // Where no hook has succeeded yet, the next one must not take this for a memory of facts.
  if (memory === undefined) await memoryFile.begin('none');
  await memoryFile.save({ ...rest, flags: flags.values() }, { finished: false });
  return 0;
}

function isForbidden(error: unknown): boolean {
  return codeOf(error) === 'EACCES' || codeOf(error) === 'EPERM';
}

function listFlags(flags: FlagStore): string {
  return flags
    .list()
    .map((flag) => {
      const value = flags.valueOf(flag);
      return value === null ? flag : `${flag} = ${JSON.stringify(value)}`;
    })
    .join('\n');
}

function listHandlers({ charm, flags }: Desk): string {
  return charm.handlers
    .map((handler) => {
      const holds = findFailures(handler, flags).length === 0 && handler.hooks.length === 0;
      return `${holds ? '*' : ' '} ${handler.id}  ${describeConditions(handler)}`;
    })
    .join('\n');
}

function describeConditions(handler: Handler): string {
  const hook = handler.hooks.length > 0 ? [`hook(${handler.hooks.join(', ')})`] : [];
  return [...hook, ...handler.conditions.map(describeCondition)].join(' ') || 'every hook';
}

function findFailures(handler: Handler, flags: FlagStore): string[] {
  return handler.conditions
    .map((condition) => explainFailure(condition, (flag) => flags.isSet(flag)))
    .filter((reason) => reason !== undefined);
}

function explain({ charm, flags, records }: Desk, name: string): number {
  const matches = charm.handlers.filter(({ id }) => id === name || id.endsWith(`/${name}`));
  const [handler, other] = matches;
  if (handler === undefined) {
    return fail(1, `no handler is called ${name}; 'reactive handlers' lists them all\n`);
  }
  if (other !== undefined) {
    return fail(1, `${name} is ambiguous: ${matches.map(({ id }) => id).join(', ')}\n`);
  }
  const failures = findFailures(handler, flags);
  const bound = handler.hooks.length > 0 ? `only in hook ${handler.hooks.join(', ')}` : undefined;
  const verdict =
    failures.length > 0
      ? ['would not run now:', ...failures.map((reason) => `  ${reason}`)]
      : [bound ? `would run ${bound}` : 'would run in the next hook: all its conditions hold'];
  return print(
    [
      `${handler.id}  ${describeConditions(handler)}`,
      ...verdict,
      ...tellHistory(handler, records),
    ].join('\n'),
  );
}

/** Runs whose story `why` tells. */
const TOLD_RUNS = 5;

function tellHistory({ id }: Handler, records: readonly FlightRecord[]): string[] {
  return records.slice(-TOLD_RUNS).map(({ hook, startedAt, rounds, error }) => {
    const end = error === undefined ? '' : ' (the hook failed)';
    return `  ${startedAt}  ${hook}: ${tellRun(id, rounds)}${end}`;
  });
}

function tellRun(id: string, rounds: readonly Round[]): string {
  const failed = rounds.find((round) => round.failed === id);
  if (failed) return `failed in round ${failed.name}`;
  const ran = rounds.filter(({ runs }) => runs.some((run) => run.id === id));
  if (ran.length > 0) return `ran in round ${ran.map(({ name }) => name).join(', ')}`;
  return rounds.some(({ dropped }) => dropped.includes(id))
    ? 'was due, but an earlier handler cleared a flag that it needs'
    : 'did not run';
}

function readValue(text: string): JsonValue {
  try {
    return parseJsonText(text);
  } catch {
    return text;
  }
}

function print(text: string): number {
  if (text !== '') process.stdout.write(`${text}\n`);
  return 0;
}

function fail(code: number, text: string): number {
  process.stderr.write(text);
  return code;
}
