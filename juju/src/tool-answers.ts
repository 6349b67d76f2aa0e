import type { OptionValue } from './charm-files.ts';
import type { StorageFacts } from './hook-tools.ts';

// Answers may hold secrets, so errors tell of which kind the answer was, never what it was.

/**
 * Reads the JSON that a hook tool printed; nothing at all counts as null.
 * @throws Error naming the tool when the text is not JSON.
 */
export function parseToolJson(tool: string, text: string): unknown {
  if (text.trim() === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${tool} answered ${text.length} characters that are not JSON`);
  }
}

/**
 * Reads a map.
 * @param wanted what the map should be, for the error.
 * @throws Error naming the tool.
 */
export function readObject(
  tool: string,
  value: unknown,
  wanted: string = 'a map',
): Record<string, unknown> {
  if (value === null) return {};
  if (!isMap(value)) throw unexpected(tool, wanted, value);
  return value;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads options; those without a value are left out. @throws Error naming tool and option. */
export function readOptions(value: unknown): Record<string, OptionValue> {
  return Object.fromEntries(
    Object.entries(readObject('config-get', value)).flatMap(([name, option]) => {
      if (option === null) return [];
      if (typeof option !== 'string' && typeof option !== 'number' && typeof option !== 'boolean') {
        throw unexpected('config-get', `a scalar for option ${name}`, option);
      }
      return [[name, option] as const];
    }),
  );
}

/** Reads a databag. @throws Error naming tool and key. */
export function readDatabag(tool: string, value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(readObject(tool, value)).map(([key, text]) => {
      if (typeof text !== 'string') throw unexpected(tool, `a text for key ${key}`, text);
      return [key, text] as const;
    }),
  );
}

/** Reads a list of names. @throws Error naming the tool. */
export function readList<T extends string>(
  tool: string,
  accepts: (text: string) => text is T,
  value: unknown,
): T[] {
  if (value === null) return [];
  if (!Array.isArray(value)) throw unexpected(tool, 'a list', value);
  return value.map((item: unknown) => {
    if (typeof item !== 'string') throw unexpected(tool, 'a list of names', item);
    if (!accepts(item)) throw new Error(`${tool} answered "${item}", which is no proper name`);
    return item;
  });
}

/**
 * Reads a text that is not empty.
 * @param wanted what the text should be, for the error.
 * @throws Error naming the tool.
 */
export function readText(tool: string, value: unknown, wanted: string = 'a text'): string {
  if (typeof value !== 'string' || value === '') throw unexpected(tool, wanted, value);
  return value;
}

/** Reads a truth value. @throws Error naming the tool. */
export function readBoolean(tool: string, value: unknown): boolean {
  if (typeof value !== 'boolean') throw unexpected(tool, 'true or false', value);
  return value;
}

/** Reads an attached storage instance. @throws Error naming the tool. */
export function readStorage(value: unknown): StorageFacts {
  const { kind, location } = readObject('storage-get', value);
  if (kind !== 'filesystem' && kind !== 'block') {
    throw unexpected('storage-get', 'filesystem or block as kind', kind);
  }
  return { kind, location: readText('storage-get', location) };
}

/** Reads the URI that `secret-add` printed. @throws Error that does not quote the answer. */
export function readSecretUri(text: string): string {
  const uri = text.trim();
  if (!/^secret:\S+$/.test(uri)) throw unexpected('secret-add', 'the URI of a secret', uri);
  return uri;
}

function unexpected(tool: string, wanted: string, found: unknown): Error {
  return new Error(`${tool} answered ${kindOf(found)}, expected ${wanted}`);
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (value === '') return 'an empty text';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  return typeof value === 'string' ? 'a text' : `a ${typeof value}`;
}
