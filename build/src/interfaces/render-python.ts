import type { PlainValue } from '../yaml/tree.ts';

/** Words that cannot be the name of a field: Python's own, and what a pydantic model has already. */
const RESERVED: ReadonlySet<string> = new Set([
  ...'False None True and as assert async await break class continue def del elif else'.split(' '),
  ...'except finally for from global if import in is lambda nonlocal not or pass raise'.split(' '),
  ...'return try while with yield'.split(' '),
  ...'construct copy dict fields from_orm json parse_file parse_obj parse_raw schema'.split(' '),
  ...'schema_json update_forward_refs validate'.split(' '),
]);

/**
 * A name for a field, made from a key of a databag.
 * @param taken the names that the class has already.
 */
export function fieldName(key: string, taken: ReadonlySet<string>): string {
  const plain = key.replaceAll(/[^A-Za-z0-9_]/g, '_');
  const isFree = /^[A-Za-z]/.test(plain) && !plain.startsWith('model_') && !RESERVED.has(plain);
  return unique(isFree ? plain : `key_${plain.replace(/^_+/, '')}`, taken);
}

/** A name for a class, made from words in any spelling. */
export function className(words: readonly string[], taken: ReadonlySet<string>): string {
  const parts = words.flatMap((word) => word.split(/[^A-Za-z0-9]+/)).filter((part) => part !== '');
  const name = parts.map((part) => part.slice(0, 1).toUpperCase() + part.slice(1)).join('');
  return unique(/^[A-Z]/.test(name) ? name : `Model${name}`, taken);
}

/** A value as Python writes it. */
export function pythonValue(value: PlainValue): string {
  if (value === null) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  // Python reads the escapes of JSON's texts as JSON does, but for halves of a pair, which none has.
  if (typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(pythonValue).join(', ')}]`;
  const members = Object.entries(value).map(
    ([key, member]) => `${pythonValue(key)}: ${pythonValue(member)}`,
  );
  return `{${members.join(', ')}}`;
}

/** A regular expression as a raw text of Python, where that can hold it. */
export function pythonPattern(pattern: string): string {
  return /["\n\r]|\\$/.test(pattern) ? pythonValue(pattern) : `r"${pattern}"`;
}

/** A text as the documentation of a module, a class or a function. */
export function docstring(text: string): string {
  return `"""${text.replaceAll('\\', '\\\\').replaceAll('"""', "'''").replace(/"$/, "'")}"""`;
}

function unique(name: string, taken: ReadonlySet<string>): string {
  const numbered = [name, ...Array.from(taken, (_, index) => `${name}_${index + 2}`)];
  return numbered.find((candidate) => !taken.has(candidate)) ?? name;
}

function isList(value: PlainValue): value is readonly PlainValue[] {
  return Array.isArray(value);
}
