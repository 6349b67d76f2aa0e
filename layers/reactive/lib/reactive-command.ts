import { sealCharm } from './charm.ts';
import type { CharmDefinition, SealedCharm } from './charm.ts';
import { FlagStore } from './flags.ts';
import { parseRecords, RECORD_FILE } from './flight-record.ts';
import type { FlightRecord } from './flight-record.ts';
import { parseJsonText } from './json.ts';
import type { JsonValue } from './json.ts';
import type { Handler } from './layer.ts';
import { createMachineHost } from './machine-host.ts';
import { EMPTY_MEMORY } from './memory.ts';
import type { Memory } from './memory.ts';
import { openMemoryFile } from './memory-file.ts';
import { describeCondition, explainFailure } from './predicates.ts';

const USAGE = `Usage: reactive COMMAND

Looks at the flags of this unit and changes them. Flags are those at the end of the last
successful hook.

  flags [--format json]   list the flags that are set, with their values
  set FLAG [VALUE]        set a flag; VALUE is JSON or plain text
  clear FLAG              clear a flag
  handlers                list all handlers with their conditions; * marks those that hold now
  why HANDLER             tell why a handler would run or not, and when it last did
`;

/** What the `reactive` command works on. */
interface Desk {
  readonly charm: SealedCharm;
  readonly memory: Memory;
  readonly flags: FlagStore;
  readonly records: readonly FlightRecord[];
  readonly save: (flags: FlagStore) => Promise<void>;
}

/**
 * Runs the `reactive` command.
 * @param charmDirectory where the unit's memory lies.
 * @returns the exit code: 0, 1 when something named is not there, 2 for a wrong command line.
 */
export async function runReactiveCommand(
  definition: CharmDefinition,
  args: readonly string[],
  charmDirectory: string,
): Promise<number> {
  const [command = 'help', ...rest] = args;
  if (['help', '--help', '-h'].includes(command)) return print(USAGE.trimEnd());
  const desk = await openDesk(definition, charmDirectory);
  if (command === 'flags' && rest.length === 0) return print(listFlags(desk.flags));
  if (command === 'flags' && rest.join(' ').replace('=', ' ') === '--format json') {
    return print(JSON.stringify(desk.flags.values(), undefined, 2));
  }
  if (command === 'handlers' && rest.length === 0) return print(listHandlers(desk));
  const [name, value, ...more] = rest;
  if (name === undefined || name === '' || more.length > 0) return fail(2, USAGE);
  if (command === 'why' && value === undefined) return explain(desk, name);
  if (command === 'set') {
    desk.flags.set(name, value === undefined ? null : readValue(value));
  } else if (command === 'clear' && value === undefined) {
    desk.flags.clear(name);
  } else {
    return fail(2, USAGE);
  }
  await desk.save(desk.flags);
  return 0;
}

async function openDesk(definition: CharmDefinition, charmDirectory: string): Promise<Desk> {
  const charm = sealCharm(definition);
  const memoryFile = openMemoryFile(charmDirectory);
  const { memory = EMPTY_MEMORY } = await memoryFile.load();
  const records = await createMachineHost(charmDirectory, {}).readFile(
    `${charmDirectory}/${RECORD_FILE}`,
  );
  return {
    charm,
    memory,
    flags: new FlagStore(memory.flags, charm.triggers),
    records: parseRecords(records ?? ''),
    save: async (flags) =>
      memoryFile.save({ ...memory, flags: flags.values() }, { finished: false }),
  };
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

function tellHistory(handler: Handler, records: readonly FlightRecord[]): string[] {
  return records.slice(-5).map(({ hook, startedAt, rounds, error }) => {
    const ran = rounds.filter(({ runs }) => runs.some(({ id }) => id === handler.id));
    const dropped = rounds.some((round) => round.dropped.includes(handler.id));
    const what =
      ran.length > 0
        ? `ran in round ${ran.map(({ name }) => name).join(', ')}`
        : dropped
          ? 'was due, but an earlier handler cleared a flag that it needs'
          : 'did not run';
    return `  ${startedAt}  ${hook}: ${what}${error === undefined ? '' : ' (the hook failed)'}`;
  });
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
