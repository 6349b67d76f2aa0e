import type { LogRecord } from '../../events.ts';
import { openLogTail } from '../../storage/log-tail.ts';
import {
  UsageError,
  choiceOption,
  isSet,
  numberOption,
  textOption,
  textOptions,
} from '../command.ts';
import type { Command, Invocation, OptionSpec } from '../command.ts';
import { LOG_LEVELS, filterLog, formatLogRecord } from '../log-lines.ts';
import type { LogFilter, LogFormat } from '../log-lines.ts';
import { modelDirectory, readModel } from '../run-session.ts';

function names(value: string, help: string, short?: string): OptionSpec {
  return { type: 'string', multiple: true, value, help, ...(short ? { short } : {}) };
}

/** `juju debug-log`. */
export const debugLogCommand: Command = {
  name: 'debug-log',
  purpose: 'Display log messages for a model.',
  usage: '',
  arity: [0, 0],
  options: {
    replay: { type: 'boolean', help: 'Show the entire log and continue' },
    include: names('ENTITY', 'Only these units, applications, machines', 'i'),
    exclude: names('ENTITY', 'Not these units, applications, machines', 'x'),
    'include-module': names('MODULE', 'Only these modules'),
    'exclude-module': names('MODULE', 'Not these modules'),
    level: { type: 'string', short: 'l', value: 'LEVEL', help: `One of ${LOG_LEVELS.join(', ')}` },
    lines: {
      type: 'string',
      short: 'n',
      value: 'N',
      help: 'Begin with the last N lines (default 10)',
    },
    limit: { type: 'string', value: 'N', help: 'Show the last N lines and end' },
    date: { type: 'boolean', help: 'Show dates as well as times' },
    ms: { type: 'boolean', help: 'Show times to the millisecond' },
    utc: { type: 'boolean', help: 'Show times in UTC' },
    tail: { type: 'boolean', help: 'Wait for new logs (the default on a terminal)' },
    'no-tail': { type: 'boolean', help: 'Stop after returning existing log messages' },
    format: { type: 'string', value: 'text|json', help: 'One line, or one JSON object, a record' },
    color: { type: 'boolean', help: 'Use colours also when the output is no terminal' },
    location: { type: 'boolean', help: "Lines of Juju's own sources", ignored: true },
    'include-label': { ...names('LABEL', 'Only these labels'), ignored: true },
    'exclude-label': { ...names('LABEL', 'Not these labels'), ignored: true },
    retry: { type: 'boolean', help: 'Retry connecting', ignored: true },
  },
  details:
    'Records of the level TRACE, which tell what each hook took, are shown with --level TRACE only.',
  run: debugLog,
};

const DEFAULT_LINES = 10;
const LOOK = 200;

async function debugLog(invocation: Invocation): Promise<number> {
  const { surroundings } = invocation;
  const limit = numberOption(invocation, 'limit');
  const filter = readFilter(invocation);
  const write = createPrinter(invocation);
  const directory = modelDirectory(surroundings);
  await readModel(surroundings);
  const lines = limit ?? linesOption(invocation);
  const last = lines === undefined ? filter : { ...filter, limit: lines };
  if (!follows(invocation, limit)) {
    filterLog(await surroundings.models.readLog(directory), last).forEach(write);
    return 0;
  }
  const tail = openLogTail(directory);
  filterLog(tail.read() ?? [], last).forEach(write);
  while (!surroundings.interruption?.signal.aborted) {
    await surroundings.sleep(LOOK);
    const records = tail.read();
    // The model was destroyed.
    if (records === undefined) return 0;
    filterLog(records, filter).forEach(write);
  }
  return 0;
}

/** How many lines to begin with; undefined for all. */
function linesOption(invocation: Invocation): number | undefined {
  const lines = numberOption(invocation, 'lines');
  return lines ?? (isSet(invocation, 'replay') ? undefined : DEFAULT_LINES);
}

function follows(invocation: Invocation, limit: number | undefined): boolean {
  const [tail, noTail] = [isSet(invocation, 'tail'), isSet(invocation, 'no-tail')];
  if (tail && noTail) {
    throw new UsageError('setting --tail and --no-tail not valid', invocation.command);
  }
  if (limit !== undefined || noTail) return false;
  return tail || invocation.surroundings.writer.isTerminal;
}

function readFilter(invocation: Invocation): Omit<LogFilter, 'limit'> {
  const level = textOption(invocation, 'level');
  return {
    include: textOptions(invocation, 'include'),
    exclude: textOptions(invocation, 'exclude'),
    modules: textOptions(invocation, 'include-module'),
    withoutModules: textOptions(invocation, 'exclude-module'),
    level: readLevel(invocation, level),
  };
}

/** Levels are understood in any letter case. */
function readLevel(invocation: Invocation, text = 'DEBUG'): LogFilter['level'] {
  const level = LOG_LEVELS.find((name) => name === text.toUpperCase());
  if (level !== undefined) return level;
  throw new UsageError(
    `level value "${text}" is not one of ${LOG_LEVELS.map((name) => `"${name}"`).join(', ')}`,
    invocation.command,
  );
}

function createPrinter(invocation: Invocation): (record: LogRecord) => void {
  const { writer } = invocation.surroundings;
  const format = choiceOption(invocation, 'format', ['text', 'json'] as const) ?? 'text';
  const how: LogFormat = {
    date: isSet(invocation, 'date'),
    utc: isSet(invocation, 'utc'),
    milliseconds: isSet(invocation, 'ms'),
    colour: writer.hasColour || isSet(invocation, 'color'),
  };
  if (format === 'text') return (record) => writer.result(formatLogRecord(record, how));
  return ({ time, ...rest }) => writer.result(JSON.stringify({ timestamp: time, ...rest }));
}
