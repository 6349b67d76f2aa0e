import { formatGoTime } from './go-time.ts';
import { entriesOf } from './value.ts';
import type { Value } from './value.ts';
import { formatScalarText } from './yaml-scalar.ts';

/** Prints a value as Go's yaml.v2 does: natural key order, lists not indented, lines folded at 80. */
export function formatYaml(value: Value): string {
  const lines = block(value, 0) ?? [scalar(value, { column: 0, indent: 2 })];
  return `${lines.join('\n')}\n`;
}

interface Position {
  /** The column at which the scalar starts. */
  readonly column: number;
  /** The indent of continuation lines. */
  readonly indent: number;
}

/** The lines of a map or list that is not empty; undefined for what stands on its parent's line. */
function block(value: Value, indent: number): string[] | undefined {
  const pad = ' '.repeat(indent);
  if (Array.isArray(value)) {
    if (value.length === 0) return undefined;
    return value.flatMap((item: Value) => {
      const nested = block(item, indent + 2);
      if (!nested) return [`${pad}- ${scalar(item, { column: indent + 2, indent: indent + 2 })}`];
      const [first = '', ...rest] = nested;
      return [`${pad}- ${first.slice(indent + 2)}`, ...rest];
    });
  }
  const entries = entriesOf(value, compareNaturally);
  if (!entries || entries.length === 0) return undefined;
  return entries.flatMap(([key, item]) => {
    const name = formatScalarText(key, { column: indent, indent: indent + 2, key: true });
    const nested = block(item, Array.isArray(item) ? indent : indent + 2);
    if (nested) return [`${pad}${name}:`, ...nested];
    const column = indent + name.length + 2;
    return [`${pad}${name}: ${scalar(item, { column, indent: indent + 2 })}`];
  });
}

function scalar(value: Value, position: Position): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return String(value).replace(/e([+-])(\d)$/, 'e$10$2');
  if (value instanceof Date) return formatGoTime(value);
  if (Buffer.isBuffer(value)) return binary(value, position.indent);
  if (typeof value === 'string') return formatScalarText(value, { ...position, key: false });
  return Array.isArray(value) ? '[]' : '{}';
}

function binary(bytes: Buffer, indent: number): string {
  const pad = `\n${' '.repeat(indent)}`;
  const lines = bytes.toString('base64').match(/.{1,70}/g) ?? [''];
  return `!!binary |${lines.map((line) => pad + line).join('')}`;
}

/** The order of yaml.v2: letters by code, letters after all else, numbers by value (a9 < a10). */
function compareNaturally(a: string, b: string): number {
  const [left, right] = [Array.from(a), Array.from(b)];
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const [x = '', y = ''] = [left[index], right[index]];
    if (x === y) continue;
    const [letterX, letterY] = [/\p{L}/u.test(x), /\p{L}/u.test(y)];
    if (letterX && letterY) return x < y ? -1 : 1;
    if (letterX || letterY) return letterY ? -1 : 1;
    return compareNumbers(left, right, index) || (x < y ? -1 : 1);
  }
  return left.length - right.length;
}

function compareNumbers(left: readonly string[], right: readonly string[], index: number): number {
  const [x, y] = [digitsAt(left, index), digitsAt(right, index)];
  const zero = left[index] === '0' || right[index] === '0';
  const carry = zero && /[1-9]\d*$/.test(left.slice(0, index).join('')) ? '1' : '';
  const [numberX, numberY] = [Number(carry + x), Number(carry + y)];
  return numberX - numberY || x.length - y.length;
}

function digitsAt(text: readonly string[], start: number): string {
  return /^\d*/.exec(text.slice(start).join(''))?.[0] ?? '';
}
