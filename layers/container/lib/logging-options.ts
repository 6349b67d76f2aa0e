import type { Logging } from './services.ts';

/**
 * Reads `key=value` words into the logging of a service, sorted by key. Contract section 4.3: without
 * driver and options there is no logging at all.
 * @returns the logging, or a clause that says which word is malformed.
 */
export function readLogging(
  driver: string,
  words: string,
): { readonly logging: Logging | undefined; readonly fault: string | undefined } {
  const list = words.split(/\s+/).filter((word) => word !== '');
  const malformed = list.find((word) => !/^[^=]+=/.test(word));
  if (malformed !== undefined) {
    return { logging: undefined, fault: `'${malformed}' is not of the form key=value` };
  }
  const name = driver.trim();
  if (name === '' && list.length === 0) return { logging: undefined, fault: undefined };
  const options = Object.fromEntries(list.map(splitWord).sort(([a], [b]) => (a < b ? -1 : 1)));
  return { logging: { driver: name, options }, fault: undefined };
}

function splitWord(word: string): [string, string] {
  const at = word.indexOf('=');
  return [word.slice(0, at), word.slice(at + 1)];
}
