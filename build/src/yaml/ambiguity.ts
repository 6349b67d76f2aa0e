import { parse } from 'yaml';

/**
 * How YAML 1.1 reads a plain value, if it differs from YAML 1.2: `yes` is a boolean there, `010` the
 * number 8, `2020-01-01` a date. Undefined when both read the same. Source: contract row B40.
 */
export function readingOf11(source: string): string | undefined {
  const older: unknown = parse(source, { version: '1.1' });
  const newer: unknown = parse(source, { version: '1.2' });
  if (Object.is(older, newer)) return undefined;
  if (older instanceof Date) return typeof newer === 'string' ? 'a date' : undefined;
  if (typeof older === 'string') return 'text';
  const isPlain = typeof older === 'number' || typeof older === 'boolean';
  return isPlain ? `the value ${older}` : undefined;
}

/** Tells whether a text must be quoted so that every reader takes it as text. */
export function needsQuotes(text: string): boolean {
  // YAML 1.1 also gives a meaning to a lone "=" and to "<<".
  if (text === '=' || text === '<<') return true;
  return isOtherThanText(text, '1.1') || isOtherThanText(text, '1.2');
}

function isOtherThanText(text: string, version: '1.1' | '1.2'): boolean {
  if (!/^[\w.+~=<-]/.test(text) || text.length > 40) return false;
  try {
    return typeof parse(text, { version }) !== 'string';
  } catch {
    return true;
  }
}
