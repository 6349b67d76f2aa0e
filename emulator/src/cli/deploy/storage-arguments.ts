import { userError } from '@reactive-charms/juju';
import type { Metadata, Place } from '@reactive-charms/juju';
import type { Application } from '../../model.ts';
import type { Faults } from './faults.ts';

/** What was asked of one storage: how many, and how big, in mebibytes. */
export type StorageRequest = Application['storage'][string];

const MEBIBYTES: Readonly<Record<string, number>> = {
  M: 1,
  G: 1024,
  T: 1024 ** 2,
  P: 1024 ** 3,
  E: 1024 ** 4,
  Z: 1024 ** 5,
  Y: 1024 ** 6,
};
const DEFAULT_SIZE = 1024;

/**
 * Reads constraints of a storage as Juju does: a pool, a count and a size in any order, for example
 * `2,10G`. Pools have no meaning here.
 * @throws DiagnosticsError when a part is none of the three, or stands twice.
 */
export function parseStorage(name: string, text: string): StorageRequest {
  const given: { count?: number; size?: number; pool?: string } = {};
  for (const part of text.split(',').map((it) => it.trim())) {
    const size = readSize(part);
    const key = /^\d+$/.test(part) ? 'count' : size === undefined ? 'pool' : 'size';
    const isPool = key !== 'pool' || /^[a-zA-Z][a-zA-Z0-9?_-]*$/.test(part);
    if (given[key] !== undefined || !isPool || part === '0') throw misfit(name, text);
    if (key === 'pool') given.pool = part;
    else if (key === 'count') given.count = Number(part);
    else if (size !== undefined) given.size = size;
  }
  return { count: given.count ?? 1, size: given.size ?? DEFAULT_SIZE };
}

/** Reads `--storage` arguments, `NAME=CONSTRAINTS`. @throws DiagnosticsError for a misfit. */
export function parseStorageArguments(texts: readonly string[]): Record<string, StorageRequest> {
  const requests = texts.map((text): [string, StorageRequest] => {
    const at = text.indexOf('=');
    if (at < 1) {
      throw userError('STORAGE_ARGUMENT', `expected "name=constraints", got "${text}"`, {
        fix: 'write --storage NAME=COUNT,SIZE, such as --storage data=1,10G',
      });
    }
    const name = text.slice(0, at);
    return [name, parseStorage(name, text.slice(at + 1))];
  });
  return Object.fromEntries(requests);
}

/** The requests that fit a charm; the others are noted. @param placeOf where a request stands */
export function soundStorage(
  charm: Metadata,
  requests: Readonly<Record<string, StorageRequest>>,
  noted: { readonly faults: Faults; readonly placeOf?: (name: string) => Place | undefined },
): Record<string, StorageRequest> {
  const sound = Object.entries(requests).filter(([name, request]) => {
    const check = (): true => checkStorage(charm, name, request);
    return noted.faults.try(check, noted.placeOf?.(name)) ?? false;
  });
  return Object.fromEntries(sound);
}

/** @throws DiagnosticsError when a charm has no such storage, or not room for so many. */
function checkStorage(charm: Metadata, name: string, { count }: StorageRequest): true {
  const definition = charm.storage[name];
  if (definition === undefined) {
    const known = Object.keys(charm.storage).sort().join(', ') || 'none';
    throw userError('STORAGE_UNKNOWN', `charm "${charm.name}" has no store called "${name}"`, {
      fix: `its storage: ${known}`,
    });
  }
  const { minimum, maximum } = definition.count ?? { minimum: 1, maximum: 1 };
  const head = `charm "${charm.name}" store "${name}":`;
  if (count < minimum) {
    const instances = minimum === 1 ? '1 instance' : `${minimum} instances`;
    throw userError('STORAGE_COUNT', `${head} at least ${instances} required, ${count} specified`, {
      fix: 'raise the count',
    });
  }
  if (maximum !== undefined && count > maximum) {
    throw userError(
      'STORAGE_COUNT',
      `${head} at most ${maximum} instances supported, ${count} specified`,
      { fix: 'lower the count' },
    );
  }
  return true;
}

function readSize(text: string): number | undefined {
  const [, number, unit = 'M'] = /^(\d+(?:\.\d+)?)([MGTPEZY])(?:i?B)?$/i.exec(text) ?? [];
  const factor = MEBIBYTES[unit.toUpperCase()];
  return number === undefined || factor === undefined
    ? undefined
    : Math.ceil(Number(number) * factor);
}

function misfit(name: string, text: string): Error {
  return userError(
    'STORAGE_ARGUMENT',
    `cannot parse constraints for storage "${name}": "${text}"`,
    {
      fix: 'give a count, a size, or both, such as "2,10G"',
    },
  );
}
