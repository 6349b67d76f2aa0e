import type { LogRecord, LogRecordLevel } from '../events.ts';

/** Levels from the least to the most important. */
export const LOG_LEVELS: readonly LogRecordLevel[] = ['TRACE', 'DEBUG', 'INFO', 'WARNING', 'ERROR'];

/** Which records to show. */
export interface LogFilter {
  /** Units (`mysql/0`), entities (`unit-mysql-0`) or patterns of them with `*`; empty means all. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Modules that records must begin with; empty means all. */
  readonly modules: readonly string[];
  readonly level: LogRecordLevel;
  /** Only so many of the last records. */
  readonly limit?: number;
}

/** Picks records as `juju debug-log` does. */
export function filterLog(records: readonly LogRecord[], filter: LogFilter): LogRecord[] {
  const least = LOG_LEVELS.indexOf(filter.level);
  const picked = records.filter(
    (record) =>
      LOG_LEVELS.indexOf(record.level) >= least &&
      (filter.include.length === 0 || filter.include.some((name) => isEntity(record, name))) &&
      !filter.exclude.some((name) => isEntity(record, name)) &&
      (filter.modules.length === 0 ||
        filter.modules.some(
          (name) => record.module === name || record.module.startsWith(`${name}.`),
        )),
  );
  return filter.limit === undefined
    ? picked
    : filter.limit === 0
      ? []
      : picked.slice(-filter.limit);
}

function isEntity(record: LogRecord, name: string): boolean {
  const wanted =
    name.includes('/') && /^[a-z]/.test(name) ? `unit-${name.replace('/', '-')}` : name;
  const pattern = wanted
    .split('*')
    .map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^(?:${pattern}|unit-${pattern}-\\d+)$`).test(record.entity);
}

/** One line of `juju debug-log`: `unit-mysql-0: 10:00:00 INFO unit.mysql/0.juju-log text`. */
export function formatLogRecord(
  record: LogRecord,
  options: { readonly date?: boolean } = {},
): string {
  const date = new Date(record.time);
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((number) => String(number).padStart(2, '0'))
    .join(':');
  const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    .map((number) => String(number).padStart(2, '0'))
    .join('-');
  const time = options.date ? `${day} ${clock}` : clock;
  return `${record.entity}: ${time} ${record.level} ${record.module} ${record.message}`;
}
