import type { CharmDefinition } from '../charm/charm.ts';
import type { JsonValue } from '../json.ts';
import { Endpoint } from './endpoint.ts';
import { describeMalformed } from './readings.ts';
import type { ToleranceTest } from './tolerances.ts';

/** The flag that is set while units publish what an endpoint's interface cannot read. */
export function malformedFlag<const N extends string>(endpoint: N): `endpoint.${N}.malformed` {
  return `endpoint.${endpoint}.malformed`;
}

/** Tells whether an interface package reads the data of an endpoint, so that it can find any malformed. */
export function hasInterface(
  { endpoints }: Pick<CharmDefinition, 'endpoints'>,
  name: string,
): boolean {
  const found = Object.hasOwn(endpoints, name) ? endpoints[name] : undefined;
  return found !== undefined && found !== Endpoint;
}

/** One sentence about each key that an endpoint cannot read; those that the charm tolerates are left out. */
export async function listMalformed(
  endpoint: Endpoint,
  isTolerated: ToleranceTest,
): Promise<readonly string[]> {
  const problems = await endpoint.problems;
  return problems
    .filter(({ key }) => !isTolerated(endpoint.name, key))
    .map((problem) => describeMalformed(problem));
}

/** The sentences in the value of such a flag; none where something else has set it. */
export function sentencesIn(value: JsonValue): readonly string[] {
  if (!Array.isArray(value)) return [];
  return value.filter((sentence: JsonValue) => typeof sentence === 'string');
}
