/** Results of an action as Juju takes them: dotted keys and texts. */
export type FlatResults = Readonly<Record<string, string>>;

/** The results of an action after the check, or everything that is wrong with them. */
export type CheckedResults =
  | { readonly results: FlatResults; readonly faults?: undefined }
  | { readonly faults: readonly string[]; readonly results?: undefined };

/**
 * Flattens what the handlers of an action returned into the keys and texts of `action-set`. Several
 * handlers' results are laid over each other, the later wins. Values may be secrets, so no fault
 * quotes one.
 * Source: contract juju.md section 2.2, `action-set`, rows C69 to C71.
 */
export function flattenResults(returned: readonly unknown[]): CheckedResults {
  const leaves = returned
    .filter((value) => value !== undefined)
    .flatMap((value) => leavesOf(value));
  const faults = leaves.flatMap(({ fault }) => fault ?? []);
  const results = Object.fromEntries(
    leaves.flatMap(({ key, text }) => (text === undefined ? [] : [[key, text] as const])),
  );
  const all = [...faults, ...findClashes(Object.keys(results))];
  return all.length > 0 ? { faults: all } : { results };
}

interface Leaf {
  readonly key: string;
  readonly text?: string;
  readonly fault?: string;
}

function leavesOf(value: unknown, key = ''): Leaf[] {
  if (value === undefined) return [];
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return [checkKey(key, String(value))];
  }
  if (typeof value !== 'object' || value === null || kindOf(value) !== 'a map') {
    return [{ key, fault: `${nameResult(key)} is ${kindOf(value)}, which Juju does not show` }];
  }
  return Object.entries(value).flatMap(([name, each]) =>
    leavesOf(each, key === '' ? name : `${key}.${name}`),
  );
}

const SEGMENT = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
const RESERVED = /^(?:stdout|stderr|.*-encoding)$/;

function checkKey(key: string, text: string): Leaf {
  if (key === '') return { key, fault: 'the results are a single value: give it a name' };
  const segments = key.split('.');
  const reserved = segments.find((segment) => RESERVED.test(segment));
  if (reserved !== undefined) {
    return { key, fault: `result ${key} uses the name ${reserved}, which Juju keeps for itself` };
  }
  if (!segments.every((segment) => SEGMENT.test(segment))) {
    return { key, fault: `result ${key} is no name that Juju takes` };
  }
  return { key, text };
}

/** `a` and `a.b` cannot both be: one is a value, the other says that it is a map. */
function findClashes(keys: readonly string[]): string[] {
  return keys.flatMap((key) => {
    const other = keys.find((longer) => longer.startsWith(`${key}.`));
    return other === undefined ? [] : [`result ${key} is a value, but ${other} makes it a map`];
  });
}

function nameResult(key: string): string {
  return key === '' ? 'what the handler returned' : `result ${key}`;
}

/** Asks for the tag, as the value may be of another realm. */
function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value !== 'object') return `a ${typeof value}`;
  const tag = Object.prototype.toString.call(value).slice('[object '.length, -1);
  return tag === 'Object' ? 'a map' : `a ${tag}`;
}
