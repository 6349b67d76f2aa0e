/** Stands for the name of the endpoint in flags, hooks and paths of an interface's handlers. */
export const ENDPOINT_NAME = '{endpoint_name}';

/** Puts the name of an endpoint where a text has `{endpoint_name}`; other braces stay. */
export function insertName(text: string, endpoint: string): string {
  return text.replaceAll(ENDPOINT_NAME, endpoint);
}

/** The full name of a flag of an endpoint; see `Endpoint.expandName`. Source: row R104. */
export function expandName(flag: string, endpoint: string): string {
  return flag.includes(ENDPOINT_NAME) ? insertName(flag, endpoint) : `endpoint.${endpoint}.${flag}`;
}

/** Tells whether the engine itself sets the flag of this name, which is without `endpoint.<name>.`. */
export function isFlagOfEngine(name: string): boolean {
  return /^(?:joined|departed|malformed|changed|changed\..+)$/.test(name);
}
