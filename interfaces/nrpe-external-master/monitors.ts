import type { Decoded } from '@reactive-charms/reactive';

/**
 * Commands of the agent by the name of the check. Both go on the wire as they are: charm-helpers names
 * the command `check_` and the name of the check, also where that begins so itself
 * (`check_check_…`). Source: contract contrail.md section 2.7.
 */
export type Checks = Readonly<Record<string, string>>;

/** Writes checks as the YAML of `monitors`. Readers of YAML 1.1, as in Python, read the same. */
export async function writeMonitors(checks: Checks): Promise<string> {
  // Loaded here and not above: most hooks of most charms never come this way.
  const { dump } = await import('js-yaml');
  const nrpe = Object.fromEntries(
    Object.entries(checks).map(([name, command]) => [name, { command }]),
  );
  return dump({ monitors: { remote: { nrpe } } }, { lineWidth: -1 });
}

/**
 * Reads the checks of a `monitors` text. Members other than `command`, local checks and checks that
 * are null are passed over; a check may be its command alone, as some charms write it.
 */
export async function readMonitors(monitors: string): Promise<Decoded<Checks>> {
  if (monitors.trim() === '') return { ok: true, value: {} };
  const documents = await parseYaml(monitors);
  if (documents === undefined) return { ok: false, reason: 'expected YAML' };
  const [document, ...others] = documents;
  if (others.length > 0) return { ok: false, reason: 'expected one YAML document' };
  let nrpe: unknown = document === 'None' ? null : document;
  for (const member of ['monitors', 'remote', 'nrpe']) {
    if (nrpe === undefined || nrpe === null) return { ok: true, value: {} };
    if (!isMap(nrpe)) return { ok: false, reason: `expected a map with the member ${member}` };
    nrpe = memberOf(nrpe, member);
  }
  return readChecks(nrpe ?? {});
}

function readChecks(nrpe: unknown): Decoded<Checks> {
  if (!isMap(nrpe)) return { ok: false, reason: 'expected a map of checks' };
  const checks: [string, string][] = [];
  for (const [name, check] of Object.entries(nrpe)) {
    if (check === null) continue;
    const command: unknown = typeof check === 'string' ? check : memberOf(check, 'command');
    if (typeof command !== 'string') {
      return { ok: false, reason: `expected a command in check ${name}` };
    }
    checks.push([name, command]);
  }
  return { ok: true, value: Object.fromEntries(checks) };
}

/** The documents of a YAML text; undefined if it is none. */
async function parseYaml(wire: string): Promise<unknown[] | undefined> {
  const { FAILSAFE_SCHEMA, loadAll, nullYaml11Tag } = await import('js-yaml');
  try {
    // Everything but null is a text, as it stands there: a command `on` or `0755` is no boolean and no
    // number, whatever version of YAML the writer had in mind. `json` lets the last of two equal keys
    // count, as in Python.
    return loadAll(wire, { schema: FAILSAFE_SCHEMA.withTags(nullYaml11Tag), json: true });
  } catch {
    return undefined;
  }
}

function memberOf(value: unknown, name: string): unknown {
  return isMap(value) ? new Map<string, unknown>(Object.entries(value)).get(name) : undefined;
}

function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
