import type { StatusEntry } from '../events.ts';
import { hasTexts, logPath, openRecords } from './log-file.ts';
import type { LogFile, LogFileOptions } from './log-file.ts';
import { parseRecord } from './parse-record.ts';
import { readLines } from './read-lines.ts';

/** Opens the history of statuses of a model's folder; only its owner may read it. */
export function openStatusLog(
  directory: string,
  options: LogFileOptions = {},
): LogFile<StatusEntry> {
  return openRecords(logPath(directory, 'status'), options);
}

/**
 * Reads the history of statuses of a model, oldest first, without what repeats the entry before it of
 * the same entity and type. update-status is not in it. Source: contract juju.md, `show-status-log`.
 */
export function readStatusLog(directory: string): StatusEntry[] {
  const last = new Map<string, string>();
  return (readLines(logPath(directory, 'status')) ?? []).flatMap((line) => {
    const entry = parseRecord(line);
    if (!isStatusEntry(entry)) return [];
    const key = `${entry.type} ${entry.entity}`;
    const shown = JSON.stringify([entry.status, entry.message]);
    if (last.get(key) === shown) return [];
    last.set(key, shown);
    return [entry];
  });
}

function isStatusEntry(value: unknown): value is StatusEntry {
  return hasTexts(value, ['time', 'entity', 'type', 'status', 'message']);
}
