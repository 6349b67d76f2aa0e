import type { Instant } from '../model.ts';

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/**
 * An instant as Juju's views print it, in local time: `23 Nov 2026 10:00:00Z`; with `--utc` the
 * views have `2026-11-23 10:00:00Z`.
 */
export function formatInstant(instant: Instant, utc = false): string {
  const date = new Date(instant);
  if (utc) return `${date.toISOString().slice(0, 19).replace('T', ' ')}Z`;
  const day = String(date.getDate()).padStart(2, '0');
  return `${day} ${MONTHS[date.getMonth()]} ${date.getFullYear()} ${formatClock(date)}`;
}

/** The time of day with the zone: `10:00:00Z` or `12:00:00+02:00`. */
export function formatClock(date: Date): string {
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  const offset = -date.getTimezoneOffset();
  if (offset === 0) return `${clock}Z`;
  const minutes = Math.abs(offset);
  return `${clock}${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** A duration for progress: `0.4s`, `12s`, `2m05s`. */
export function formatDuration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)}s`;
  if (seconds < 60) return `${Math.round(seconds)}s`;
  return `${Math.floor(seconds / 60)}m${two(Math.floor(seconds % 60))}s`;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}

/** An instant as Juju's views of tasks print it: `2026-11-23 10:00:00 +0000 UTC`. */
export function formatTaskTime(instant: Instant, utc: boolean): string {
  const date = new Date(instant);
  if (utc) return `${date.toISOString().slice(0, 19).replace('T', ' ')} +0000 UTC`;
  const parts = new Intl.DateTimeFormat('en-US', { timeZoneName: 'short' }).formatToParts(date);
  const zone = parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'UTC';
  const offset = formatClock(date).slice(8).replace('Z', '+00:00').replace(':', '');
  return `${formatPlainTime(instant, false).replace('T', ' ')} ${offset} ${zone}`;
}

/** An instant as Juju's tables of operations print it: `2026-11-23T10:00:00`. */
export function formatPlainTime(instant: Instant, utc: boolean): string {
  const date = new Date(instant);
  const shift = utc ? 0 : date.getTimezoneOffset() * 60_000;
  return new Date(date.getTime() - shift).toISOString().slice(0, 19);
}
