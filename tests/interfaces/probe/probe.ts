import type { WorkloadStatus } from '@reactive-charms/juju';
import type { Endpoint, EngineContext, Malformed } from '@reactive-charms/reactive';
import type { Speaker } from './samples.ts';

/** What a probe does at one endpoint. */
export interface Part {
  readonly endpoint: Endpoint;
  /** Publishes the sample of this unit; withdraws it where the unit is silent. */
  readonly publish: () => void | Promise<void>;
  /** What the endpoint's readers tell. */
  readonly view: () => object | Promise<object>;
}

/** What a probe saw at one endpoint when its last hook ended. */
export interface Sight {
  /** The endpoint's flags, without those that live for one hook. */
  readonly flags: readonly string[];
  readonly problems: readonly Malformed[];
  readonly view: object;
}

/** What a unit saw, by endpoint. */
export type Sights = Readonly<Record<string, Sight>>;

/** Whom this unit speaks for, if it speaks; see the options `word` and `silent`. */
export function speakerOf({
  config,
  unit,
}: Pick<EngineContext, 'unit'> & {
  readonly config: { readonly word: string; readonly silent: string };
}): Speaker | undefined {
  const isSilent = config.silent.split(' ').includes(unit.name);
  return isSilent ? undefined : { unit: unit.name, word: config.word };
}

/** Where a unit records what it has seen. */
export function recordPath(unit: string): string {
  return `/var/lib/probe/${unit.replace('/', '-')}.json`;
}

/** Publishes at each endpoint. */
export async function publishAll(parts: readonly Part[]): Promise<void> {
  for (const { publish } of parts) await publish();
}

/** Records what is seen at each endpoint, for the test to read. @returns the status of the unit. */
export async function recordAll(
  { flags, host, unit }: EngineContext,
  parts: readonly Part[],
): Promise<WorkloadStatus> {
  const sights: Record<string, Sight> = {};
  for (const { endpoint, view } of parts) {
    const prefix = `endpoint.${endpoint.name}.`;
    const names = flags.list().filter((flag) => flag.startsWith(prefix));
    sights[endpoint.name] = {
      flags: names
        .map((flag) => flag.slice(prefix.length))
        .filter((flag) => !/^(?:changed|departed)\b/.test(flag)),
      problems: await endpoint.problems,
      view: await view(),
    };
  }
  const content = JSON.stringify(sights);
  await host.declareFile({ path: recordPath(unit.name), content, mode: 0o644 });
  return { status: 'active', message: 'probing' };
}
