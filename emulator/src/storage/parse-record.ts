/** Reads a line of JSON; undefined when it is none. */
export function parseRecord(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
