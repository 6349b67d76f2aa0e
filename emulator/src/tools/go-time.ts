import type { Instant } from '../model.ts';

/** Milliseconds of each unit that Go's durations know. */
const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** Reads a duration of Go such as `1h30m` into milliseconds; undefined for anything else. */
export function parseGoDuration(text: string): number | undefined {
  const match = /^([+-]?)((?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+|0)$/.exec(text);
  if (!match) return undefined;
  const parts = (match[2] ?? '').matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g);
  let sum = 0;
  for (const [, number = '', unit = ''] of parts) sum += Number(number) * (UNITS[unit] ?? 0);
  return match[1] === '-' ? -sum : sum;
}

/** Reads a time as RFC 3339 has it, or without a zone, which means UTC; undefined otherwise. */
export function parseGoTime(text: string): Instant | undefined {
  const zoned = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(Z|[+-]\d\d:\d\d)?$/.exec(text);
  if (!zoned) return undefined;
  const date = new Date(zoned[1] === undefined ? `${text}Z` : text);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

/** Writes a time as Go does in JSON and YAML: no zeros at the end of the fraction. */
export function formatGoTime(date: Date): string {
  return date.toISOString().replace(/(?:\.000|0{1,2})Z$/, 'Z');
}
