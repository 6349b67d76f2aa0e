import { compareText } from '../relation-view.ts';
import { formatGoTime } from './go-time.ts';
import { entriesOf } from './value.ts';
import type { Value } from './value.ts';
import { formatYaml } from './yaml-text.ts';

/** How a tool prints its answer. */
export type OutputFormat = 'smart' | 'yaml' | 'json';

/** The formats by name; the first is the usual default. */
export const OUTPUT_FORMATS: readonly OutputFormat[] = ['smart', 'yaml', 'json'];

/** Prints a value byte for byte as Juju's tools do. Source: contract juju.md section 2.1. */
export function formatValue(format: OutputFormat, value: Value): string {
  switch (format) {
    case 'json':
      return `${formatJson(value)}\n`;
    case 'yaml':
      return value === null ? '' : formatYaml(value);
    case 'smart':
      return formatSmart(value);
  }
}

function formatSmart(value: Value): string {
  if (value === null || value === '') return '';
  if (typeof value === 'string') return `${value}\n`;
  if (typeof value === 'boolean') return value ? 'True\n' : 'False\n';
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) {
    return value.length === 0 ? '' : `${value.join('\n')}\n`;
  }
  return formatYaml(value);
}

/** The JSON of values that are printed again and again, as they never change. */
const kept = new WeakMap<object, string>();

/** Lets the JSON of a value that never changes be made once, however often it is printed. */
export function keepJson<Kept extends Value & object>(value: Kept): Kept {
  kept.set(value, formatJson(value));
  return value;
}

function formatJson(value: Value): string {
  const known = typeof value === 'object' && value !== null ? kept.get(value) : undefined;
  return known ?? makeJson(value);
}

function makeJson(value: Value): string {
  if (Array.isArray(value)) {
    const plain = value.every((item) => typeof item === 'string');
    if (plain) return escapeJson(JSON.stringify(value));
    return `[${value.map(formatJson).join(',')}]`;
  }
  if (value instanceof Date) return `"${formatGoTime(value)}"`;
  if (Buffer.isBuffer(value)) return formatJson(value.toString());
  const entries = entriesOf(value, compareText);
  if (!entries) return escapeJson(JSON.stringify(value));
  const pairs = entries.map(([key, item]) => `${formatKey(key)}:${formatJson(item)}`);
  return `{${pairs.join(',')}}`;
}

function formatKey(key: string): string {
  return PLAIN.test(key) ? `"${key}"` : escapeJson(JSON.stringify(key));
}

/** Texts that are the same in JSON, such as names of units. */
const PLAIN = /^[\w/. -]*$/;

/** Go escapes what could be read as HTML, and the two line separators of JavaScript (C11). */
function escapeJson(text: string): string {
  return text.replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
