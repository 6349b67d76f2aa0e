import { isJsonMap } from '../../json.ts';
import type { JsonValue } from '../../json.ts';

/** Prints a value as a YAML document in block style. */
export function printYaml(value: JsonValue): string {
  const lines = linesOf(value);
  return lines.map((line) => `${line}\n`).join('');
}

function linesOf(value: JsonValue): string[] {
  if (Array.isArray(value)) {
    if (value.length === 0) return ['[]'];
    return value.flatMap((item: JsonValue) => {
      const [first = '', ...rest] = linesOf(item);
      return [`- ${first}`, ...rest.map((line) => `  ${line}`)];
    });
  }
  if (!isJsonMap(value)) return [printScalar(value)];
  const entries = Object.entries(value);
  if (entries.length === 0) return ['{}'];
  return entries.flatMap(([key, item]) => {
    const lines = linesOf(item);
    if (!isBlock(item)) return [`${printText(key)}: ${lines[0]}`];
    // Items of a list stand below their key, not further in.
    const margin = Array.isArray(item) ? '' : '  ';
    return [`${printText(key)}:`, ...lines.map((line) => `${margin}${line}`)];
  });
}

function isBlock(value: JsonValue): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

function printScalar(value: JsonValue): string {
  return typeof value === 'string' ? printText(value) : JSON.stringify(value);
}

/** Begins as a word or a path does, and holds nothing that means anything in YAML. */
const PLAIN = /^[A-Za-z_/.](?:[\w./@+-]|[ :](?=[\w./@+-]))*$/;

/** What YAML 1.1 or 1.2 would not take for a text. */
const NO_TEXT =
  /^(?:~|null|true|false|yes|no|on|off|y|n|\.nan|[-+]?\.inf|\.?\d[\d_.]*(?:e[-+]?\d+)?)$/i;

function printText(text: string): string {
  const isPlain = PLAIN.test(text) && !text.includes(': ') && !NO_TEXT.test(text);
  if (isPlain) return text;
  // In single quotes nothing but the quote itself has a meaning, but line breaks would be folded.
  return /^[\u0020-\u007e\u00a0-\ud7ff]*$/.test(text)
    ? `'${text.replaceAll("'", "''")}'`
    : JSON.stringify(text);
}
