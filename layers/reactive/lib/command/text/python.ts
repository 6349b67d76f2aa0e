import { isJsonMap } from '../../json.ts';
import type { JsonValue } from '../../json.ts';

/** Prints a value as Python writes it, on one line. */
export function printPython(value: JsonValue): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return printText(value);
  if (isJsonMap(value)) {
    const members = Object.entries(value).map(
      ([key, item]) => `${printText(key)}: ${printPython(item)}`,
    );
    return `{${members.join(', ')}}`;
  }
  return `[${value.map((item: JsonValue) => printPython(item)).join(', ')}]`;
}

const ESCAPES = new Map([
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** Python takes single quotes, unless the text has some and no double ones. */
function printText(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const content = text
    .replaceAll(/[\\\n\r\t]/g, (character) => ESCAPES.get(character) ?? character)
    .replaceAll(/\p{Cc}/gu, (character) => {
      const code = character.codePointAt(0) ?? 0;
      return `\\x${code.toString(16).padStart(2, '0')}`;
    });
  return `${quote}${quote === "'" ? content.replaceAll("'", "\\'") : content}${quote}`;
}
