import { choiceOption, isSet, numberOption, textOptions } from '../command.ts';
import type { Command, Invocation } from '../command.ts';
import { LOG_LEVELS, filterLog, formatLogRecord } from '../log-lines.ts';
import { modelDirectory, readModel } from '../run-session.ts';

/** `juju debug-log`; it ends at the end of the log, because nothing runs between commands. */
export const debugLogCommand: Command = {
  name: 'debug-log',
  purpose: 'Display log messages for a model.',
  usage: '',
  arity: [0, 0],
  options: {
    replay: { type: 'boolean', help: 'Show the entire log' },
    include: {
      type: 'string',
      short: 'i',
      multiple: true,
      value: 'ENTITY',
      help: 'Only these units',
    },
    exclude: {
      type: 'string',
      short: 'x',
      multiple: true,
      value: 'ENTITY',
      help: 'Not these units',
    },
    'include-module': {
      type: 'string',
      multiple: true,
      value: 'MODULE',
      help: 'Only these modules',
    },
    level: { type: 'string', short: 'l', value: 'LEVEL', help: `One of ${LOG_LEVELS.join(', ')}` },
    lines: { type: 'string', short: 'n', value: 'N', help: 'Show the last N lines (default 10)' },
    limit: { type: 'string', value: 'N', help: 'Show the last N lines' },
    date: { type: 'boolean', help: 'Show dates as well as times' },
    tail: { type: 'boolean', help: 'Wait for new logs', ignored: true },
    'no-tail': { type: 'boolean', help: 'Stop after returning existing log messages' },
    color: { type: 'boolean', help: 'Force colours', ignored: true },
  },
  run: debugLog,
};

const DEFAULT_LINES = 10;

async function debugLog(invocation: Invocation): Promise<number> {
  const level = choiceOption(invocation, 'level', LOG_LEVELS) ?? 'DEBUG';
  const limit = numberOption(invocation, 'limit') ?? numberOption(invocation, 'lines');
  const isWhole = isSet(invocation, 'replay') && limit === undefined;
  const { surroundings } = invocation;
  await readModel(surroundings);
  const records = await surroundings.models.readLog(modelDirectory(surroundings));
  const shown = filterLog(records, {
    include: textOptions(invocation, 'include'),
    exclude: textOptions(invocation, 'exclude'),
    modules: textOptions(invocation, 'include-module'),
    level,
    ...(isWhole ? {} : { limit: limit ?? DEFAULT_LINES }),
  });
  const date = isSet(invocation, 'date');
  for (const record of shown) surroundings.writer.result(formatLogRecord(record, { date }));
  return 0;
}
