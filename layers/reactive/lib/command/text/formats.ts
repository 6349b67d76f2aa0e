import { isJsonMap } from '../../json.ts';
import type { JsonValue } from '../../json.ts';
import { printPython } from './python.ts';
import { printYaml } from './yaml.ts';

/** How data is printed for programs. */
export type Format = 'raw' | 'json' | 'py' | 'yaml' | 'csv' | 'tab';

/** All formats, by their names and by the letters of charms.reactive. */
export const FORMATS: readonly { readonly name: Format; readonly letter: string }[] = [
  { name: 'raw', letter: '-r' },
  { name: 'json', letter: '-j' },
  { name: 'py', letter: '-p' },
  { name: 'yaml', letter: '-y' },
  { name: 'csv', letter: '-c' },
  { name: 'tab', letter: '-t' },
];

/**
 * Prints data for programs: a list of texts, or a map from names to values.
 * Source: contract reactive.md section 5, row R121; in csv and tab each name is one cell of a line of
 * its own, not one cell for each letter, and maps show their values too.
 */
export function printData(data: JsonValue, format: Format): string {
  switch (format) {
    case 'raw':
      return Array.isArray(data)
        ? data.map((item: JsonValue) => printRaw(item)).join('\n')
        : printRaw(data);
    case 'json':
      return printJson(data);
    case 'py':
      return `${printPython(data)}\n`;
    case 'yaml':
      return printYaml(data);
    case 'csv':
      return printRows(data, ',');
    case 'tab':
      return printRows(data, '\t');
  }
}

function printRaw(value: JsonValue): string {
  return typeof value === 'string' ? value : printPython(value);
}

/** JSON on one line, with a blank after each comma and colon. */
function printJson(value: JsonValue): string {
  if (Array.isArray(value)) {
    return `[${value.map((item: JsonValue) => printJson(item)).join(', ')}]`;
  }
  if (!isJsonMap(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([key, item]) => `${JSON.stringify(key)}: ${printJson(item)}`,
  );
  return `{${members.join(', ')}}`;
}

/** Lines end as RFC 4180 has it. */
function printRows(data: JsonValue, separator: string): string {
  return rowsOf(data)
    .map((row) => `${row.map((cell) => quoteCell(cell, separator)).join(separator)}\r\n`)
    .join('');
}

function rowsOf(data: JsonValue): string[][] {
  const cell = (value: JsonValue): string =>
    value === null ? '' : typeof value === 'string' ? value : printJson(value);
  if (Array.isArray(data)) return data.map((item: JsonValue) => [cell(item)]);
  if (!isJsonMap(data)) return [[cell(data)]];
  return Object.entries(data).map(([key, value]) => [
    key,
    ...(isJsonMap(value) ? Object.values(value).map(cell) : [cell(value)]),
  ]);
}

function quoteCell(cell: string, separator: string): string {
  const needsQuotes = cell.includes(separator) || /["\r\n]/.test(cell);
  return needsQuotes ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** The same for our own sub-commands: the text ends with its line, and JSON is laid out. */
export function printForPrograms(data: JsonValue, format: Format): string {
  if (format === 'json') return `${JSON.stringify(data, undefined, 2)}\n`;
  const text = printData(data, format);
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
