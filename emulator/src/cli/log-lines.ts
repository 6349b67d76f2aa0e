import type { LogRecord, LogRecordLevel } from '../events.ts';
import { wildcardSource } from './wildcards.ts';
import { paint } from './writer.ts';
import type { Colour } from './writer.ts';

/** Levels from the least to the most important. */
export const LOG_LEVELS: readonly LogRecordLevel[] = [
  'TRACE',
  'DEBUG',
  'INFO',
  'WARNING',
  'ERROR',
  'CRITICAL',
];

/** Which records to show. */
export interface LogFilter {
  /**
   * Units (`mysql/0`), applications, machines (`0`), entities (`unit-mysql-0`), or patterns of them
   * with `*`; empty means all.
   */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Modules that records must begin with; empty means all. */
  readonly modules: readonly string[];
  /** Modules that records must not begin with. */
  readonly withoutModules: readonly string[];
  readonly level: LogRecordLevel;
  /** Only so many of the last records. */
  readonly limit?: number;
}

/** Picks records as `juju debug-log` does. */
export function filterLog(records: readonly LogRecord[], filter: LogFilter): LogRecord[] {
  const least = LOG_LEVELS.indexOf(filter.level);
  const [included, excluded] = [filter.include.map(entities), filter.exclude.map(entities)];
  const picked = records.filter(
    (record) =>
      LOG_LEVELS.indexOf(record.level) >= least &&
      (included.length === 0 || included.some((it) => it.test(record.entity))) &&
      !excluded.some((it) => it.test(record.entity)) &&
      (filter.modules.length === 0 || filter.modules.some((name) => isModule(record, name))) &&
      !filter.withoutModules.some((name) => isModule(record, name)),
  );
  return filter.limit === undefined
    ? picked
    : filter.limit === 0
      ? []
      : picked.slice(-filter.limit);
}

function isModule({ module }: LogRecord, name: string): boolean {
  return module === name || module.startsWith(`${name}.`);
}

/** The entities that a name means. */
function entities(name: string): RegExp {
  const wanted = /^\d/.test(name)
    ? `machine-${name.replaceAll('/', '-')}`
    : name.includes('/')
      ? `unit-${name.replace('/', '-')}`
      : name;
  const pattern = wildcardSource(wanted);
  return new RegExp(`^(?:${pattern}|unit-${pattern}-\\d+)$`);
}

/** How a record is written. */
export interface LogFormat {
  readonly date?: boolean;
  /** Times in UTC, and not of this place. */
  readonly utc?: boolean;
  readonly milliseconds?: boolean;
  readonly colour?: boolean;
}

const COLOURS: Readonly<Partial<Record<LogRecordLevel, Colour>>> = {
  DEBUG: 'good',
  INFO: 'emphasis',
  WARNING: 'warning',
  ERROR: 'error',
};

/** One line of `juju debug-log`: `unit-mysql-0: 10:00:00 INFO unit.mysql/0.juju-log text`. */
export function formatLogRecord(record: LogRecord, format: LogFormat = {}): string {
  const colour = format.colour ? COLOURS[record.level] : undefined;
  const level = colour === undefined ? record.level : paint(record.level, colour);
  const { entity, module, message } = record;
  return `${entity}: ${formatTime(record.time, format)} ${level} ${module} ${message}`;
}

function formatTime(time: string, { date, utc, milliseconds }: LogFormat): string {
  const instant = new Date(time);
  // Moved, so that the text of the instant in UTC says what clocks of this place say.
  const offset = utc ? 0 : instant.getTimezoneOffset() * 60_000;
  const text = new Date(instant.getTime() - offset).toISOString();
  const clock = text.slice(11, milliseconds ? 23 : 19);
  return date ? `${text.slice(0, 10)} ${clock}` : clock;
}
